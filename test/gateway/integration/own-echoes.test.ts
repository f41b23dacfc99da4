import type { Outcome } from '../../../gateway/src/model/outcome.ts';
import { readEvents } from '../../../gateway/src/store/event-log.ts';
import { type MessageRecord, messageRecord } from '../../../gateway/src/store/records.ts';
import { newDatabase } from '../support/postgres.ts';
import { temporaryFolder } from '../support/stores.ts';
import { type Bench, PLAYS, type Play, bare, begin, benchOn, claim, idOf, ingest, isTaken, person, playAll } from './own-echoes-bench.ts';

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
    const plays = PLAYS.filter((_play, nth) => nth % 13 < (store === 'SQLite' ? 4 : 1));
    const played = await playAll(bench, plays);
    const wrong = plays.flatMap((play, at) => whatIsWrong(play, played[at] ?? []));
    expect(wrong.filter((line) => line !== '').slice(0, 5)).toEqual([]);
    expect(plays.length).toBeGreaterThan(50);
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
        quotedExternalId: `mid.${play.nth}.in`,
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
    const all = await outbound();
    expect(all.map((message) => [message.externalId, message.author.origin])).toEqual([
      ['ours.2', 'gateway'],
      [null, 'gateway'],
      ['typed.2', 'native_app'],
    ]);
    expect(all.map((message) => message.quotedMessageId === null)).toEqual([true, true, false]);
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
