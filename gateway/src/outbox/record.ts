import { resumeChannel, stopChannel } from '../conversations/channel-health.ts';
import { endUnaskedWait } from '../conversations/waits.ts';
import { followWindowChoice } from '../conversations/window-refusal.ts';
import { foldHeld, foldReport } from '../ingest/apply-change.ts';
import { proofAmong, releaseEchoes } from '../ingest/own-echoes.ts';
import type { EchoedTry, HeldEcho } from '../model/echo.ts';
import type { Actor } from '../model/events.ts';
import type { Delivery } from '../model/message.ts';
import type { Outcome } from '../model/outcome.ts';
import { REFUSAL_SENTENCES } from '../model/outcome.ts';
import { spentOne, windowState } from '../model/window.ts';
import type { Tx, Work } from '../store/committer.ts';
import { type Flushed, flush } from '../store/flush.ts';
import { type ClaimedLane, type LaneStep, stepLanes, stillHeld } from '../store/lanes.ts';
import { loadConversations, loadMessages, loadMessagesByExternalId, lockConversations } from '../store/load.ts';
import type { PeopleCache } from '../store/people-cache.ts';
import type { ChannelFacts, ConversationRecord, MessageRecord, SendRequest } from '../store/records.ts';
import { keepParts, restLanes, takeEarlyReports } from '../store/sends.ts';
import { Unit } from '../store/unit.ts';
import { loadUnsettled } from '../store/unsettled.ts';
import type { ActiveSubscription } from '../store/write-events.ts';
import type { Ids } from '../model/ids.ts';
import type { Holdings } from './holdings.ts';

/** How a try begins. */
export interface Start {
  readonly usesFallback: boolean;
  readonly losses: readonly string[];
  readonly freeReply: string | null;
  /** As what it comes back where nothing else tells its echo from others, and whether it is the message's last part. */
  readonly echo?: Pick<EchoedTry, 'mark' | 'isLast'> | undefined;
}

/** What the outbox has to say about a message on its way. */
export type SendNote = { readonly lane: ClaimedLane; readonly messageId: string } & (
  | ({ readonly is: 'starting' } & Start)
  | {
      readonly is: 'ended';
      readonly outcome: Outcome;
      readonly isLast: boolean;
      readonly part: number;
      readonly retryAt: number | null;
      /** The channel counted as stopped when this was sent. */
      readonly wasStopped?: boolean;
      /** How it began, where that was not written before because the call went nowhere. */
      readonly start?: Start;
    }
  | { readonly is: 'resting' }
  /** Its channel is paused. */
  | { readonly is: 'paused'; readonly retryAt: number }
);

/** When the lane is due again: null for never, undefined when its lease or its channel was lost and nothing was written. */
type Due = number | null | undefined;
/** The same, or that the message is not to be sent any more: it was held back since the worker read it. */
export type Noted = Due | { readonly is: 'held_back'; readonly dueAt: Due };

export interface RecordOptions {
  readonly ids: Ids;
  readonly factsOf: (channelId: string) => ChannelFacts;
  readonly people?: PeopleCache | undefined;
  readonly subscriptions: (tx: Tx) => Promise<readonly ActiveSubscription[]>;
  readonly wake: (flushed: Flushed) => void;
  /** Whether a send may still begin here. */
  readonly confirm: Holdings['confirm'];
}

const GATEWAY: Actor = { type: 'system', id: null, name: null };

/** Writes notes on sends, many in one transaction, with the events that follow from them. */
export function recordSends(options: RecordOptions): Work<SendNote, Noted> {
  return {
    name: 'send results',
    prepare: (tx, notes) => lockConversations(tx, notes.flatMap((note) => note.lane.conversationId ?? [])), // prettier-ignore
    async run(tx, notes) {
      const held = await stillHeld(tx, notes.map((note) => note.lane)); // prettier-ignore
      const confirmed = await options.confirm(tx, notes.flatMap((note) => (note.is === 'starting' ? note.lane.destinationId : []))); // prettier-ignore
      const isLost = ({ is, lane }: SendNote) => is === 'starting' && !confirmed.has(lane.destinationId);
      const ours = notes.filter((note) => held.has(note.lane.id));
      const valid = ours.filter((note) => !isLost(note));
      const unit = new Unit(tx, options);
      await loadMessages(unit, valid.flatMap((note) => (note.messageId === '' ? [] : note.messageId))); // prettier-ignore
      await loadConversations(unit, valid.flatMap((note) => note.lane.conversationId ?? [])); // prettier-ignore
      // Whoever has the channel now should not have to wait for the end of the lane's lease.
      const steps: LaneStep[] = ours.filter(isLost).map(({ lane }) => ({ lane, retryAt: tx.laneNow, isHeld: true }));
      const heldBack = new Set<SendNote>();
      for (const note of valid) {
        if (beginOf(note) !== undefined && !isStillQueued(unit, note.messageId)) {
          heldBack.add(note);
          steps.push({ lane: note.lane, retryAt: null });
          continue;
        }
        const step = await apply(unit, note);
        if (step !== undefined) steps.push(step);
      }
      const resting = valid.filter((note) => note.is === 'resting').map((note) => note.lane);
      const flushed = await flush(unit, unit.events.length === 0 ? [] : await options.subscriptions(tx));
      const due = await stepLanes(tx, 'send', steps);
      await restLanes(tx, resting);
      tx.afterCommit(() => options.wake(flushed));
      const done = new Set(valid);
      return notes.map((note): Noted => {
        const dueAt = done.has(note) ? (due.get(note.lane.id) ?? null) : undefined;
        return heldBack.has(note) ? { is: 'held_back', dueAt } : dueAt;
      });
    },
  };
}

/** How the note's try begins, where the note says so. */
function beginOf(note: SendNote): Start | undefined {
  return note.is === 'starting' ? note : note.is === 'ended' ? note.start : undefined;
}

function isStillQueued(unit: Unit, messageId: string): boolean {
  const state = unit.messages.get(messageId)?.delivery?.state;
  return state === 'queued' || state === 'sending';
}

async function apply(unit: Unit, note: SendNote): Promise<LaneStep | undefined> {
  if (note.is === 'resting') return undefined;
  if (note.is === 'paused') return { lane: note.lane, retryAt: note.retryAt };
  const message = unit.messages.get(note.messageId);
  const conversation = message && unit.conversations.get(message.conversationId);
  if (message === undefined || conversation === undefined || message.send === null) return { lane: note.lane, retryAt: null };
  unit.traceparent = message.send.traceparent;
  // A person was faster while the worker made up its mind.
  if (message.delivery?.error?.code === 'held_by_member') return { lane: note.lane, retryAt: null };
  const begin = beginOf(note);
  const send = begin === undefined ? message.send : start(unit, conversation, message, message.send, begin);
  if (note.is === 'starting') return undefined;
  await endWithEchoes(unit, conversation, message, send, note);
  const { outcome } = note;
  if (outcome.is === 'refused' && outcome.stopsChannel === true) await stopChannel(unit, conversation.channelId, outcome);
  if (outcome.is === 'accepted' && note.wasStopped === true) await resumeChannel(unit, conversation.channelId);
  return { lane: note.lane, retryAt: note.retryAt };
}

function start(unit: Unit, conversation: ConversationRecord, message: MessageRecord, send: SendRequest, note: Start): SendRequest {
  const begun = {
    ...send,
    usingFallback: note.usesFallback,
    offeredFreeReply: note.freeReply !== null,
    firstTriedAt: send.firstTriedAt ?? unit.now,
    ...(note.echo === undefined ? {} : { echoedTry: { ...note.echo, from: unit.now } }),
  };
  message.send = begun;
  message.delivery = { ...message.delivery, state: 'sending', ...(note.losses.length > 0 ? { losses: note.losses } : {}) };
  if (note.freeReply !== null && conversation.freeReplyToken === note.freeReply) {
    // The token works once; whatever becomes of this try, it is spent. A newer one stays.
    conversation.freeReplyToken = null;
    unit.touch(conversation);
  }
  unit.touchMessage(message);
  return begun;
}

type Ended = Extract<SendNote, { is: 'ended' }>;

/**
 * Ends a try, and tells of the echoes that waited for it. One that fits a call without an answer is the answer: the platform has the
 * part, and this is its id.
 */
async function endWithEchoes(
  unit: Unit,
  conversation: ConversationRecord,
  message: MessageRecord,
  send: SendRequest,
  note: Ended,
): Promise<void> {
  const { echoedTry, heldEchoes = [], ...rest } = send;
  const isUnknown = note.outcome.is === 'unknown' && note.retryAt === null;
  const proof = isUnknown && echoedTry !== undefined ? proofAmong(heldEchoes, echoedTry, unit.now) : undefined;
  const outcome = proof === undefined ? note.outcome : acceptedAs(proof);
  message.send = outcome.is === 'unknown' && echoedTry !== undefined ? { ...rest, echoedTry } : rest;
  const isLast = proof === undefined ? note.isLast : (echoedTry?.isLast ?? note.isLast);
  const part = proof === undefined ? note.part : send.sent.length;
  await end(unit, conversation, message, message.send, { ...note, outcome, isLast, part });
  const own = outcome.is === 'accepted' ? outcome.externalIds : [];
  const others = heldEchoes.filter(({ event }) => !own.includes(event.externalId));
  if (others.length === 0) return;
  await loadUnsettled(unit, [conversation.id]);
  await loadMessagesByExternalId(unit, message.channelId, others.flatMap(({ event }) => event.quotedExternalId ?? [])); // prettier-ignore
  releaseEchoes(unit, message.channelId, others);
}

function acceptedAs({ event }: HeldEcho): Extract<Outcome, { is: 'accepted' }> {
  return { is: 'accepted', externalIds: [event.externalId], sentAs: 'message' };
}

async function end(unit: Unit, conversation: ConversationRecord, message: MessageRecord, send: SendRequest, note: Ended): Promise<void> {
  const { outcome } = note;
  unit.touchMessage(message);
  if (outcome.is === 'accepted') return accept(unit, conversation, message, send, outcome, note);
  if (note.retryAt !== null) {
    message.delivery = { ...message.delivery, state: 'queued', ...whyItWaits(outcome) };
    return;
  }
  if (outcome.is === 'refused' && outcome.reason === 'window_closed' && followWindowChoice(unit, conversation, message, 'answer')) return;
  const failed = outcome.is === 'refused' || outcome.is === 'deferred';
  message.delivery = {
    ...message.delivery,
    state: failed ? 'failed' : 'unknown',
    error: {
      code: outcome.is === 'refused' ? outcome.reason : 'unknown',
      detail: outcome.is === 'refused' ? `${REFUSAL_SENTENCES[outcome.reason]} (${outcome.detail})` : outcome.detail,
      ...('platformCode' in outcome && outcome.platformCode !== undefined ? { platformCode: outcome.platformCode } : {}),
    },
  };
  // Nobody answered us, but the platform has told what became of this part. What it told of earlier parts says nothing of this one.
  const earlier = new Set(send.sent.flatMap((ids) => ids.split(' ')));
  if (!failed && note.isLast && foldHeld(unit, message, (id) => id === undefined || !earlier.has(id))) return;
  if (conversation.openChoice?.messageId === message.id) conversation.openChoice = null;
  if (failed) endUnaskedWait(unit, conversation, message);
  unit.emit({ type: 'message.failed', actor: GATEWAY, conversation, message });
}

/** People are told why a message waits where somebody must act. */
function whyItWaits(outcome: Outcome): Pick<Delivery, 'error'> {
  if (outcome.is !== 'refused') return {};
  return { error: { code: outcome.reason, detail: `${REFUSAL_SENTENCES[outcome.reason]} (${outcome.detail})` } };
}

async function accept(
  unit: Unit,
  conversation: ConversationRecord,
  message: MessageRecord,
  send: SendRequest,
  outcome: Extract<Outcome, { is: 'accepted' }>,
  note: Ended,
): Promise<void> {
  const sent = [...send.sent, outcome.externalIds.join(' ')];
  message.send = { ...send, sent, acceptedAt: unit.now };
  const isTemplate = send.usingFallback || message.content.type === 'template';
  // Neither a template nor an answer inside the webhook's own response costs anything of the window.
  if (!isTemplate && outcome.sentAs !== 'reply') spendWindow(unit, conversation);
  const { channelId } = message;
  const [first] = outcome.externalIds;
  if (message.externalId === null && first !== undefined) message.externalId = first;
  const later = outcome.externalIds.filter((id) => id !== message.externalId);
  await keepParts(unit.tx, later.map((externalId) => ({ channelId, externalId, messageId: message.id, part: note.part }))); // prettier-ignore
  if (!note.isLast) {
    message.delivery = { ...message.delivery, state: 'queued' };
    return;
  }
  const { error: _settled, ...delivery } = message.delivery ?? {};
  message.delivery = { ...delivery, state: 'sent', sentAs: outcome.sentAs ?? (isTemplate ? 'template' : 'message') };
  unit.emit({
    type: 'message.sent',
    actor: { type: senderType(message), id: message.author.id, name: message.author.name },
    conversation,
    message,
  });
  // Of every part: a report on the first may have come before we knew its id.
  const ids = sent.flatMap((joined) => joined.split(' ')).filter((id) => id !== '');
  for (const report of await takeEarlyReports(unit.tx, channelId, ids)) foldReport(unit, message, JSON.parse(report));
  foldHeld(unit, message);
}

/** What went out is counted where the platform counts (WeChat). */
function spendWindow(unit: Unit, conversation: ConversationRecord): void {
  const rule = unit.factsOf(conversation.channelId).windowRule;
  const grants = spentOne(rule, conversation.grants, unit.now);
  if (grants === conversation.grants) return;
  conversation.grants = grants;
  unit.touch(conversation);
  if (windowState(rule, grants, unit.now) === 'shut') unit.emit({ type: 'conversation.window_closed', actor: GATEWAY, conversation });
}

function senderType(message: MessageRecord): Actor['type'] {
  return message.author.type;
}
