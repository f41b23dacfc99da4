// Send and wait, in a real n8n: the answer in the chat, across restarts, and the end of the time.
import assert from 'node:assert/strict';

import { until } from './support/processes.ts';
import type { WorkflowNode } from './support/wire.ts';
import { locator, parleyNode, type World } from './support/world.ts';

const CONVERSATION = locator('={{ $json.data.conversation.id }}');
const ASKED = locator('={{ $json.conversationId }}');

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
