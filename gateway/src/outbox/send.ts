import { createHash } from 'node:crypto';
import type { ChannelIo } from '../channels/channel.ts';
import { STOPPED, stoppedHealth } from '../conversations/channel-health.ts';
import type { CallIoOf } from '../conversations/call-io.ts';
import type { ConnectedChannel } from '../conversations/connected-channels.ts';
import type { Logger } from '../log/logger.ts';
import type { Metrics } from '../log/metrics.ts';
import { SEND_BACKOFF, backoffMs } from '../model/backoff.ts';
import type { ChannelHealth } from '../model/health.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Committer } from '../store/committer.ts';
import type { ClaimedLane } from '../store/lanes.ts';
import { readSendWork } from '../store/sends.ts';
import type { Store } from '../store/store.ts';
import { type LaneWorker, createLaneWorker } from './lane-worker.ts';
import { type Plan, planSend } from './plan.ts';
import type { Pauses } from './pauses.ts';
import type { Rates } from './rates.ts';
import { type Noted, type RecordOptions, type SendNote, recordSends } from './record.ts';

export interface SendOptions extends RecordOptions {
  readonly store: Store;
  readonly committer: Committer;
  readonly rates: Rates;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly token: string;
  readonly channelOf: (channelId: string) => Promise<ConnectedChannel | undefined>;
  readonly urlOf: (attachmentId: string) => string;
  readonly callIo: CallIoOf;
  readonly readFile: ChannelIo['readFile'];
  readonly answerInResponse: ChannelIo['answerInResponse'];
  readonly pauses: Pauses;
  /** A channel's row was changed: what is kept in memory of it is old. */
  readonly channelChanged: () => void;
}

/** A message that no platform took for a day says nothing any more; its sender is told instead. */
const GIVE_UP_MS = 24 * 3_600_000;
/** Recipients of a channel that are written to side by side. */
const MOST_PER_CHANNEL = 128;

/**
 * Sends messages to platforms, one part at a time and in order within a conversation. That a part is on its way is on the disk
 * before the call, so that a stop in the middle is known afterwards.
 */
export function createSends(options: SendOptions): LaneWorker {
  const note = options.committer.register<SendNote, Noted>(recordSends(options));

  async function workOne(lane: ClaimedLane): Promise<Noted> {
    const connected = await options.channelOf(lane.destinationId);
    const work = lane.conversationId === null ? undefined : await readSendWork(options.store, lane.conversationId);
    if (connected === undefined || work === undefined) return note({ lane, messageId: '', is: 'resting' });
    const pausedUntil = options.pauses.until(connected);
    if (pausedUntil !== null) return note({ lane, messageId: '', is: 'paused', retryAt: pausedUntil });
    const plan = planSend(work, { channel: connected.channel, now: options.now(), urlOf: options.urlOf });
    switch (plan.is) {
      case 'rest':
        return note({ lane, messageId: '', is: 'resting' });
      case 'end':
        return note({ lane, messageId: plan.message.id, is: 'ended', outcome: plan.outcome, isLast: true, part: 0, retryAt: null });
      case 'send':
        return sendPart(lane, connected, plan);
    }
  }

  async function sendPart(lane: ClaimedLane, connected: ConnectedChannel, plan: Extract<Plan, { is: 'send' }>): Promise<Noted> {
    const { message, part } = plan;
    const recipient = lane.conversationId ?? '';
    const outcome = await options.rates.schedule(connected.id, recipient, connected.channel.limits, async () => {
      const started = await note({
        lane,
        messageId: message.id,
        is: 'starting',
        usesFallback: plan.usesFallback,
        losses: plan.losses,
        usesFreeReply: plan.to.freeReply !== null,
      });
      if (started === undefined) return undefined;
      return connected.channel.send(part, plan.to, connected.settings, {
        ...options.callIo(connected),
        readFile: options.readFile,
        answerInResponse: options.answerInResponse,
        idempotencyKey: keyOf(message.id, part.index, plan.usesFallback),
        correlation: message.id,
      });
    });
    if (outcome === undefined) return undefined;
    options.metrics.sends.inc({ channel_type: connected.ref.type, ending: outcome.is });
    const health = healthBy(outcome, connected);
    const retryAt = retryTime(outcome, lane, message.createdAt, connected);
    const ended = { lane, messageId: message.id, is: 'ended', outcome, isLast: plan.isLast, part: part.index, retryAt } as const;
    const noted = await note(health === undefined ? ended : { ...ended, health });
    if (health !== undefined) options.channelChanged();
    return noted;
  }

  /** What a send shows of its channel: that it is stopped, or that it goes again. */
  function healthBy(outcome: Outcome, connected: ConnectedChannel): ChannelHealth | undefined {
    const isStopped = connected.health.level === 'error' && connected.health.what === STOPPED;
    if (outcome.is === 'refused' && outcome.stopsChannel === true && !isStopped) {
      return stoppedHealth(outcome, new Date(options.now()).toISOString());
    }
    return outcome.is === 'accepted' && isStopped ? { level: 'ok' } : undefined;
  }

  function retryTime(outcome: Outcome, lane: ClaimedLane, createdAt: number, connected: ConnectedChannel): number | null {
    if (options.now() - createdAt > GIVE_UP_MS) return null;
    if (outcome.is === 'refused' && outcome.stopsChannel === true) return options.pauses.begin(connected);
    const repeats = outcome.is === 'deferred' || (outcome.is === 'unknown' && outcome.safeToRepeat);
    if (!repeats) return null;
    const wait = options.now() + backoffMs(SEND_BACKOFF, lane.attempts + 1, options.random());
    return outcome.is === 'deferred' && outcome.notBefore !== undefined ? Math.max(wait, outcome.notBefore) : wait;
  }

  return createLaneWorker({
    kind: 'send',
    store: options.store,
    now: options.now,
    log: options.log,
    token: options.token,
    mostPerDestination: MOST_PER_CHANNEL,
    work: async (lanes, done) => {
      await Promise.all(
        lanes.map(async (lane) => {
          try {
            done(lane, await workOne(lane));
          } catch (error) {
            options.log.error({ err: error, laneId: lane.id }, 'a send failed inside Parley; it is tried again');
            done(lane, undefined);
          }
        }),
      );
    },
  });
}

/** The same UUID for every try of a part (version 8 of RFC 9562: made from our own hash). */
function keyOf(messageId: string, part: number, usesFallback: boolean): string {
  const hex = createHash('sha256').update(`${messageId} ${part} ${usesFallback}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
