import type { Content } from '../../../gateway/src/model/content.ts';
import { readEvents } from '../../../gateway/src/store/event-log.ts';
import type { InboundEvent } from '../../../gateway/src/model/inbound.ts';
import { SOLE_HOLDER } from '../../../gateway/src/outbox/holdings.ts';
import { recordSends } from '../../../gateway/src/outbox/record.ts';
import { factsOf, textMessage } from '../support/inbound.ts';
import { PHONE, opened, worker, calls, answers, refusal, write, settled, retry, changeChannel } from './sends-bench.ts';

test('an accepted message is sent, has the platform’s id, and is told as an event', async () => {
  const message = await settled(await write({ type: 'text', text: 'hi' }));
  expect(message).toMatchObject({ externalId: 'wamid.1', delivery: { state: 'sent', sentAs: 'message' } });
  expect(calls).toEqual([expect.objectContaining({ to: PHONE, type: 'text', biz_opaque_callback_data: message.id })]);
  const page = await readEvents(opened.store, { after: { tx: 0, position: 0 }, limit: 100 });
  expect(page.json.map((json) => JSON.parse(json).type)).toContain('message.sent');
});

test('messages of a conversation go out one after the other, in the order of writing', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 8; i++) ids.push(await write({ type: 'text', text: `m${i}` }));
  for (const id of ids) await settled(id);
  expect(calls.map((call) => call.text?.body)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7']);
});

test('a throttled message is tried again and sent once', async () => {
  answers.push(refusal(429, 130429), refusal(500, 131000));
  const message = await settled(await write({ type: 'text', text: 'hi' }));
  expect(message.delivery?.state).toBe('sent');
  expect(calls).toHaveLength(3);
});

test('a refused message parks alone, says why, and the next one goes out', async () => {
  answers.push(refusal(400, 131026));
  const first = await write({ type: 'text', text: 'one' });
  const second = await write({ type: 'text', text: 'two' });
  expect(await settled(first)).toMatchObject({
    delivery: { state: 'failed', error: { code: 'recipient_unreachable', platformCode: '131026' } },
  });
  expect((await settled(second)).delivery?.state).toBe('sent');
});

test('a message that has failed goes out when it is tried again, from the part that is missing', async () => {
  answers.push({ status: 200, body: { messages: [{ id: 'wamid.a' }] } }, refusal(400, 131026));
  const id = await write({ type: 'text', text: 'word '.repeat(1500) });
  expect((await settled(id)).delivery?.state).toBe('failed');
  expect(await retry(id)).toMatchObject({ delivery: { state: 'queued' } });
  expect((await settled(id)).delivery).toEqual({ state: 'sent', sentAs: 'message' });
  expect(calls).toHaveLength(3);
  expect(`${calls[0]?.text?.body}${calls[2]?.text?.body}`).toBe('word '.repeat(1500));
  expect(await retry(id)).toMatchObject({ is: 'failure', code: 'not_supported' });
});

test('one that the platform took and gave up later goes out whole, and its former reports are about nothing', async () => {
  const report = (key: string, state: 'failed' | 'read') => ({
    ...{ channelId: 'chn_1', body: '{}' },
    events: [{ is: 'status', key, sentAt: null, account: null, raw: null, externalId: 'wamid.1', state } as const],
  });
  const id = await write({ type: 'text', text: 'hi' });
  expect((await settled(id)).delivery?.state).toBe('sent');
  await opened.ingest(report('s1', 'failed'));
  expect((await settled(id)).delivery?.state).toBe('failed');
  await retry(id);
  expect(await settled(id)).toMatchObject({ externalId: 'wamid.2', delivery: { state: 'sent' } });
  await opened.ingest(report('s2', 'read'));
  expect((await settled(id)).delivery?.state).toBe('sent');
  expect(calls.map((call) => call.text?.body)).toEqual(['hi', 'hi']);
});

test('a message whose answer never came is unknown and is not sent again', async () => {
  answers.push('reset');
  const first = await write({ type: 'text', text: 'one' });
  const second = await write({ type: 'text', text: 'two' });
  expect((await settled(first)).delivery).toMatchObject({ state: 'unknown', error: { code: 'unknown' } });
  expect((await settled(second)).delivery?.state).toBe('sent');
  expect(calls.map((call) => call.text?.body)).toEqual(['one', 'two']);
});

test('a long text goes out in parts, and statuses of every part find the message', async () => {
  const message = await settled(await write({ type: 'text', text: 'word '.repeat(2000) }));
  expect(calls).toHaveLength(3);
  expect(calls.map((call) => call.text?.body).join('')).toBe('word '.repeat(2000));
  const parts = await opened.store.reader.selectFrom('messageParts').select(['externalId', 'messageId']).orderBy('externalId').execute();
  expect(parts.map((part) => part.externalId)).toEqual(['wamid.2', 'wamid.3']);
  await opened.ingest({
    channelId: 'chn_1',
    body: '{}',
    events: [{ is: 'status', key: 's', sentAt: null, account: null, raw: null, externalId: 'wamid.3', state: 'read' }],
  });
  expect((await settled(message.id)).delivery?.state).toBe('read');
});

test('a long text that is throttled in the middle goes on with the part that is missing', async () => {
  answers.push({ status: 200, body: { messages: [{ id: 'wamid.a' }] } }, refusal(429, 130429));
  await settled(await write({ type: 'text', text: 'word '.repeat(1500) }));
  expect(calls.map((call) => call.text?.body.length)).toHaveLength(3);
  expect(calls[1]?.text?.body).toBe(calls[2]?.text?.body);
  expect(`${calls[0]?.text?.body}${calls[2]?.text?.body}`).toBe('word '.repeat(1500));
});

test('where the platform finds the window shut, the writer’s template goes out instead', async () => {
  answers.push(refusal(400, 131047));
  const fallback: Content = { type: 'template', name: 'come_back', language: 'en', params: {} };
  const message = await settled(await write({ type: 'text', text: 'hi' }, { onWindowClosed: 'template', fallback }));
  expect(message.delivery).toMatchObject({ state: 'sent', sentAs: 'template' });
  expect(calls.map((call) => call.type)).toEqual(['text', 'template']);
});

test('where the platform finds the window shut, a message that may wait goes out when the customer writes again', async () => {
  answers.push(refusal(400, 131047));
  const id = await write({ type: 'text', text: 'hi' }, { onWindowClosed: 'queue' });
  for (let i = 0; i < 200 && calls.length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 10));
  const isDue = async () => (await opened.store.reader.selectFrom('lanes').select('dueAt').executeTakeFirst())?.dueAt ?? null;
  for (let i = 0; i < 200 && (await isDue()) !== null; i++) await new Promise((resolve) => setTimeout(resolve, 10));
  const held = await opened.store.reader.selectFrom('messages').select('deliveryState').where('id', '=', id).executeTakeFirst();
  expect([held?.deliveryState, calls.length]).toEqual(['queued', 1]);
  await opened.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage(PHONE, 'wamid.again', 'still there?')] });
  for (const flushed of opened.woken.splice(0)) worker.wake(flushed.sendLanes);
  expect((await settled(id)).delivery?.state).toBe('sent');
  expect(calls).toHaveLength(2);
});

test('a report on the first part of a long text does not keep the others from going out', async () => {
  answers.push({ status: 200, body: { messages: [{ id: 'wamid.a' }] } }, refusal(429, 130429));
  const id = await write({ type: 'text', text: 'word '.repeat(1500) });
  for (let i = 0; i < 200 && calls.length < 2; i++) await new Promise((resolve) => setTimeout(resolve, 5));
  await opened.ingest({
    channelId: 'chn_1',
    body: '{}',
    events: [{ is: 'status', key: 's', sentAt: null, account: null, raw: null, externalId: 'wamid.a', state: 'delivered' }],
  });
  const message = await settled(id);
  expect(calls.map((call) => call.text?.body.length)).toHaveLength(3);
  expect(`${calls[0]?.text?.body}${calls[2]?.text?.body}`).toBe('word '.repeat(1500));
  expect(message.delivery?.state).toBe('delivered');
  const page = await readEvents(opened.store, { after: { tx: 0, position: 0 }, limit: 100 });
  const types: string[] = page.json.map((json) => JSON.parse(json).type);
  expect(types.filter((type) => /^message\.(sent|delivered)/.test(type))).toEqual(['message.sent', 'message.delivered']);
});

test('a status that overtakes the platform’s answer is folded in when the answer is here', async () => {
  await opened.ingest({
    channelId: 'chn_1',
    body: '{}',
    events: [{ is: 'status', key: 's', sentAt: null, account: null, raw: null, externalId: 'wamid.1', state: 'delivered' }],
  });
  const message = await settled(await write({ type: 'text', text: 'hi' }));
  expect(message.delivery?.state).toBe('delivered');
  expect(await opened.store.reader.selectFrom('earlyReports').selectAll().execute()).toEqual([]);
});

test('nothing goes out of a channel that was disconnected, and the message says so', async () => {
  changeChannel({ isDeleted: true });
  const message = await settled(await write({ type: 'text', text: 'hi' }));
  expect(message.delivery).toMatchObject({ state: 'failed', error: { code: 'channel_settings' } });
  expect(calls).toEqual([]);
});

/** The outbox's hand in the store, without its worker. */
function noteSends() {
  const shared = {
    ids: opened.ids,
    factsOf,
    subscriptions: () => Promise.resolve([]),
    wake: () => undefined,
    confirm: SOLE_HOLDER.confirm,
  };
  return opened.store.committer.register(recordSends(shared));
}

test('a send that calls nobody begins and ends in one step, and not where it was held back meanwhile', async () => {
  await worker.stop();
  const note = noteSends();
  const start = { usesFallback: false, losses: ['Without its buttons.'], freeReply: null };
  const outcome = { is: 'accepted', externalIds: ['own.1'], sentAs: 'message' } as const;
  const { id: conversationId } = await opened.store.reader.selectFrom('conversations').select('id').executeTakeFirstOrThrow();
  const endAtOnce = (messageId: string) => {
    const lane = { id: `s:${conversationId}`, destinationId: 'chn_1', conversationId, version: 1, attempts: 0, token: 'this test' };
    return note({ lane, messageId, is: 'ended', outcome, isLast: true, part: 0, retryAt: null, start });
  };
  const id = await write({ type: 'text', text: 'hi' });
  expect(await endAtOnce(id)).toBeNull();
  expect(await settled(id)).toMatchObject({ externalId: 'own.1', delivery: { state: 'sent', losses: ['Without its buttons.'] } });
  expect(await endAtOnce(id)).toEqual({ is: 'held_back', dueAt: null });
  const page = await readEvents(opened.store, { after: { tx: 0, position: 0 }, limit: 100 });
  expect(page.json.filter((json) => JSON.parse(json).type === 'message.sent')).toHaveLength(1);
  expect(calls).toEqual([]);
});

test('a message that was held back after the worker had read it is not started', async () => {
  await worker.stop();
  const id = await write({ type: 'text', text: 'from the workflow' });
  const echo: InboundEvent = {
    is: 'echo', key: 'echo', sentAt: null, account: null, raw: null, to: { keys: [{ kind: 'phone', value: PHONE }] }, externalId: 'wamid.echo',
    content: { type: 'text', text: 'from a person' },
  }; // prettier-ignore
  await opened.ingest({ channelId: 'chn_1', body: '{}', events: [echo] });
  const note = noteSends();
  const { conversationId } = await settled(id);
  const lane = { id: `s:${conversationId}`, destinationId: 'chn_1', conversationId, version: 1, attempts: 0, token: 'this test' };
  const starting = { lane, messageId: id, is: 'starting', usesFallback: false, losses: [], freeReply: null } as const;
  expect(await note(starting)).toEqual({ is: 'held_back', dueAt: null });
  const outcome = { is: 'refused', reason: 'window_closed', detail: 'shut' } as const;
  await note({ lane, messageId: id, is: 'ended', outcome, isLast: true, part: 0, retryAt: null });
  expect((await settled(id)).delivery).toMatchObject({ state: 'failed', error: { code: 'held_by_member' } });
  expect(calls).toEqual([]);
});
