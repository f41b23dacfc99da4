import type { KeyObject } from 'node:crypto';
import type { Logger } from '../log/logger.ts';
import type { Metrics } from '../log/metrics.ts';
import { type Tracing, traceOfEvent } from '../log/tracing.ts';
import { DELIVERY_BACKOFF, backoffMs } from '../model/backoff.ts';
import { type Gathered, type Gathering, gather, mostGathered } from '../model/gathering.ts';
import type { Ids } from '../model/ids.ts';
import type { Net } from '../net/client.ts';
import type { LaneWithCargo } from '../outbox/cargoes.ts';
import { type End, type LaneWorker, type WorkHead, createLaneWorker } from '../outbox/lane-worker.ts';
import type { Committer } from '../store/committer.ts';
import { type Batch, type DeliveryTry, fixBatches, readHeads, recordTries } from '../store/delivery-log.ts';
import type { PendingDelivery } from '../store/envelope.ts';
import { laneClaims } from '../store/lane-claims.ts';
import type { ClaimedLane } from '../store/lanes.ts';
import type { Store } from '../store/store.ts';
import { GIVE_UP_MS, TIMEOUT_MS, problemOf } from './receiver-answer.ts';
import { signatureHeaders } from './signature.ts';
import { type TracedPost, tracedPost } from './traced-post.ts';

/** A subscription as the sender needs it. */
export interface Receiver {
  readonly id: string;
  readonly url: string;
  /** Each gives a signature. */
  readonly keys: readonly KeyObject[];
  readonly gathering: Gathering;
}

export interface DeliverOptions {
  readonly store: Store;
  readonly committer: Committer;
  readonly net: Pick<Net, 'post'>;
  readonly ids: Ids;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing | undefined;
  readonly token: string;
  /** Signs the addresses of files in an envelope. */
  readonly withSignedMedia: (json: string) => string;
  /** The receiver of a lane, or why there is none now: it rests for two minutes after a DELETE, then what it had is dropped. */
  readonly receiverOf: (subscriptionId: string) => Promise<Receiver | 'resting' | 'gone'>;
  /** What was said in the conversation of this event, up to it, as JSON. */
  readonly transcriptOf: (envelopeJson: string) => Promise<string>;
}

type Ready = Extract<Gathered<PendingDelivery>, { is: 'ready' }>;
const UNTRIED = { deliveryIds: [], batchId: null, status: null, error: null, retryAt: null, restIsKnown: false } as const;

/** Events that go out together. */
interface Outgoing {
  readonly batch: readonly PendingDelivery[];
  readonly batchId: string | null;
  readonly isBurst: boolean;
}

type Receivers = ReadonlyMap<string, Receiver | 'resting' | 'gone'>;
const mostOf = (receiver: Receiver | string | undefined) => (typeof receiver === 'object' ? mostGathered(receiver.gathering) : 1);

const RESTING_MS = 5_000;
const MOST_PER_RECEIVER = 64;

/** Delivers events to subscriptions: at least once, in order within a conversation, every receiver at its own pace. */
export function createDeliveries(options: DeliverOptions): LaneWorker<PendingDelivery> {
  const claims = laneClaims(options.store, 'delivery', options.token);
  const record = options.committer.register<DeliveryTry, number | null | undefined>({
    name: 'delivery results',
    // Nobody waits for these but the conversation's next event, and one that is lost is delivered again.
    isPatient: true,
    run: recordTries,
  });

  const fix = options.committer.register<Batch, boolean>({ name: 'batches', run: fixBatches });

  async function begin(lanes: readonly LaneWithCargo<PendingDelivery>[]): Promise<WorkHead<PendingDelivery>> {
    const receivers = new Map<string, Receiver | 'resting' | 'gone'>();
    for (const lane of lanes) {
      if (!receivers.has(lane.destinationId)) receivers.set(lane.destinationId, await options.receiverOf(lane.destinationId));
    }
    const read = await readAll(
      lanes.filter((lane) => lane.cargo === undefined),
      receivers,
    );
    return async (lane, answered) => {
      const heads = lane.cargo ?? read.get(lane.id) ?? [];
      const receiver = receivers.get(lane.destinationId);
      const gathered = typeof receiver === 'object' && heads.length > 0 ? gather(heads, receiver.gathering, options.now()) : undefined;
      if (typeof receiver !== 'object' || gathered === undefined) return workNone(lane, receiver, heads);
      if (gathered.is === 'early') return { dueAt: await hold(lane, gathered.until), waits: 'held' };
      return deliver(lane, receiver, gathered, answered);
    };
  }

  /** What each lane delivers next, of each no more than its receiver may gather: a long backlog is not read for one event. */
  async function readAll(lanes: readonly ClaimedLane[], receivers: Receivers): Promise<ReadonlyMap<string, readonly PendingDelivery[]>> {
    const heads = new Map<string, readonly PendingDelivery[]>();
    for (const [most, some] of Map.groupBy(lanes, (lane) => mostOf(receivers.get(lane.destinationId)))) {
      const read = await readHeads(options.store, some.map((lane) => lane.id), most); // prettier-ignore
      for (const [id, deliveries] of read) heads.set(id, deliveries);
    }
    return heads;
  }

  /** There is nothing to deliver, or nobody to deliver it to. */
  function workNone(
    lane: ClaimedLane,
    receiver: Receiver | 'resting' | 'gone' | undefined,
    heads: readonly PendingDelivery[],
  ): Promise<End> {
    if (heads.length === 0) return end({ ...UNTRIED, lane, ending: 'delivered' });
    if (receiver === 'resting') return end({ ...UNTRIED, lane, ending: 'retry', retryAt: options.store.laneNow() + RESTING_MS });
    const deliveryIds = heads.map((head) => head.deliveryId);
    return end({ ...UNTRIED, lane, deliveryIds, error: 'the subscription was deleted', ending: 'failed' });
  }

  async function end(tried: DeliveryTry): Promise<End> {
    return { dueAt: await record(tried), waits: tried.ending === 'retry' ? 'retry' : undefined };
  }

  async function deliver(
    lane: LaneWithCargo<PendingDelivery>,
    receiver: Receiver,
    { events, isBurst }: Ready,
    answered: () => void,
  ): Promise<End> {
    const [first] = events;
    const isFresh = first?.attempts === 0 && first.batchId === null && mostGathered(receiver.gathering) > 1;
    const batchId = isFresh ? options.ids.next('dlv') : (first?.batchId ?? null);
    if (isFresh && batchId !== null) {
      // Before it is tried: after a restart in the middle of the try the same events must come again under the same name.
      const isHeld = await fix({ lane, deliveryIds: events.map((one) => one.deliveryId), batchId });
      if (!isHeld) return { dueAt: undefined };
    }
    // This process slept, and what it would post may be old news by now.
    if (lane.beginsBefore !== undefined && performance.now() > lane.beginsBefore) return { dueAt: undefined };
    const tried = await post(lane, receiver, { batch: events, batchId, isBurst });
    answered();
    return { ...(await end({ ...tried, restIsKnown: lane.cargo !== undefined })), count: events.length };
  }

  /** By the clock that says less: nothing is given up because the machine's was set. */
  const ageOf = (createdAt: number) => Math.min(options.now(), options.store.laneNow()) - createdAt;

  /** Where lanes have no rows, nobody but this process needs to know. */
  async function hold(lane: ClaimedLane, until: number): Promise<number | null | undefined> {
    const retryAt = options.store.laneNow() + (until - options.now());
    if (claims.liveInMemory) return retryAt;
    return record({ ...UNTRIED, lane, ending: 'held', retryAt });
  }

  async function post(
    lane: ClaimedLane,
    receiver: Receiver,
    { batch, batchId, isBurst }: Outgoing,
  ): Promise<Omit<DeliveryTry, 'restIsKnown'>> {
    const last = batch.findLast((one) => one.type === 'message.received');
    const transcript = isBurst && last !== undefined ? `,"transcript":${await options.transcriptOf(last.envelopeJson)}` : '';
    const body = options.withSignedMedia(`{"events":[${batch.map((one) => one.envelopeJson).join(',')}]${transcript}}`);
    const id = batchId ?? batch[0]?.eventId ?? '';
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Parley',
      ...signatureHeaders(receiver.keys, id, Math.floor(options.now() / 1000), body),
    };
    const send = (more = {}) => options.net.post(receiver.url, { ...headers, ...more }, body, TIMEOUT_MS);
    const { tracing } = options;
    const end = tracing === undefined ? await send() : await tracedPost(tracing, deliverySpan(receiver, batch, lane), send);
    const deliveryIds = batch.map((one) => one.deliveryId);
    const problem = problemOf(end);
    const ok = problem === null;
    const oldest = Math.min(...batch.map((one) => one.createdAt));
    const ending = ok ? 'delivered' : ageOf(oldest) > GIVE_UP_MS ? 'failed' : 'retry';
    options.metrics.deliveries.inc({ result: ending });
    if (options.log.isLevelEnabled('debug')) {
      const eventIds = batch.map((one) => one.eventId);
      options.log.debug({ subscriptionId: lane.destinationId, eventIds, ending, why: problem }, 'a delivery was tried');
    }
    return {
      lane,
      deliveryIds,
      batchId,
      status: end.is === 'answer' ? end.status : null,
      error: problem,
      ending,
      retryAt: ending === 'retry' ? options.store.laneNow() + backoffMs(DELIVERY_BACKOFF, lane.attempts + 1, options.random()) : null,
    };
  }

  return createLaneWorker<PendingDelivery>({
    claims,
    log: options.log,
    mostPerDestination: MOST_PER_RECEIVER,
    begin,
  });
}

function deliverySpan({ id, url }: Receiver, batch: readonly PendingDelivery[], { attempts }: ClaimedLane): TracedPost {
  const facts = { 'parley.subscription.id': id, 'parley.event.ids': batch.map((one) => one.eventId), 'parley.attempt': attempts + 1 };
  return { name: 'deliver', url, traces: batch.flatMap((one) => traceOfEvent(one.envelopeJson) ?? []), facts };
}
