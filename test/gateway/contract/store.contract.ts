import { recordTries, readHeads } from '../../../gateway/src/store/delivery-log.ts';
import { cursorText, parseCursor, readEvents } from '../../../gateway/src/store/event-log.ts';
import { claimLanes } from '../../../gateway/src/store/lanes.ts';
import { textMessage } from '../support/inbound.ts';
import type { OpenedStore } from '../support/stores.ts';
import { describePruning } from './store-pruning.contract.ts';
import { describeSearch } from './store-search.contract.ts';
import { describeTallies } from './store-tallies.contract.ts';
import { describeTemplates } from './store-templates.contract.ts';

/** A fresh database, and any number of processes on it. */
export interface StoreUnderTest {
  /** One more process on the same database. */
  openAnother(): Promise<OpenedStore>;
  /** How many processes may share it. */
  readonly mostProcesses: number;
}

const CHANNEL = 'chn_1';

const messagesOf = (opened: OpenedStore) =>
  opened.store.reader
    .selectFrom('messages')
    .select(['conversationId', 'seq', 'externalId'])
    .orderBy('conversationId')
    .orderBy('seq')
    .execute();

async function allEvents(
  opened: OpenedStore,
): Promise<readonly { id: string; type: string; cursor: string; conversationSeq: number | null; conversationId: string | undefined }[]> {
  const page = await readEvents(opened.store, { after: { tx: 0, position: 0 }, limit: 100_000 });
  return page.json.map((json) => {
    const event = JSON.parse(json);
    return {
      id: event.id,
      type: event.type,
      cursor: event.cursor,
      conversationSeq: event.conversationSeq,
      conversationId: event.data.conversation?.id,
    };
  });
}

/** Everything that both stores promise. */
export function describeStore(name: string, fresh: () => Promise<StoreUnderTest>): void {
  describe(`the ${name} store`, () => {
    let under: StoreUnderTest;
    let first: OpenedStore;
    beforeEach(async () => {
      under = await fresh();
      first = await under.openAnother();
    });

    describePruning(async () => [first, ...(under.mostProcesses > 1 ? [await under.openAnother()] : [])]);
    describeSearch(async () => [first]);
    describeTallies(async () => [first, ...(under.mostProcesses > 1 ? [await under.openAnother()] : [])]);
    describeTemplates(async () => [first, ...(under.mostProcesses > 1 ? [await under.openAnother()] : [])]);

    it('stores each event once, however often and however concurrently it comes', async () => {
      const event = textMessage('15550100', 'wamid.same', 'hello');
      const results = await Promise.all(
        Array.from({ length: 40 }, () => first.ingest({ channelId: CHANNEL, body: '{}', events: [event] })),
      );
      expect(results.reduce((sum, result) => sum + result.fresh, 0)).toBe(1);
      expect(await messagesOf(first)).toHaveLength(1);
      expect((await allEvents(first)).filter((one) => one.type === 'message.received')).toHaveLength(1);
    });

    it('numbers the messages of a conversation without a gap, in the order of arrival', async () => {
      const sent = Array.from({ length: 300 }, (_, i) => textMessage(`1555010${i % 3}`, `wamid.${i}`, `text ${i}`));
      await Promise.all(sent.map((event) => first.ingest({ channelId: CHANNEL, body: '{}', events: [event] })));
      const stored = Map.groupBy(await messagesOf(first), (row) => row.conversationId);
      expect(stored.size).toBe(3);
      for (const rows of stored.values()) {
        expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
        const order = rows.map((row) => Number(row.externalId?.split('.')[1]));
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }
    });

    it('lets a bad item fail alone while all that shared its commit succeed', async () => {
      const good = Array.from({ length: 10 }, (_, i) =>
        first.ingest({ channelId: CHANNEL, body: '{}', events: [textMessage('15550100', `wamid.${i}`, 'x')] }),
      );
      const bad = first.run({ locks: [], run: () => Promise.reject(new Error('a bug')) });
      await expect(bad).rejects.toThrow('a bug');
      expect(await Promise.all(good)).toHaveLength(10);
      expect(await messagesOf(first)).toHaveLength(10);
    });

    it('appends events whose cursors rise and whose numbers have no gap in each conversation', async () => {
      await Promise.all(
        Array.from({ length: 120 }, (_, i) =>
          first.ingest({ channelId: CHANNEL, body: '{}', events: [textMessage(`1555010${i % 4}`, `wamid.${i}`, 'x')] }),
        ),
      );
      const events = await allEvents(first);
      const cursors = events.map((event) => parseCursor(event.cursor));
      for (let i = 1; i < cursors.length; i++) {
        const [before, after] = [cursors[i - 1], cursors[i]];
        expect(after && before && (after.tx > before.tx || (after.tx === before.tx && after.position > before.position))).toBe(true);
      }
      const numbered = Map.groupBy(
        events.filter((event) => event.conversationSeq !== null),
        (event) => event.conversationId,
      );
      for (const group of numbered.values()) expect(group.map((event) => event.conversationSeq)).toEqual(group.map((_, i) => i + 1));
    });

    it('pages through the log by its cursors and neither skips nor repeats', async () => {
      for (let i = 0; i < 10; i++)
        await first.ingest({ channelId: CHANNEL, body: '{}', events: [textMessage('15550100', `wamid.${i}`, 'x')] });
      const seen: string[] = [];
      for (let after = { tx: 0, position: 0 }; ;) {
        const page = await readEvents(first.store, { after, limit: 3 });
        if (page.json.length === 0) break;
        seen.push(...page.json.map((json) => JSON.parse(json).id));
        after = parseCursor(cursorText(page.next)) ?? after;
      }
      expect(seen).toEqual((await allEvents(first)).map((event) => event.id));
    });

    it('writes one delivery for each matching event and makes its lane due', async () => {
      first.subscriptions.push(
        { id: 'sub_1', events: ['message.received'], filter: {} },
        { id: 'sub_2', events: ['message.received'], filter: { channelIds: ['chn_other'] } },
      );
      await first.ingest({
        channelId: CHANNEL,
        body: '{}',
        events: [textMessage('15550100', 'wamid.1', 'a'), textMessage('15550100', 'wamid.2', 'b')],
      });
      const lanes = await claimLanes(first.store, { kind: 'delivery', held: new Set(), limit: 10, token: 'one', now: first.clock.now });
      expect(lanes.map((lane) => lane.destinationId)).toEqual(['sub_1']);
      const heads = await readHeads(first.store, lanes.map((lane) => lane.id), 10); // prettier-ignore
      const texts = [...heads.values()].flat().map((head) => JSON.parse(head.envelopeJson).data.message.content.text);
      expect(texts).toEqual(['a', 'b']);
    });

    it('hands over to the sender what it would read, of every event of a large commit', async () => {
      first.subscriptions.push({ id: 'sub_1', events: ['message.received'], filter: {} });
      const events = Array.from({ length: 75 }, (_, i) => textMessage(`15550${100 + (i % 7)}`, `wamid.${i}`, `text ${i}`));
      await first.ingest({ channelId: CHANNEL, body: '{}', events });
      const lanes = first.woken.flatMap((flushed) => flushed.deliveryLanes);
      const read = await readHeads(first.store, lanes.map((lane) => lane.id), 100); // prettier-ignore
      expect(lanes).toHaveLength(7);
      expect(new Map(lanes.map((lane) => [lane.id, lane.cargo]))).toEqual(read);
    });

    it('keeps a lane due while it has work and lets it rest when it has none', async () => {
      first.subscriptions.push({ id: 'sub_1', events: ['message.received'], filter: {} });
      await first.ingest({
        channelId: CHANNEL,
        body: '{}',
        events: [textMessage('15550100', 'wamid.1', 'a'), textMessage('15550100', 'wamid.2', 'b')],
      });
      const record = first.store.committer.register({ name: 'tries', run: recordTries });
      const due: (number | null | undefined)[] = [];
      for (let i = 0; i < 2; i++) {
        const [lane] = await claimLanes(first.store, {
          kind: 'delivery',
          held: new Set(),
          limit: 10,
          token: `t${i}`,
          now: first.clock.now,
        });
        if (lane === undefined) throw new Error('the lane is not due');
        const [head] = (await readHeads(first.store, [lane.id], 1)).get(lane.id) ?? [];
        due.push(
          await record({
            lane,
            deliveryIds: [head?.deliveryId ?? 0],
            batchId: null,
            status: 200,
            error: null,
            ending: 'delivered',
            retryAt: null,
            restIsKnown: false,
          }),
        );
      }
      expect(due).toEqual([first.clock.now, null]);
      expect(
        await claimLanes(first.store, { kind: 'delivery', held: new Set(), limit: 10, token: 't', now: first.clock.now + 1e9 }),
      ).toEqual([]);
    });

    it('merges two identities that turn out to be one person: the older conversation goes on', async () => {
      const bsuid = { kind: 'bsuid' as const, value: 'US.100' };
      const phone = { kind: 'phone' as const, value: '15550100' };
      await first.ingest({ channelId: CHANNEL, body: '{}', events: [textMessage('15550100', 'wamid.1', 'by phone')] });
      first.clock.now += 1000;
      await first.ingest({ channelId: CHANNEL, body: '{}', events: [textMessage('x', 'wamid.2', 'by name', { from: { keys: [bsuid] } })] });
      first.clock.now += 1000;
      await first.ingest({
        channelId: CHANNEL,
        body: '{}',
        events: [textMessage('x', 'wamid.3', 'both', { from: { keys: [bsuid, phone] } })],
      });
      const conversations = await first.store.reader.selectFrom('conversations').selectAll().orderBy('createdAt').execute();
      expect(conversations.map((row) => [row.status, row.closeReason, row.lastSeq])).toEqual([
        ['rep_needed', null, 2],
        ['closed', 'merged', 1],
      ]);
      expect(conversations[1]?.mergedInto).toBe(conversations[0]?.id);
      await first.ingest({ channelId: CHANNEL, body: '{}', events: [textMessage('x', 'wamid.4', 'again', { from: { keys: [bsuid] } })] });
      expect((await first.store.reader.selectFrom('conversations').selectAll().execute()).map((row) => row.lastSeq).sort()).toEqual([1, 3]);
    });

    it('keeps two people apart when a phone number passes from one to the other', async () => {
      const phone = { kind: 'phone' as const, value: '15550100' };
      const person = (id: string) => ({ keys: [{ kind: 'bsuid' as const, value: id }, phone] });
      await first.ingest({ channelId: CHANNEL, body: '{}', events: [textMessage('x', 'wamid.1', 'old owner', { from: person('US.1') })] });
      await first.ingest({ channelId: CHANNEL, body: '{}', events: [textMessage('x', 'wamid.2', 'new owner', { from: person('US.2') })] });
      await first.ingest({ channelId: CHANNEL, body: '{}', events: [textMessage('15550100', 'wamid.3', 'by number alone')] });
      const rows = await messagesOf(first);
      const byMessage = new Map(rows.map((row) => [row.externalId, row.conversationId]));
      expect(byMessage.get('wamid.1')).not.toBe(byMessage.get('wamid.2'));
      expect(byMessage.get('wamid.3')).toBe(byMessage.get('wamid.2'));
    });

    it('follows a person through a change of number: the old number leads to nobody', async () => {
      const change = {
        is: 'identity_change' as const, key: 'change', sentAt: null, account: null, raw: null,
        previous: [{ kind: 'phone' as const, value: '15550100' }], current: [{ kind: 'phone' as const, value: '15550199' }], text: 'Number changed',
      }; // prettier-ignore
      await first.ingest({ channelId: CHANNEL, body: '{}', events: [textMessage('15550100', 'wamid.1', 'before'), change] });
      await first.ingest({ channelId: CHANNEL, body: '{}', events: [textMessage('15550199', 'wamid.2', 'after')] });
      await first.ingest({ channelId: CHANNEL, body: '{}', events: [textMessage('15550100', 'wamid.3', 'a stranger')] });
      const byMessage = new Map((await messagesOf(first)).map((row) => [row.externalId, row.conversationId]));
      expect(byMessage.get('wamid.2')).toBe(byMessage.get('wamid.1'));
      expect(byMessage.get('wamid.3')).not.toBe(byMessage.get('wamid.1'));
    });
  });
}
