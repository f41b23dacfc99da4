import type { InboundEvent } from '../../../gateway/src/model/inbound.ts';
import type { Outcome } from '../../../gateway/src/model/outcome.ts';
import { SOLE_HOLDER } from '../../../gateway/src/outbox/holdings.ts';
import { type SendNote, recordSends } from '../../../gateway/src/outbox/record.ts';
import { sendLaneId } from '../../../gateway/src/store/write-events.ts';
import { type ClaimedLane, claimLanes } from '../../../gateway/src/store/lanes.ts';
import { loadConversations } from '../../../gateway/src/store/load.ts';
import { type MessageRecord, messageRecord } from '../../../gateway/src/store/records.ts';
import { factsOf } from '../support/inbound.ts';
import { type OpenedStore, open } from '../support/stores.ts';

/**
 * Two messages of ours and one from the native app go out into a conversation; the platform tells of all of them without saying whose
 * they are (Instagram). Every order of what can happen is played, each in a conversation of its own.
 */
export type Step = 'start 1' | 'end 1' | 'echo 1' | 'start 2' | 'end 2' | 'echo 2' | 'native';
export type Ending = 'accepted' | 'no answer' | 'crash' | 'no answer, not taken' | 'refused';

export interface Play {
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

export const isTaken = (ending: Ending) => ending !== 'no answer, not taken' && ending !== 'refused';
export const PLAYS: readonly Play[] = ENDINGS.flatMap((endings) => {
  const echoes: Step[] = [...(isTaken(endings[0]) ? ['echo 1' as const] : []), ...(isTaken(endings[1]) ? ['echo 2' as const] : [])];
  const orders = ordersOf(['start 1', 'end 1', 'start 2', 'end 2', 'native', ...echoes]);
  return orders.flatMap((order) => [true, false].map((isSame) => ({ order, endings, isSame })));
}).map((play, nth) => ({ ...play, nth }));

export const idOf = (play: Play, what: 1 | 2 | 'native') => `mid.${play.nth}.${what}`;
const textOf = (play: Play, what: 1 | 2 | 'native') => (play.isSame ? 'On my way!' : `Words of ${what}`);
export const person = (play: Play) => ({ keys: [{ kind: 'psid' as const, value: `ig:${play.nth}` }], name: `Customer ${play.nth}` });

export interface Bench {
  readonly opened: OpenedStore;
  readonly note: (note: SendNote) => Promise<unknown>;
}

export async function benchOn(databaseUrl: string | undefined, dataDir: string): Promise<Bench> {
  const opened = await open({ dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  const { ids } = opened;
  const note = opened.store.committer.register(
    recordSends({ ids, factsOf, subscriptions: () => Promise.resolve([]), wake: () => undefined, confirm: SOLE_HOLDER.confirm }),
  );
  return { opened, note };
}

export const bare = { sentAt: null, account: null, raw: null };
export const ingest = ({ opened }: Bench, event: InboundEvent) => opened.ingest({ channelId: 'chn_1', body: '{}', events: [event] });

export function echo(play: Play, what: 1 | 2 | 'native'): InboundEvent {
  const externalId = idOf(play, what);
  const content = { type: 'text' as const, text: `  ${textOf(play, what)}` };
  return { ...bare, is: 'echo', key: externalId, to: person(play), externalId, content, mayBeOurs: true };
}

/** The customer asks, and both answers of a member are queued: a workflow's would be held back by what is typed in the native app. Gives their ids. */
export async function begin(bench: Bench, play: Play): Promise<readonly [string, string]> {
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
          direction: 'outbound', visibility: 'public', author: { type: 'member', id: 'mbr_1', name: 'Ana', origin: 'gateway' }, content: { type: 'text', text },
          quotedMessageId: null, reactions: [], externalId: null, tokens: null, webhookId: null, sentAt: unit.now, editedAt: null, deletedAt: null,
          delivery: { state: 'queued' }, send: { onWindowClosed: 'fail', fallback: null, answers: true, sent: [], usingFallback: false },
        }).id; // prettier-ignore
      unit.dueSends.set(conversation.id, conversation.channelId);
      return [write(textOf(play, 1)), write(textOf(play, 2))] as const;
    },
  });
}

export async function claim(
  { opened }: Bench,
  token: string,
  conversationIds: readonly string[],
): Promise<ReadonlyMap<string, ClaimedLane>> {
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
export async function playAll(bench: Bench, plays: readonly Play[]): Promise<readonly (readonly MessageRecord[])[]> {
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
