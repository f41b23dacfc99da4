import type { InboundEvent } from '../../../gateway/src/model/inbound.ts';
import type { Outcome } from '../../../gateway/src/model/outcome.ts';
import { type SendNote, recordSends } from '../../../gateway/src/outbox/record.ts';
import { readEvents } from '../../../gateway/src/store/event-log.ts';
import { sendLaneId } from '../../../gateway/src/store/flush.ts';
import { type ClaimedLane, claimLanes } from '../../../gateway/src/store/lanes.ts';
import { loadConversations } from '../../../gateway/src/store/load.ts';
import { type MessageRecord, messageRecord } from '../../../gateway/src/store/records.ts';
import { factsOf } from '../support/inbound.ts';
import { newDatabase } from '../support/postgres.ts';
import { type OpenedStore, open, temporaryFolder } from '../support/stores.ts';

/**
 * Two messages of ours and one from the native app go out into a conversation; the platform tells of all of them without saying whose
 * they are (Instagram). Every order of what can happen is played, each in a conversation of its own.
 */
type Step = 'start 1' | 'end 1' | 'echo 1' | 'start 2' | 'end 2' | 'echo 2' | 'native';
type Ending = 'accepted' | 'no answer' | 'crash' | 'no answer, not taken' | 'refused';

interface Play {
  readonly nth: number;
  readonly order: readonly Step[];
  readonly endings: readonly [Ending, Ending];
  /** All three say the same. */
  readonly isSame: boolean;
}

const BEFORE: readonly (readonly [Step, Step])[] = [
  ['start 1', 'end 1'],
  ['end 1', 'start 2'],
  ['start 2', 'end 2'],
  ['start 1', 'echo 1'],
  ['start 2', 'echo 2'],
];
const ENDINGS: readonly (readonly [Ending, Ending])[] = [
  ['accepted', 'accepted'],
  ['no answer', 'accepted'],
  ['accepted', 'no answer'],
  ['no answer', 'no answer'],
  ['crash', 'no answer'],
  ['no answer', 'crash'],
  ['no answer, not taken', 'no answer'],
  ['no answer', 'no answer, not taken'],
  ['refused', 'no answer'],
];

function ordersOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  if (steps.length === 0) return [[]];
  const canBeFirst = (step: Step) => BEFORE.every(([before, after]) => after !== step || !steps.includes(before));
  return steps.filter(canBeFirst).flatMap((step) => ordersOf(steps.filter((one) => one !== step)).map((rest) => [step, ...rest]));
}

const isTaken = (ending: Ending) => ending !== 'no answer, not taken' && ending !== 'refused';
const PLAYS: readonly Play[] = ENDINGS.flatMap((endings) => {
  const echoes: Step[] = [...(isTaken(endings[0]) ? ['echo 1' as const] : []), ...(isTaken(endings[1]) ? ['echo 2' as const] : [])];
  const orders = ordersOf(['start 1', 'end 1', 'start 2', 'end 2', 'native', ...echoes]);
  return orders.flatMap((order) => [true, false].map((isSame) => ({ order, endings, isSame })));
}).map((play, nth) => ({ ...play, nth }));

const idOf = (play: Play, what: 1 | 2 | 'native') => `mid.${play.nth}.${what}`;
const textOf = (play: Play, what: 1 | 2 | 'native') => (play.isSame ? 'On my way!' : `Words of ${what}`);
const person = (play: Play) => ({ keys: [{ kind: 'psid' as const, value: `ig:${play.nth}` }], name: `Customer ${play.nth}` });

interface Bench {
  readonly opened: OpenedStore;
  readonly note: (note: SendNote) => Promise<unknown>;
}

async function benchOn(databaseUrl: string | undefined, dataDir: string): Promise<Bench> {
  const opened = await open({ dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  const { ids } = opened;
  const note = opened.store.committer.register(
    recordSends({ ids, factsOf, subscriptions: () => Promise.resolve([]), wake: () => undefined }),
  );
  return { opened, note };
}

const bare = { sentAt: null, account: null, raw: null };
const ingest = ({ opened }: Bench, event: InboundEvent) => opened.ingest({ channelId: 'chn_1', body: '{}', events: [event] });

function echo(play: Play, what: 1 | 2 | 'native'): InboundEvent {
  const externalId = idOf(play, what);
  const content = { type: 'text' as const, text: `  ${textOf(play, what)}` };
  return { ...bare, is: 'echo', key: externalId, to: person(play), externalId, content, mayBeOurs: true };
}

/** The customer asks, and both answers are queued. Gives their ids. */
async function begin(bench: Bench, play: Play): Promise<readonly [string, string]> {
  const externalId = `mid.${play.nth}.in`;
  await ingest(bench, {
    ...bare,
    is: 'message',
    key: externalId,
    from: person(play),
    externalId,
    content: { type: 'text', text: 'Hello?' },
  });
  const { opened } = bench;
  const row = await opened.store.reader
    .selectFrom('messages')
    .select('conversationId')
    .where('externalId', '=', externalId)
    .executeTakeFirstOrThrow();
  return opened.run({
    locks: [row.conversationId],
    async run(unit) {
      await loadConversations(unit, [row.conversationId]);
      const conversation = unit.conversations.get(row.conversationId);
      if (conversation === undefined) throw new Error('no conversation');
      const write = (text: string) =>
        unit.addMessage(conversation, {
          direction: 'outbound', visibility: 'public', author: { type: 'bot', id: 'key_1', name: 'n8n', origin: 'workflow' }, content: { type: 'text', text },
          quotedMessageId: null, reactions: [], externalId: null, tokens: null, webhookId: null, sentAt: unit.now, editedAt: null, deletedAt: null,
          delivery: { state: 'queued' }, send: { onWindowClosed: 'fail', fallback: null, answers: true, sent: [], usingFallback: false },
        }).id; // prettier-ignore
      unit.dueSends.set(conversation.id, conversation.channelId);
      return [write(textOf(play, 1)), write(textOf(play, 2))] as const;
    },
  });
}

async function claim({ opened }: Bench, token: string, conversationIds: readonly string[]): Promise<ReadonlyMap<string, ClaimedLane>> {
  const only = conversationIds.map(sendLaneId);
  const { store, clock } = opened;
  const lanes = await claimLanes(store, { kind: 'send', only, held: new Set(), limit: only.length, token, now: clock.now });
  return new Map(lanes.map((lane) => [lane.conversationId ?? '', lane]));
}

function outcomeOf(play: Play, what: 1 | 2): Outcome {
  const ending = play.endings[what - 1];
  if (ending === 'accepted') return { is: 'accepted', externalIds: [idOf(play, what)] };
  if (ending === 'refused') return { is: 'refused', reason: 'unsupported_content', detail: 'no' };
  return { is: 'unknown', detail: 'no answer', safeToRepeat: false };
}

/** Plays them all at once, a step of each at a time, so that many share a commit. Echoes come twice: platforms repeat themselves. */
async function playAll(bench: Bench, plays: readonly Play[]): Promise<readonly (readonly MessageRecord[])[]> {
  const { opened, note } = bench;
  const ids = await Promise.all(plays.map((play) => begin(bench, play)));
  const rows = await opened.store.reader.selectFrom('messages').select(['id', 'conversationId']).execute();
  const conversationOf = new Map(rows.map((row) => [row.id, row.conversationId]));
  const placeOf = (at: number, what: 1 | 2) => {
    const messageId = ids[at]?.[what - 1] ?? '';
    return { messageId, conversationId: conversationOf.get(messageId) ?? '' };
  };
  const held = new Map<string, ClaimedLane>();
  for (let t = 0; t < 7; t++) {
    // Longer than a lease, so that another process takes over what a dead one held.
    opened.clock.now += 11_000;
    const due = plays.flatMap((play, at) => (play.order[t]?.startsWith('start') === true ? placeOf(at, 1).conversationId : []));
    for (const [id, lane] of await claim(bench, 'first', due)) held.set(id, lane);
    const crashed = plays.flatMap((play, at) => {
      const step = play.order[t];
      const ending = step === 'end 1' ? play.endings[0] : step === 'end 2' ? play.endings[1] : undefined;
      return ending === 'crash' ? placeOf(at, 1).conversationId : [];
    });
    for (const [id, lane] of await claim(bench, 'second', crashed)) held.set(id, lane);
    const act = async (play: Play, at: number): Promise<unknown> => {
      const step = play.order[t];
      if (step === undefined) return undefined;
      if (step === 'native') return ingest(bench, echo(play, 'native'));
      const what = step.endsWith('1') ? 1 : 2;
      if (step.startsWith('echo')) return ingest(bench, echo(play, what));
      const { messageId, conversationId } = placeOf(at, what);
      const lane = held.get(conversationId);
      if (lane === undefined) throw new Error('the lane was not claimed');
      const begun = { mark: { text: textOf(play, what) }, isLast: true };
      if (step.startsWith('start'))
        return note({ lane, messageId, is: 'starting', usesFallback: false, losses: [], freeReply: null, echo: begun });
      return note({ lane, messageId, is: 'ended', outcome: outcomeOf(play, what), isLast: true, part: 0, retryAt: null });
    };
    await Promise.all(plays.map(act));
  }
  await Promise.all(
    plays.map(async (play) => {
      for (const what of [1, 2, 'native'] as const) {
        if (what === 'native' || isTaken(play.endings[what - 1] ?? 'refused')) await ingest(bench, echo(play, what));
      }
    }),
  );
  const all = (await opened.store.reader.selectFrom('messages').selectAll().orderBy('seq').execute()).map(messageRecord);
  const byConversation = Map.groupBy(all, (message) => message.conversationId);
  return plays.map((_play, at) => byConversation.get(placeOf(at, 1).conversationId) ?? []);
}

/** What must be true of a conversation in the end, as one line; '' where it is. */
function whatIsWrong(play: Play, messages: readonly MessageRecord[]): string {
  const wrong: string[] = [];
  const outbound = messages.filter((message) => message.direction === 'outbound');
  const [one, two] = outbound;
  const taken = ([1, 2] as const).filter((what) => isTaken(play.endings[what - 1] ?? 'refused'));
  const ids = outbound.flatMap((message) => message.externalId ?? []);
  const expected = [...taken.map((what) => idOf(play, what)), idOf(play, 'native')];
  if (ids.toSorted().join() !== expected.toSorted().join()) wrong.push(`ids ${ids.join()}`);
  const natives = outbound.filter((message) => message.author.origin === 'native_app');
  const untaken = play.endings.filter((ending) => ending === 'no answer, not taken').length;
  // The same words from the native app may stand for ours that never arrived: the customer has as many messages as are shown.
  const mayStandIn = play.isSame && untaken > 0;
  const sent = outbound.filter((message) => message.delivery?.state === 'sent');
  if (sent.length !== expected.length) wrong.push(`${sent.length} of ${expected.length} sent`);
  if (mayStandIn ? outbound.length > 3 : outbound.length !== 3) wrong.push(`${outbound.length} messages`);
  if (!mayStandIn && natives.length !== 1) wrong.push(`${natives.length} native`);
  if (!play.isSame && natives[0]?.externalId !== idOf(play, 'native')) wrong.push('another is the native one');
  if (!play.isSame && taken.includes(1) && one?.externalId !== idOf(play, 1)) wrong.push(`the first has ${one?.externalId}`);
  if (!play.isSame && taken.includes(2) && two?.externalId !== idOf(play, 2)) wrong.push(`the second has ${two?.externalId}`);
  if (messages.some((message) => message.send?.heldEchoes !== undefined)) wrong.push('an echo still waits');
  if (sent.some((message) => message.send?.echoedTry !== undefined)) wrong.push('a settled message is still looked for');
  if (messages.some((message, at) => message.seq !== at + 1)) wrong.push('a gap');
  return wrong.length === 0 ? '' : `${play.order.join(' → ')} (${play.endings.join(', ')}, same ${play.isSame}): ${wrong.join('; ')}`;
}

describe.each(['SQLite', 'PostgreSQL'] as const)('echoes without a name on %s', (store) => {
  let bench: Bench;
  let folder: ReturnType<typeof temporaryFolder>;
  let drop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    folder = temporaryFolder();
    const database = store === 'PostgreSQL' ? await newDatabase() : undefined;
    drop = database?.drop;
    bench = await benchOn(database?.url, folder.folder);
  });
  afterAll(async () => {
    await bench.opened.store.close();
    await drop?.();
    folder.remove();
  });

  test('no order of answers, echoes, crashes and messages of the native app doubles, loses or mis-authors a message', async () => {
    // The orders take turns, so that either store plays some of each.
    const plays = PLAYS.filter((_play, nth) => nth % 7 < (store === 'SQLite' ? 3 : 1));
    const played = await playAll(bench, plays);
    const wrong = plays.flatMap((play, at) => whatIsWrong(play, played[at] ?? []));
    expect(wrong.filter((line) => line !== '').slice(0, 5)).toEqual([]);
    expect(plays.length).toBeGreaterThan(100);
    const types = new Map<string, number>();
    for (let after = { tx: 0, position: 0 }; ;) {
      const page = await readEvents(bench.opened.store, { after, limit: 1000 });
      for (const json of page.json) {
        const { type } = JSON.parse(json);
        types.set(type, (types.get(type) ?? 0) + 1);
      }
      if (page.json.length === 0) break;
      after = page.next;
    }
    const sent = played.flat().filter((message) => message.direction === 'outbound' && message.delivery?.state === 'sent');
    expect(types.get('message.sent')).toBe(sent.length);
  }, 60_000);

  /** One conversation with two queued messages, whose first is about to go out. */
  async function underWay(nth: number, isLast = true) {
    const play: Play = { nth: 1_000_000 + nth, order: [], endings: ['accepted', 'accepted'], isSame: false };
    const [messageId] = await begin(bench, play);
    const rows = await bench.opened.store.reader.selectFrom('messages').selectAll().where('id', '=', messageId).execute();
    const conversationId = rows[0]?.conversationId ?? '';
    const claimed = async () => {
      const lane = (await claim(bench, 'first', [conversationId])).get(conversationId);
      if (lane === undefined) throw new Error('the lane was not claimed');
      return lane;
    };
    let lane = await claimed();
    const outbound = async () => {
      const all = await bench.opened.store.reader.selectFrom('messages').selectAll().where('conversationId', '=', conversationId).orderBy('seq').execute(); // prettier-ignore
      return all.map(messageRecord).filter((message) => message.direction === 'outbound');
    };
    const start = (text: string, last = isLast) =>
      bench.note({
        lane,
        messageId,
        is: 'starting',
        usesFallback: false,
        losses: [],
        freeReply: null,
        echo: { mark: { text }, isLast: last },
      });
    const end = (outcome: Outcome, last = isLast) =>
      bench.note({ lane, messageId, is: 'ended', outcome, isLast: last, part: 0, retryAt: null });
    const says = (externalId: string, text: string) =>
      ingest(bench, {
        ...bare,
        is: 'echo',
        key: externalId,
        to: person(play),
        externalId,
        content: { type: 'text', text },
        mayBeOurs: true,
      });
    const goOn = async () => {
      lane = await claimed();
    };
    return { start, end, goOn, says, outbound };
  }
  const UNKNOWN: Outcome = { is: 'unknown', detail: 'no answer', safeToRepeat: false };

  test('what somebody types in the native app while a call is under way appears at once, with other words', async () => {
    const { start, says, outbound } = await underWay(1);
    await start('Ten to four.');
    await says('typed.1', 'I am on it.');
    expect((await outbound()).at(-1)).toMatchObject({ externalId: 'typed.1', author: { origin: 'native_app' } });
  });

  test('the same words typed in the native app appear when the answer tells them apart', async () => {
    const { start, end, says, outbound } = await underWay(2);
    await start('Ten to four.');
    await says('typed.2', 'Ten to four.');
    await says('typed.2', 'Ten to four.');
    expect(await outbound()).toHaveLength(2);
    await end({ is: 'accepted', externalIds: ['ours.2'] });
    expect((await outbound()).map((message) => [message.externalId, message.author.origin])).toEqual([
      ['ours.2', 'workflow'],
      [null, 'workflow'],
      ['typed.2', 'native_app'],
    ]);
  });

  test('a part without an answer whose echo came is out, and the message goes on with the next', async () => {
    const { start, end, says, outbound } = await underWay(3, false);
    await start('The first part.');
    await says('ours.3a', 'The first part.');
    await end(UNKNOWN, true);
    expect((await outbound())[0]).toMatchObject({ externalId: 'ours.3a', delivery: { state: 'queued' }, send: { sent: ['ours.3a'] } });
  });

  test('a part without an answer whose echo comes later is known, but the message was not sent as it was written', async () => {
    const { start, end, says, outbound } = await underWay(4, false);
    await start('The first part.');
    await end(UNKNOWN);
    await says('ours.4a', 'The first part.');
    await says('ours.4a', 'The first part.');
    const [message, ...others] = await outbound();
    expect(message).toMatchObject({ externalId: 'ours.4a', delivery: { state: 'unknown' } });
    expect(others).toHaveLength(1);
  });

  test('the last part without an answer is settled by its echo, under its own id', async () => {
    const { start, end, goOn, says, outbound } = await underWay(5, false);
    await start('The first part.');
    await end({ is: 'accepted', externalIds: ['ours.5a'] });
    expect((await outbound())[0]?.delivery?.state).toBe('queued');
    await goOn();
    await start('The second part.', true);
    await end(UNKNOWN, true);
    expect((await outbound())[0]?.delivery?.state).toBe('unknown');
    await says('ours.5b', 'The second part.');
    expect((await outbound())[0]).toMatchObject({ externalId: 'ours.5a', delivery: { state: 'sent' } });
    expect(await outbound()).toHaveLength(2);
    await bench.opened.ingest({
      channelId: 'chn_1',
      body: '{}',
      events: [{ ...bare, is: 'status', key: `read.5.${store}`, externalId: 'ours.5b', state: 'read' }],
    });
    expect((await outbound())[0]?.delivery?.state).toBe('read');
  });
});
