import { createHash } from 'node:crypto';
import type { ChannelIo } from '../channels/channel.ts';
import { isStopped } from '../conversations/channel-health.ts';
import type { CallIoOf } from '../conversations/call-io.ts';
import type { ConnectedChannel } from '../conversations/connected-channels.ts';
import type { Logger } from '../log/logger.ts';
import type { Metrics } from '../log/metrics.ts';
import type { Tracing } from '../log/tracing.ts';
import { SEND_BACKOFF, backoffMs } from '../model/backoff.ts';
import type { EchoedTry } from '../model/echo.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Committer } from '../store/committer.ts';
import { laneClaims } from '../store/lane-claims.ts';
import type { ClaimedLane } from '../store/lanes.ts';
import { QUEUE_PIECE, readSendWork } from '../store/sends.ts';
import type { MessageRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { type End, type LaneWorker, createLaneWorker } from './lane-worker.ts';
import { type Plan, planSend } from './plan.ts';
import type { Pauses } from './pauses.ts';
import type { Holdings } from './holdings.ts';
import type { Rates } from './rates.ts';
import { type Noted, type RecordOptions, type SendNote, type Start, recordSends } from './record.ts';

export interface SendOptions extends Omit<RecordOptions, 'confirm'> {
  readonly store: Store;
  readonly committer: Committer;
  readonly rates: Rates;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing | undefined;
  readonly token: string;
  readonly channelOf: (channelId: string) => Promise<ConnectedChannel | undefined>;
  readonly urlOf: (attachmentId: string) => string;
  readonly callIo: CallIoOf;
  readonly readFile: ChannelIo['readFile'];
  readonly answerInResponse: ChannelIo['answerInResponse'];
  readonly pauses: Pauses;
  readonly holdings: Holdings;
}

type SendPlan = Extract<Plan, { is: 'send' }>;

/** A message that no platform took for a day says nothing any more; its sender is told instead. */
const GIVE_UP_MS = 24 * 3_600_000;
/** How soon a channel is looked for again that another gateway has just made. */
const UNKNOWN_CHANNEL_MS = 2_000;
/** Recipients of a channel that are written to side by side. */
const MOST_PER_CHANNEL = 128;

/**
 * Sends messages to platforms, one part at a time and in order within a conversation. That a part is on its way is on the disk
 * before the call, so that a stop in the middle is known afterwards.
 */
export function createSends(options: SendOptions): LaneWorker {
  const note = options.committer.register<SendNote, Noted>(recordSends({ ...options, confirm: options.holdings.confirm }));

  async function workOne(lane: ClaimedLane): Promise<End> {
    const noted = await workHead(lane);
    return { dueAt: typeof noted === 'object' ? (noted?.dueAt ?? null) : noted };
  }

  async function workHead(lane: ClaimedLane): Promise<Noted> {
    const connected = await options.channelOf(lane.destinationId);
    if (connected === undefined) return note({ lane, messageId: '', is: 'paused', retryAt: options.store.laneNow() + UNKNOWN_CHANNEL_MS });
    const pausedUntil = connected.isDeleted ? null : options.pauses.until(connected);
    if (pausedUntil !== null) return note({ lane, messageId: '', is: 'paused', retryAt: pausedUntil });
    const plan = await planNext(lane.conversationId, connected);
    switch (plan.is) {
      case 'rest':
        return note({ lane, messageId: '', is: 'resting' });
      case 'end':
        return note({ lane, messageId: plan.message.id, is: 'ended', outcome: plan.outcome, isLast: true, part: 0, retryAt: null });
      case 'send':
        return sendPart(lane, connected, plan);
    }
  }

  /** The next thing to do, past messages that wait for the customer, however many. */
  async function planNext(conversationId: string | null, { channel, isDeleted }: ConnectedChannel): Promise<Plan> {
    for (let after = 0; ;) {
      const work = conversationId === null ? undefined : await readSendWork(options.store, conversationId, after);
      if (work === undefined) return { is: 'rest' };
      const plan = isDeleted ? disconnected(work.queue) : planSend(work, { channel, now: options.now(), urlOf: options.urlOf });
      const last = work.queue.at(-1);
      if (plan.is !== 'rest' || last === undefined || work.queue.length < QUEUE_PIECE) return plan;
      after = last.seq;
    }
  }

  async function sendPart(lane: ClaimedLane, connected: ConnectedChannel, plan: SendPlan): Promise<Noted> {
    const { message } = plan;
    const { limits } = connected.channel;
    const start = { usesFallback: plan.usesFallback, losses: plan.losses, freeReply: plan.to.freeReply?.token ?? null, echo: echoOf(connected, plan) }; // prettier-ignore
    if (limits === null) return end(lane, connected, plan, await call(connected, plan), start);
    const outcome = await options.rates.schedule(connected.id, lane.conversationId ?? '', limits, async () => {
      const started = await note({ lane, messageId: message.id, is: 'starting', ...start });
      if (started === undefined) return undefined;
      return typeof started === 'object' && started !== null ? started : call(connected, plan);
    });
    return outcome === undefined || outcome.is === 'held_back' ? outcome : end(lane, connected, plan, outcome);
  }

  function call(connected: ConnectedChannel, plan: SendPlan): Promise<Outcome> {
    const { tracing } = options;
    if (tracing === undefined) return callNow(connected, plan);
    const { message, part } = plan;
    const facts = {
      ...{ 'parley.channel.id': connected.id, 'parley.channel.type': connected.ref.type },
      ...{ 'parley.message.id': message.id, 'parley.part': part.index },
    };
    return tracing.span('send', { kind: 'client', parent: message.send?.traceparent ?? null, facts }, async (span) => {
      const outcome = await callNow(connected, plan);
      span.tell({ 'parley.ending': outcome.is });
      if (outcome.is !== 'accepted') span.fail(outcome.is);
      return outcome;
    });
  }

  function callNow(connected: ConnectedChannel, { message, part, to, usesFallback }: SendPlan): Promise<Outcome> {
    return connected.channel.send(part, to, connected.settings, {
      ...options.callIo(connected),
      readFile: options.readFile,
      answerInResponse: options.answerInResponse,
      idempotencyKey: keyOf(message.id, part.index, usesFallback),
      correlation: message.id,
    });
  }

  /** @param start where how it began was not written yet */
  function end(
    lane: ClaimedLane,
    connected: ConnectedChannel,
    { message, part, isLast }: SendPlan,
    outcome: Outcome,
    start?: Start,
  ): Promise<Noted> {
    options.metrics.sends.inc({ channel_type: connected.ref.type, ending: outcome.is });
    options.log.debug({ messageId: message.id, channelId: connected.id, ending: outcome.is }, 'a send was tried');
    const retryAt = retryTime(outcome, lane, message.send?.firstTriedAt ?? options.now(), connected);
    const wasStopped = isStopped(connected.health);
    return note({
      ...{ lane, messageId: message.id, is: 'ended', outcome, isLast, part: part.index, retryAt, wasStopped },
      ...(start === undefined ? {} : { start }),
    });
  }

  function retryTime(outcome: Outcome, lane: ClaimedLane, firstTriedAt: number, connected: ConnectedChannel): number | null {
    const laneNow = options.store.laneNow();
    // By the clock that says less: nothing is given up because the machine's was set.
    if (Math.min(options.now(), laneNow) - firstTriedAt > GIVE_UP_MS) return null;
    if (outcome.is === 'refused' && outcome.stopsChannel === true) return options.pauses.begin(connected);
    const repeats = outcome.is === 'deferred' || (outcome.is === 'unknown' && outcome.safeToRepeat);
    if (!repeats) return null;
    const wait = laneNow + backoffMs(SEND_BACKOFF, lane.attempts + 1, options.random());
    if (outcome.is !== 'deferred' || outcome.notBefore === undefined) return wait;
    return Math.max(wait, laneNow + (outcome.notBefore - options.now()));
  }

  return createLaneWorker({
    claims: laneClaims(options.store, 'send', options.token),
    log: options.log,
    mostPerDestination: MOST_PER_CHANNEL,
    destinations: options.holdings.channels,
    begin: () => Promise.resolve(workOne),
  });
}

function echoOf({ channel }: ConnectedChannel, { part, to, isLast }: SendPlan): Pick<EchoedTry, 'mark' | 'isLast'> | undefined {
  const mark = channel.echoOf?.(part, to);
  return mark === undefined ? undefined : { mark, isLast };
}

/** Nothing goes out of a channel that was disconnected; what waits says so. */
function disconnected([message]: readonly MessageRecord[]): Plan {
  if (message === undefined) return { is: 'rest' };
  return { is: 'end', message, outcome: { is: 'refused', reason: 'channel_settings', detail: 'This channel was disconnected.' } };
}

/** The same UUID for every try of a part (version 8 of RFC 9562: made from our own hash). */
function keyOf(messageId: string, part: number, usesFallback: boolean): string {
  const hex = createHash('sha256').update(`${messageId} ${part} ${usesFallback}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
