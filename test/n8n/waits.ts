// Send and wait, in a real n8n: the answer in the chat, across restarts, and the end of the time.
import assert from 'node:assert/strict';

import { until } from './support/processes.ts';
import type { WorkflowNode } from './support/wire.ts';
import { locator, parleyNode, type World } from './support/world.ts';

const CONVERSATION = locator('={{ $json.data.conversation.id }}');
const ASKED = locator('={{ $json.conversationId }}');

/** Nobody else writes under these numbers. */
const QUITTER = 7_201;
const ASKED_TWICE = 7_202;

/** Asks whoever writes `keyword`, and tells them which way it ended. */
export function asking(world: World, keyword: string, more: WorkflowNode['parameters'] = {}) {
  const trigger = parleyNode(world, 'parleyTrigger', 'Asked for', {
    events: ['message.received'],
    filters: { keywords: keyword },
    options: {},
  });
  const ask = parleyNode(world, 'parley', 'Ask', {
    resource: 'message',
    operation: 'sendAndWait',
    conversationId: CONVERSATION,
    message: `Which size, ${keyword}?`,
    responseType: 'freeText',
    ...more,
  });
  const tell = (name: string, text: string): WorkflowNode =>
    parleyNode(world, 'parley', name, { resource: 'message', operation: 'send', conversationId: ASKED, text });
  const endings = [
    tell('Answered', `=${keyword}: you chose {{ $json.answer }}`),
    tell('Timed out', `=${keyword}: too late`),
    tell('Handed over', `=${keyword}: a person is here`),
    tell('Opted out', `=${keyword}: as you wish`),
  ];
  return {
    name: `Suite: ask ${keyword}`,
    nodes: [trigger, ask, ...endings],
    connections: {
      [trigger.name]: { main: [[{ node: ask.name, type: 'main', index: 0 }]] },
      [ask.name]: { main: endings.map((ending) => [{ node: ending.name, type: 'main', index: 0 }]) },
    },
    settings: { executionOrder: 'v1' },
  };
}

export async function checkWaits(world: World): Promise<void> {
  const { checks, client, gateway, n8n, owner, platforms } = world;
  const publish = async (workflow: ReturnType<typeof asking>): Promise<string> => {
    const { id } = await client.makeWorkflow(workflow);
    assert.equal((await client.publish(id)).status, 'published');
    return id;
  };
  const isWaiting = async (id: string): Promise<boolean> => (await client.executions(id, false)).some((run) => run.status === 'waiting');

  await checks.check(
    'an answer in the chat resumes the execution at its first output, also after n8n and the gateway were restarted',
    async () => {
      const id = await publish(asking(world, 'shoes'));
      await platforms.annWrites('shoes');
      await platforms.answered('Which size, shoes?');
      await until(async () => await isWaiting(id), { timeoutMs: 15_000, what: 'the execution waits' });
      await Promise.all([n8n.stop(), gateway.stop()]);
      await Promise.all([gateway.start(), n8n.start()]);
      await client.signIn(owner);
      await platforms.annWrites('forty-two');
      await platforms.answered('shoes: you chose forty-two');
      await client.unpublish(id);
    },
  );

  await checks.check('when nobody answers in time it goes on at the second output', async () => {
    const id = await publish(asking(world, 'hats', { waitAmount: '={{ 0.05 }}', waitUnit: 'minutes' }));
    await platforms.kenjiWrites('hats');
    await platforms.answered('hats: too late');
    await client.unpublish(id);
  });

  await checks.check('when a person takes over it goes on at the third output', async () => {
    const id = await publish(asking(world, 'coats'));
    await platforms.kenjiWrites('coats');
    await platforms.answered('Which size, coats?');
    await until(async () => await isWaiting(id), { timeoutMs: 15_000, what: 'the execution waits' });
    const { data } = await gateway.call<{ data: { id: string }[] }>('GET', '/conversations?q=coats');
    await gateway.call('POST', `/conversations/${data[0]?.id}/hand-over`, { to: 'people' });
    await platforms.answered('coats: a person is here');
    await client.unpublish(id);
  });

  await checks.check('when they opt out it goes on at the fourth output', async () => {
    const id = await publish(asking(world, 'gloves'));
    await platforms.strangerWrites(QUITTER, 'gloves');
    await platforms.answered('Which size, gloves?');
    await until(async () => await isWaiting(id), { timeoutMs: 15_000, what: 'the execution waits' });
    await platforms.strangerOptsOut(QUITTER);
    await platforms.answered('gloves: as you wish');
    await client.unpublish(id);
  });

  await checks.check('two questions in one conversation get their answers in order, and these start no other workflow', async () => {
    const everything = parleyNode(world, 'parleyTrigger', 'New message', { events: ['message.received'], filters: {}, options: {} });
    const settings = { executionOrder: 'v1' };
    const listening = await client.makeWorkflow({ name: 'Suite: everything said', nodes: [everything], connections: {}, settings });
    assert.equal((await client.publish(listening.id)).status, 'published');
    const ids = [await publish(asking(world, 'rings')), await publish(asking(world, 'belts'))];
    await platforms.strangerWrites(ASKED_TWICE, 'rings and belts');
    const questions = ['Which size, rings?', 'Which size, belts?'];
    for (const question of questions) await platforms.answered(question);
    for (const id of ids) await until(async () => await isWaiting(id), { timeoutMs: 15_000, what: 'both executions wait' });
    // Both begin with the same message, so that either may be asked first.
    const [first] = platforms.sent().filter(({ text }) => questions.includes(text));
    const keywords = first?.text === questions[0] ? ['rings', 'belts'] : ['belts', 'rings'];
    await platforms.strangerWrites(ASKED_TWICE, 'the first');
    await platforms.strangerWrites(ASKED_TWICE, 'the second');
    await platforms.answered(`${keywords[0]}: you chose the first`);
    await platforms.answered(`${keywords[1]}: you chose the second`);
    await platforms.strangerWrites(ASKED_TWICE, 'no answer to anything');
    const heard = async (): Promise<string[]> =>
      (await client.executions(listening.id))
        .flatMap((run) => run.data?.resultData.runData['New message']?.[0]?.data?.main?.[0] ?? [])
        .map(({ json }) => (json as { data: { message: { content: { text: string } } } }).data.message.content.text);
    const isHeard = async (): Promise<boolean> => (await heard()).includes('no answer to anything');
    await until(isHeard, { timeoutMs: 20_000, what: 'the last message is heard' });
    // In order of the conversation: what was said before it would be there by now.
    assert.deepEqual(await heard(), ['rings and belts', 'no answer to anything']);
    for (const id of [listening.id, ...ids]) await client.unpublish(id);
  });

  await checks.check('what n8n cannot resume does not wake an execution that has ended', async () => {
    const before = platforms.sent().filter(({ text }) => text === 'shoes: you chose forty-two').length;
    await platforms.annWrites('forty-three');
    assert.equal(platforms.sent().filter(({ text }) => text === 'shoes: you chose forty-two').length, before);
    assert.equal(
      platforms.sent().some(({ text }) => text === 'shoes: you chose forty-three'),
      false,
    );
  });
}
