import type { KeyObject } from 'node:crypto';
import type { Logger } from '../log/logger.ts';
import type { Metrics } from '../log/metrics.ts';
import { DELIVERY_BACKOFF, backoffMs } from '../model/backoff.ts';
import type { Ids } from '../model/ids.ts';
import type { Net } from '../net/client.ts';
import { type Done, type LaneWithCargo, type LaneWorker, createLaneWorker } from '../outbox/lane-worker.ts';
import type { Committer } from '../store/committer.ts';
import { type DeliveryTry, readHeads, recordTries } from '../store/delivery-log.ts';
import type { PendingDelivery } from '../store/envelope.ts';
import type { ClaimedLane } from '../store/lanes.ts';
import type { Store } from '../store/store.ts';
import { GIVE_UP_MS, TIMEOUT_MS, problemOf } from './receiver-answer.ts';
import { signatureHeaders } from './signature.ts';

/** A subscription as the sender needs it. */
export interface Receiver {
  readonly id: string;
  readonly url: string;
  readonly key: KeyObject;
  readonly mostEvents: number;
}

export interface DeliverOptions {
  readonly store: Store;
  readonly committer: Committer;
  readonly net: Net;
  readonly ids: Ids;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly token: string;
  /** Signs the addresses of files in an envelope. */
  readonly withSignedMedia: (json: string) => string;
  /** The receiver of a lane, or why there is none now: it rests for two minutes after a DELETE, then what it had is dropped. */
  readonly receiverOf: (subscriptionId: string) => Promise<Receiver | 'resting' | 'gone'>;
}

const RESTING_MS = 5_000;
const MOST_PER_RECEIVER = 64;

/** Delivers events to subscriptions: at least once, in order within a conversation, every receiver at its own pace. */
export function createDeliveries(options: DeliverOptions): LaneWorker<PendingDelivery> {
  const record = options.committer.register<DeliveryTry, number | null | undefined>({
    name: 'delivery results',
    // Nobody waits for these but the conversation's next event, and one that is lost is delivered again.
    isPatient: true,
    run: recordTries,
  });

  async function work(lanes: readonly LaneWithCargo<PendingDelivery>[], done: Done): Promise<void> {
    const receivers = new Map<string, Receiver | 'resting' | 'gone'>();
    for (const lane of lanes) {
      if (!receivers.has(lane.destinationId)) receivers.set(lane.destinationId, await options.receiverOf(lane.destinationId));
    }
    const most = Math.max(1, ...[...receivers.values()].map((receiver) => (typeof receiver === 'string' ? 1 : receiver.mostEvents)));
    const unloaded = lanes.flatMap((lane) => (lane.cargo === undefined ? lane.id : []));
    const read = unloaded.length === 0 ? undefined : await readHeads(options.store, unloaded, most);
    await Promise.all(
      lanes.map(async (lane) => {
        const heads = lane.cargo ?? read?.get(lane.id) ?? [];
        done(lane, await workOne(lane, receivers.get(lane.destinationId), heads, lane.cargo !== undefined));
      }),
    );
  }

  async function workOne(
    lane: ClaimedLane,
    receiver: Receiver | 'resting' | 'gone' | undefined,
    heads: readonly PendingDelivery[],
    areAll: boolean,
  ): Promise<number | null | undefined> {
    const empty = { lane, deliveryIds: [], batchId: null, status: null, error: null, retryAt: null, isLast: false } as const;
    if (heads.length === 0) return record({ ...empty, ending: 'delivered' });
    if (receiver === 'resting') return record({ ...empty, ending: 'retry', retryAt: options.now() + RESTING_MS });
    if (receiver === undefined || receiver === 'gone') {
      return record({
        ...empty,
        deliveryIds: heads.map((head) => head.deliveryId),
        error: 'the subscription was deleted',
        ending: 'failed',
      });
    }
    const batch = batchOf(heads, receiver.mostEvents);
    const batchId = batch.length === 1 && batch[0]?.batchId === null ? null : (batch[0]?.batchId ?? options.ids.next('dlv'));
    return record({ ...(await post(lane, receiver, batch, batchId)), isLast: areAll && batch.length === heads.length });
  }

  async function post(
    lane: ClaimedLane,
    receiver: Receiver,
    batch: readonly PendingDelivery[],
    batchId: string | null,
  ): Promise<Omit<DeliveryTry, 'isLast'>> {
    const body = options.withSignedMedia(`{"events":[${batch.map((one) => one.envelopeJson).join(',')}]}`);
    const id = batchId ?? batch[0]?.eventId ?? '';
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Parley',
      ...signatureHeaders(receiver.key, id, Math.floor(options.now() / 1000), body),
    };
    const end = await options.net.post(receiver.url, headers, body, TIMEOUT_MS);
    const deliveryIds = batch.map((one) => one.deliveryId);
    const problem = problemOf(end);
    const ok = problem === null;
    const oldest = Math.min(...batch.map((one) => one.createdAt));
    const ending = ok ? 'delivered' : options.now() - oldest > GIVE_UP_MS ? 'failed' : 'retry';
    options.metrics.deliveries.inc({ result: ending });
    return {
      lane,
      deliveryIds,
      batchId,
      status: end.is === 'answer' ? end.status : null,
      error: problem,
      ending,
      retryAt: ending === 'retry' ? options.now() + backoffMs(DELIVERY_BACKOFF, lane.attempts + 1, options.random()) : null,
    };
  }

  return createLaneWorker<PendingDelivery>({
    kind: 'delivery',
    store: options.store,
    now: options.now,
    log: options.log,
    token: options.token,
    mostPerDestination: MOST_PER_RECEIVER,
    work,
  });
}

/** The members of a batch are those of its first attempt: later ones wait for the next. */
function batchOf(heads: readonly PendingDelivery[], most: number): readonly PendingDelivery[] {
  const first = heads[0];
  if (first === undefined) return [];
  if (first.attempts > 0) return heads.filter((head) => head === first || (first.batchId !== null && head.batchId === first.batchId));
  return heads.slice(0, most);
}
