import { addChannel } from '../../../gateway/src/store/channels.ts';
import { resumeSends } from '../../../gateway/src/store/lanes.ts';
import type { Content } from '../../../gateway/src/model/content.ts';
import { readEvents } from '../../../gateway/src/store/event-log.ts';
import { loadConversations } from '../../../gateway/src/store/load.ts';
import { messageRecord } from '../../../gateway/src/store/records.ts';
import { textMessage } from '../support/inbound.ts';
import { PHONE, opened, worker, connected, changes, calls, answers, refusal, write, settled, changeChannel } from './sends-bench.ts';

describe('a channel whose token died', () => {
  const addChannelRow = () =>
    opened.run({
      locks: [],
      run: (unit) =>
        addChannel(unit.tx, {
          id: 'chn_1', type: 'whatsapp', provider: 'cloud_api', name: 'Front desk', status: 'connected', healthJson: '{"level":"ok"}', attachmentsJson: null, overridesJson: null, oneWayReply: null, twoWay: 1,
          settingsJson: '{}', secrets: '', createdAt: unit.now, updatedAt: unit.now, deletedAt: null,
        }),
    }); // prettier-ignore
  const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
    for (let i = 0; i < 400; i++) {
      if (await holds()) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('it did not come to hold');
  };
  const message = async (id: string) =>
    messageRecord(await opened.store.reader.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
  const health = async () =>
    JSON.parse((await opened.store.reader.selectFrom('channels').select('healthJson').executeTakeFirstOrThrow()).healthJson);
  const healthEvents = async () => {
    const page = await readEvents(opened.store, { after: { tx: 0, position: 0 }, limit: 100 });
    return page.json.map((json) => JSON.parse(json)).filter((event) => event.type === 'channel.health_changed');
  };

  test('pauses: the message waits and says why, nothing else is tried, and people hear of it once', async () => {
    await addChannelRow();
    answers.push(refusal(401, 190));
    const first = await write({ type: 'text', text: 'one' });
    await until(async () => (await health()).level === 'error');
    changeChannel({ health: await health() });
    const second = await write({ type: 'text', text: 'two' });
    await until(
      async () =>
        ((await opened.store.reader.selectFrom('lanes').select('dueAt').executeTakeFirst())?.dueAt ?? 0) > opened.clock.now + 1000,
    );
    expect((await message(first)).delivery).toMatchObject({ state: 'queued', error: { code: 'channel_settings' } });
    expect((await message(second)).delivery?.state).toBe('queued');
    expect(calls).toHaveLength(1);
    expect(changes).toBe(1);
    expect(await health()).toMatchObject({ level: 'error', what: 'credentials', nextStep: expect.stringContaining('test the channel') });
    expect((await healthEvents()).map((event) => [event.data.from, event.data.to])).toEqual([['ok', 'error']]);
  });

  test('goes on with new settings, in order, and is well again', async () => {
    await addChannelRow();
    answers.push(refusal(401, 190));
    const first = await write({ type: 'text', text: 'one' });
    await until(async () => (await health()).level === 'error');
    const second = await write({ type: 'text', text: 'two' });
    changeChannel({ health: await health(), settings: { ...Object(connected.settings), accessToken: 'a-new-token' } });
    await opened.run({ locks: [], run: (unit) => resumeSends(unit.tx, 'chn_1') });
    expect((await settled(first)).delivery).toEqual({ state: 'sent', sentAs: 'message' });
    await settled(second);
    expect(calls.map((call) => call.text?.body)).toEqual(['one', 'one', 'two']);
    expect(await health()).toMatchObject({ level: 'ok' });
    expect((await healthEvents()).map((event) => [event.data.from, event.data.to])).toEqual([
      ['ok', 'error'],
      ['error', 'ok'],
    ]);
  });
});

describe('a window that the platform closes while a message is going out', () => {
  const report = (externalId: string, state: 'delivered' | 'failed') =>
    opened.ingest({
      channelId: 'chn_1',
      body: '{}',
      events: [
        {
          is: 'status', key: `${externalId} ${state}`, sentAt: null, account: null, raw: null, externalId, state,
          ...(state === 'failed' ? { error: { code: 'window_closed', detail: 'Re-engagement message', platformCode: '131047' } as const } : {}),
        },
      ],
    }); // prettier-ignore
  const wakeAll = () => {
    for (const flushed of opened.woken.splice(0)) worker.wake(flushed.sendLanes);
  };
  const record = async (id: string) =>
    messageRecord(await opened.store.reader.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
  const quiet = async () => {
    const isDue = async () => ((await opened.store.reader.selectFrom('lanes').select('dueAt').executeTakeFirst())?.dueAt ?? null) !== null;
    for (let i = 0; i < 300 && (await isDue()); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const sentEvents = async () => {
    const page = await readEvents(opened.store, { after: { tx: 0, position: 0 }, limit: 200 });
    return page.json.map((json): string => JSON.parse(json).type).filter((type) => /^message\.(sent|failed)/.test(type));
  };

  test('reports on every part of the given-up try queue the message once, and it goes out once when the customer writes', async () => {
    const id = await write({ type: 'text', text: 'word '.repeat(1500) }, { onWindowClosed: 'queue' });
    await settled(id);
    await report('wamid.1', 'failed');
    await report('wamid.2', 'failed');
    wakeAll();
    await quiet();
    expect((await record(id)).delivery?.state).toBe('queued');
    await opened.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage(PHONE, 'wamid.again', 'still there?')] });
    wakeAll();
    await settled(id);
    await opened.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage(PHONE, 'wamid.more', 'thanks')] });
    wakeAll();
    await quiet();
    expect(calls).toHaveLength(4);
    expect((await record(id)).delivery?.state).toBe('sent');
  });

  test('the template that went out instead does not fail for what became of the first try', async () => {
    const fallback: Content = { type: 'template', name: 'come_back', language: 'en', params: {} };
    const id = await write({ type: 'text', text: 'word '.repeat(1500) }, { onWindowClosed: 'template', fallback });
    await settled(id);
    await report('wamid.1', 'failed');
    await report('wamid.2', 'failed');
    wakeAll();
    expect(await settled(id)).toMatchObject({ delivery: { state: 'sent', sentAs: 'template' } });
    expect(await sentEvents()).toEqual(['message.sent', 'message.sent']);
  });

  test('a part that is out stays out: the rest follows when the customer writes', async () => {
    answers.push({ status: 200, body: { messages: [{ id: 'wamid.a' }] } }, refusal(400, 131047));
    const id = await write({ type: 'text', text: 'word '.repeat(1500) }, { onWindowClosed: 'queue' });
    for (let i = 0; i < 200 && calls.length < 2; i++) await new Promise((resolve) => setTimeout(resolve, 5));
    await quiet();
    await opened.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage(PHONE, 'wamid.again', 'go on')] });
    wakeAll();
    await settled(id);
    expect(`${calls[0]?.text?.body}${calls[2]?.text?.body}`).toBe('word '.repeat(1500));
    expect(calls).toHaveLength(3);
  });

  test('a half that arrived does not make the message delivered when the other half is lost', async () => {
    answers.push({ status: 200, body: { messages: [{ id: 'wamid.a' }] } }, refusal(429, 130429));
    const id = await write({ type: 'text', text: 'word '.repeat(1500) });
    for (let i = 0; i < 200 && calls.length < 2; i++) await new Promise((resolve) => setTimeout(resolve, 5));
    answers.push('reset');
    await report('wamid.a', 'delivered');
    expect((await settled(id)).delivery?.state).toBe('unknown');
    expect(await sentEvents()).toEqual(['message.failed']);
  });
});

test('messages that wait for the customer, however many, do not keep a template from going out', async () => {
  const { id } = await opened.store.reader.selectFrom('conversations').select('id').executeTakeFirstOrThrow();
  await opened.run({
    locks: [id],
    async run(unit) {
      await loadConversations(unit, [id]);
      const conversation = unit.conversations.get(id);
      if (conversation === undefined) throw new Error('no conversation');
      conversation.grants = [];
      unit.touch(conversation);
    },
  });
  for (let i = 0; i < 12; i++) await write({ type: 'text', text: `waits ${i}` }, { onWindowClosed: 'queue' });
  const template = await write({ type: 'template', name: 'come_back', language: 'en', params: {} });
  expect((await settled(template)).delivery?.state).toBe('sent');
  expect(calls.map((call) => call.type)).toEqual(['template']);
});

test('a message that waited for days is tried again like any other', async () => {
  const id = await write({ type: 'text', text: 'hi' }, { onWindowClosed: 'queue' });
  await settled(id);
  const row = await opened.store.reader.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  expect(messageRecord(row).send?.firstTriedAt).toBeGreaterThanOrEqual(row.createdAt);
  answers.push(refusal(429, 130429));
  await opened.run({
    locks: [],
    run: async (unit) => void (await unit.tx.db.updateTable('messages').set({ createdAt: 1 }).where('id', '=', id).execute()),
  });
  const old = await write({ type: 'text', text: 'old' });
  await opened.run({
    locks: [],
    run: async (unit) => void (await unit.tx.db.updateTable('messages').set({ createdAt: 1 }).where('id', '=', old).execute()),
  });
  expect((await settled(old)).delivery?.state).toBe('sent');
});
