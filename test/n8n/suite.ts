// A real n8n, a real gateway, and platforms that are played: does a customer's message become an execution, once and in order,
// and does the workflow's answer reach the platform? `npm run test:n8n` prints a line per check and fails when one does.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { checkDeliveries } from './deliveries.ts';
import { checkEvents } from './events.ts';
import { checkExamples } from './examples.ts';
import { checkKills, FEW, THOUSAND } from './kills.ts';
import { checkNewcomer } from './newcomer.ts';
import { checkOperations } from './operations.ts';
import { printOverhead } from './overhead.ts';
import { checkQueueMode } from './queue.ts';
import { until } from './support/processes.ts';
import { findingsOfN8n } from './support/scanner.ts';
import { setStage } from './support/stage.ts';
import type { Execution, StoredWorkflow } from './support/wire.ts';
import { checkWaits } from './waits.ts';
import { answering, deliveryUrl, failureOf, textsOf, TRIGGER_NAME } from './support/workflows.ts';

/** Long enough for an execution that must not come to have come. */
const QUIET_MS = 1_500;

const { world, packageFolder, strike } = await setStage();
const { checks, client, credential, gateway, n8n, owner, platforms } = world;
const wrongKey = await client.makeCredential('Wrong key', { baseUrl: gateway.baseUrl, apiKey: 'key_that_nobody_made' });
const workflow: StoredWorkflow = await client.makeWorkflow(answering(credential));

/** The executions whose customer said one of `texts`, once each text has a successful one. */
async function executionsFor(texts: readonly string[], timeoutMs = 30_000): Promise<Execution[]> {
  let missing: readonly string[] = texts;
  const ask = async (): Promise<Execution[] | undefined> => {
    const found = (await client.executions(workflow.id)).filter((run) => textsOf(run).some((text) => texts.includes(text)));
    const failed = found.find((run) => run.status === 'error' || run.status === 'crashed');
    if (failed !== undefined) throw new Error(failureOf(failed));
    const done = new Set(found.filter((run) => run.status === 'success').flatMap(textsOf));
    missing = texts.filter((text) => !done.has(text));
    return missing.length === 0 ? found : undefined;
  };
  return await until(ask, { timeoutMs, what: 'a successful execution for each message' }).catch((error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : String(error)}; missing: ${missing.join(', ')}`);
  });
}

/** Where the platform got the answer that the workflow gives to `text`. */
async function answerTo(text: string): Promise<string> {
  return (await platforms.answered(`You said: ${text}`)).path;
}

/** That each of `texts` was executed once and answered once. */
async function assertOnce(texts: readonly string[], timeoutMs?: number): Promise<Execution[]> {
  await executionsFor(texts, timeoutMs);
  for (const text of texts) await answerTo(text);
  await sleep(QUIET_MS);
  const runs = await executionsFor(texts);
  assert.deepEqual(runs.flatMap(textsOf).sort(), [...texts].sort(), 'each message starts one execution');
  const answers = platforms.sent().map((message) => message.text);
  for (const text of texts) assert.equal(answers.filter((answer) => answer === `You said: ${text}`).length, 1, `answers to ${text}`);
  return runs;
}

await checks.check("the package passes n8n's own check of community packages", async () => {
  assert.equal(await findingsOfN8n(packageFolder), undefined);
});

await checks.check('n8n loads the package: both nodes, the tool it makes of one, and human review', async () => {
  const types = (await client.nodeTypes()).filter((name) => name.startsWith('n8n-nodes-parley.'));
  assert.deepEqual(types.sort(), [
    'n8n-nodes-parley.parley',
    'n8n-nodes-parley.parleyHitlTool',
    'n8n-nodes-parley.parleyTool',
    'n8n-nodes-parley.parleyTrigger',
  ]);
});

await checks.check("the credential's test passes, and fails with a wrong key", async () => {
  assert.equal((await client.testCredential(credential.id)).status, 'OK');
  assert.equal((await client.testCredential(wrongKey.id)).status, 'Error');
});

await checks.check('publishing makes one subscription', async () => {
  const publication = await client.publish(workflow.id);
  assert.equal(publication.status, 'published', JSON.stringify(publication));
  const subscriptions = await gateway.subscriptions();
  assert.deepEqual(
    subscriptions.map(({ url, events, mode }) => ({ url, events, mode })),
    [{ url: deliveryUrl(n8n.baseUrl), events: ['message.received'], mode: 'production' }],
  );
});

await checks.check('a WhatsApp message starts the workflow, and its answer reaches WhatsApp', async () => {
  await platforms.annWrites('hello from WhatsApp');
  await assertOnce(['hello from WhatsApp']);
  assert.match(await answerTo('hello from WhatsApp'), /^\/v\d+\.\d+\/\d+\/messages$/);
});

await checks.check('a LINE message starts the workflow, and its answer reaches LINE as a free reply', async () => {
  await platforms.kenjiWrites('hello from LINE こんにちは');
  await assertOnce(['hello from LINE こんにちは']);
  assert.equal(await answerTo('hello from LINE こんにちは'), '/v2/bot/message/reply');
});

await checks.check('what a platform delivers twice starts one execution', async () => {
  platforms.loseAnswers(2);
  await platforms.annWrites('twice from WhatsApp');
  platforms.loseAnswers(2);
  await platforms.kenjiWrites('twice from LINE');
  await assertOnce(['twice from WhatsApp', 'twice from LINE']);
});

await checks.check("the editor's lists find conversations, contacts, members and channels by name", async () => {
  const parameters = { resource: 'message', operation: 'send' };
  const names = async (method: string, field: string, filter = ''): Promise<string> =>
    (await client.list(method, field, parameters, credential, filter)).map((entry) => entry.name).join('\n');
  const conversations = await names('searchConversations', 'conversationId');
  assert.match(conversations, /^Ann · WhatsApp WhatsApp · /m);
  assert.match(conversations, /^.+ · LINE LINE · /m);
  assert.match(await names('searchContacts', 'contactId', 'Ann'), /^Ann/);
  assert.match(await names('searchChannels', 'channelId', 'LINE'), /^LINE \(LINE\)$/);
  assert.notEqual(await names('searchMembers', 'assigneeId'), '');
});

await checks.check('a delivery that the gateway did not sign is refused with 401 and starts nothing', async () => {
  const before = (await client.executions(workflow.id)).length;
  const response = await fetch(deliveryUrl(n8n.baseUrl), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': 'dlv_forged',
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
    },
    body: JSON.stringify({ events: [{ id: 'evt_forged', type: 'message.received', data: {} }] }),
  });
  assert.equal(response.status, 401);
  await sleep(QUIET_MS);
  assert.equal((await client.executions(workflow.id)).length, before);
});

await checks.check('listening for a test event and the published workflow do not disturb each other', async () => {
  await client.listenForTestEvent(workflow, TRIGGER_NAME);
  await until(async () => (await gateway.subscriptions()).some(({ mode }) => mode === 'test'), {
    timeoutMs: 10_000,
    what: 'a subscription for the test',
  });
  await platforms.annWrites('seen by both');
  const runs = await until(
    async () => {
      const found = (await client.executions(workflow.id)).filter((run) => textsOf(run).includes('seen by both'));
      return found.length >= 2 && found.every((run) => run.status === 'success') ? found : undefined;
    },
    { timeoutMs: 20_000, what: 'an execution in each mode' },
  );
  assert.deepEqual(runs.map((run) => run.mode).sort(), ['manual', 'webhook']);
  await until(async () => (await gateway.subscriptions()).every(({ mode }) => mode === 'production'), {
    timeoutMs: 10_000,
    what: "the test's subscription is gone",
  });
  await platforms.annWrites('after the test');
  await assertOnce(['after the test']);
});

await checks.check('a workflow published anew with other events goes on', async () => {
  await client.changeWorkflow(workflow.id, answering(credential, ['message.received', 'conversation.status_changed']));
  await until(async () => (await gateway.subscriptions()).some(({ events }) => events.length === 2), {
    timeoutMs: 15_000,
    what: 'the subscription names both events',
  });
  await client.changeWorkflow(workflow.id, answering(credential));
  await until(async () => (await gateway.subscriptions()).every(({ events }) => events.length === 1), {
    timeoutMs: 15_000,
    what: 'the subscription names one event again',
  });
  await platforms.kenjiWrites('after publishing anew');
  await assertOnce(['after publishing anew']);
});

await checks.check('a gateway killed in the middle loses and doubles nothing', async () => {
  const texts = Array.from({ length: 20 }, (_, i) => `around the kill ${i + 1}`);
  const writing = Promise.all(texts.map(async (text, i) => await (i % 2 === 0 ? platforms.annWrites(text) : platforms.kenjiWrites(text))));
  await sleep(60);
  await gateway.stop('SIGKILL');
  await gateway.start();
  await writing;
  await assertOnce(texts, 90_000);
});

await checks.check('what customers wrote while n8n was down arrives when it is back, once and in order', async () => {
  await n8n.stop();
  const texts = Array.from({ length: 10 }, (_, i) => `while n8n was down ${i + 1}`);
  for (const text of texts) await platforms.annWrites(text);
  await n8n.start();
  await client.signIn(owner);
  const runs = await assertOnce(texts, 120_000);
  assert.deepEqual(runs.flatMap(textsOf), texts);
});

await checks.check('what customers write while n8n starts is not taken for delivered before n8n can take it', async () => {
  await n8n.stop();
  const texts: string[] = [];
  let isStarting = true;
  const starting = n8n.start().finally(() => {
    isStarting = false;
  });
  const from = Date.now();
  // Each from a new customer: a conversation of its own is delivered at once, so that some deliveries meet every moment of the start.
  // The longer that takes the rarer they write, or a busy machine would have hundreds of them before it.
  while (isStarting) {
    texts.push(`while n8n starts ${texts.length + 1}`);
    await platforms.strangerWrites(texts.length, texts.at(-1) ?? '');
    await sleep(Math.max(80, (Date.now() - from) / 20));
  }
  await starting;
  await client.signIn(owner);
  await assertOnce(texts, 120_000);
});

await checks.check('unpublishing removes the subscription', async () => {
  await client.unpublish(workflow.id);
  await until(async () => (await gateway.subscriptions()).length === 0, { timeoutMs: 15_000, what: 'no subscription is left' });
  const before = (await client.executions(workflow.id)).length;
  await platforms.annWrites('nobody listens');
  await sleep(QUIET_MS);
  assert.equal((await client.executions(workflow.id)).length, before);
});

await checks.check('a workflow that cannot be published says why', async () => {
  const hopeless = await client.makeWorkflow({ ...answering(wrongKey), name: 'Suite: wrong key' });
  const publication = await client.publish(hopeless.id);
  // The trigger could not subscribe. That Parley's address for replies is there makes the whole `partial` in n8n's words.
  assert.match(publication.status, /^(failed|partial)$/);
  assert.match(publication.triggers?.map((trigger) => trigger.errorMessage ?? '').join() ?? '', /key/i);
});

await checkOperations(world);
await checkEvents(world);
await checkDeliveries(world);
await checkWaits(world);
await checkExamples(world);
// A browser in n8n's editor: minutes on a busy machine.
if (process.argv.includes('--newcomer')) await checkNewcomer(world);
await printOverhead(world);
// A thousand messages, three times, take many minutes: n8n goes through what it had begun one execution at a time.
await checkKills(world, process.argv.includes('--thousand') ? THOUSAND : FEW);
await checkQueueMode(world);
await strike();
