import type { Logger } from '../log/logger.ts';
import type { Metrics } from '../log/metrics.ts';
import type { Tracing } from '../log/tracing.ts';
import { DELIVERY_BACKOFF, backoffMs } from '../model/backoff.ts';
import type { Net } from '../net/client.ts';
import { type LaneWorker, createLaneWorker } from '../outbox/lane-worker.ts';
import type { Committer } from '../store/committer.ts';
import { laneClaims } from '../store/lane-claims.ts';
import type { ClaimedLane } from '../store/lanes.ts';
import type { WaitRow } from '../store/schema.ts';
import type { Seal } from '../store/seal.ts';
import type { Store } from '../store/store.ts';
import { type CallTry, readCalls, recordCalls } from '../store/wait-calls.ts';
import { GIVE_UP_MS, TIMEOUT_MS, problemOf, whyGone } from './receiver-answer.ts';
import { signatureHeaders, signingKey } from './signature.ts';
import { tracedPost } from './traced-post.ts';

export interface ResumeOptions {
  readonly store: Store;
  readonly committer: Committer;
  readonly net: Net;
  readonly seal: Seal;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing | undefined;
  readonly token: string;
  /** Signs the addresses of files in the answer. */
  readonly withSignedMedia: (json: string) => string;
}

/** One n8n may have many executions waiting; it is not asked to go on with all of them in one moment. */
const MOST_PER_RECEIVER = 16;

/**
 * Calls workflows whose wait has ended: at least once, with a constant id, tried again as a delivery is. Each wait has a lane of its own,
 * so that a workflow that cannot be reached holds up no other.
 */
export function createResumes(options: ResumeOptions): LaneWorker {
  const record = options.committer.register<CallTry, number | null | undefined>({ name: 'wait calls', isPatient: true, run: recordCalls });

  async function callOne(lane: ClaimedLane, wait: WaitRow | undefined): Promise<number | null | undefined> {
    if (wait === undefined) return record({ lane, ending: 'none', status: null, error: null, retryAt: null });
    return record(await post(lane, wait));
  }

  async function post(lane: ClaimedLane, wait: WaitRow): Promise<CallTry> {
    const body = options.withSignedMedia(bodyOf(wait));
    const headers = { 'content-type': 'application/json', 'user-agent': 'Parley', ...headersOf(wait, body) };
    const url = options.seal.open(wait.resumeUrl);
    const send = (more = {}) => options.net.post(url, { ...headers, ...more }, body, TIMEOUT_MS);
    const { tracing } = options;
    const facts = { 'parley.wait.id': wait.id, 'parley.attempt': lane.attempts + 1 };
    const end = tracing === undefined ? await send() : await tracedPost(tracing, { name: 'resume', url, traces: [], facts }, send);
    const gone = whyGone(end);
    const problem = gone ?? problemOf(end);
    const isOver = gone !== undefined || Math.min(options.now(), options.store.laneNow()) - (wait.endedAt ?? 0) > GIVE_UP_MS;
    const ending = problem === null ? 'delivered' : isOver ? 'failed' : 'retry';
    options.metrics.deliveries.inc({ result: ending });
    return {
      lane,
      ending,
      status: end.is === 'answer' ? end.status : null,
      error: problem,
      retryAt: ending === 'retry' ? options.store.laneNow() + backoffMs(DELIVERY_BACKOFF, lane.attempts + 1, options.random()) : null,
    };
  }

  /** Without a secret that both sides know there is nothing to sign with: n8n proves itself by the address. */
  function headersOf(wait: WaitRow, body: string): Record<string, string> {
    const timestamp = Math.floor(options.now() / 1000);
    if (wait.secret === null) return { 'webhook-id': wait.id, 'webhook-timestamp': String(timestamp) };
    return signatureHeaders([signingKey(options.seal.open(wait.secret))], wait.id, timestamp, body);
  }

  return createLaneWorker({
    claims: laneClaims(options.store, 'resume', options.token),
    log: options.log,
    mostPerDestination: MOST_PER_RECEIVER,
    async begin(lanes) {
      const waits = await readCalls(options.store, lanes);
      return async (lane) => ({ dueAt: await callOne(lane, waits.get(lane.id)) });
    },
  });
}

/** A `WaitCall`: the same bytes at every try, but for the signatures of files. */
function bodyOf({ id, conversationId, messageId, expect, state, because, replyJson }: WaitRow): string {
  const head = { waitId: id, conversationId, messageId, expect, outcome: state, because };
  return `${JSON.stringify(head).slice(0, -1)},"reply":${replyJson ?? 'null'}}`;
}
