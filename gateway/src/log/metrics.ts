import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The figures of one process, for Prometheus. All names begin with `parley_`. */
export interface Metrics {
  /** Webhooks answered. `result`: `stored`, `handshake`, or the code of the problem, such as `signature_invalid`. */
  readonly webhooks: Counter<'channel_type' | 'result'>;
  /** Tries to deliver an event. `result`: `delivered`, `retry`, `failed` (given up). */
  readonly deliveries: Counter<'result'>;
  /** Calls to platforms. `ending`: the four of `Outcome`. */
  readonly sends: Counter<'channel_type' | 'ending'>;
  /** Tries to fetch a file. `result`: `stored`, `later`, `gone`. */
  readonly mediaFetches: Counter<'channel_type' | 'result'>;
  /** From a webhook's last byte to its answer. */
  readonly ingestSeconds: Histogram;
  /** Webhook entries for an account that no channel has. */
  readonly unknownAccounts: Counter<'channel_type'>;
  /** Events that were read out of webhooks. */
  readonly parsedEvents: Counter<'channel_type'>;
  /** Events of webhooks after their commit. `result`: `fresh`, or `repeated` where they were known already. */
  readonly storedEvents: Counter<'result'>;
  /** How long a commit took, with everything that was written in it. */
  readonly commitSeconds: Histogram;
  /** How many pieces of work shared a commit. */
  readonly commitItems: Histogram;
  /** How long the lane that waits longest has been due; the sign that outgoing work has stopped. */
  readonly oldestDueLaneAgeSeconds: Gauge;
  /** The same for each kind of work. `work`: `delivery`, `send`, `resume`, `deadline` (of conversations), `wait` (of workflows' questions). */
  readonly oldestDueAgeSeconds: Gauge<'work'>;
  /** Verified webhooks on this machine's disk that the database has not taken yet. */
  readonly spooledWebhooks: Gauge;
  /** Live streams that are open here. `kind`: `members` or `visitors`. */
  readonly openStreams: Gauge<'kind'>;
  readonly registry: Registry;
  /** Of `render`'s text. */
  readonly contentType: string;
  /**
   * The text for `/metrics`. The process's own figures (memory, event loop, garbage collection) are watched from the first
   * call on, so that a gateway nobody watches does not pay for them.
   */
  render(): Promise<string>;
  /** Sets gauges that must be asked for, at every rendering. */
  watch(ask: (metrics: Metrics) => Promise<void> | void): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  let watchesProcess = false;
  const watched: Parameters<Metrics['watch']>[0][] = [];
  const metrics: Metrics = {
    registry,
    contentType: registry.contentType,
    webhooks: new Counter({ name: 'parley_webhooks_total', help: 'Webhooks answered', labelNames: ['channel_type', 'result'], registers }),
    deliveries: new Counter({ name: 'parley_deliveries_total', help: 'Tries to deliver an event', labelNames: ['result'], registers }),
    sends: new Counter({ name: 'parley_sends_total', help: 'Calls to platforms', labelNames: ['channel_type', 'ending'], registers }),
    mediaFetches: new Counter({
      name: 'parley_media_fetches_total',
      help: 'Tries to fetch a file',
      labelNames: ['channel_type', 'result'],
      registers,
    }),
    ingestSeconds: new Histogram({
      name: 'parley_ingest_seconds',
      help: 'From the last byte of a webhook to its answer',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    unknownAccounts: new Counter({
      name: 'parley_unknown_account_total',
      help: 'Webhook entries for an account that no channel has',
      labelNames: ['channel_type'],
      registers,
    }),
    parsedEvents: new Counter({
      name: 'parley_parsed_events_total',
      help: 'Events that were read out of webhooks',
      labelNames: ['channel_type'],
      registers,
    }),
    storedEvents: new Counter({
      name: 'parley_stored_events_total',
      help: 'Events of webhooks after their commit',
      labelNames: ['result'],
      registers,
    }),
    commitSeconds: new Histogram({
      name: 'parley_commit_seconds',
      help: 'How long a commit took',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    commitItems: new Histogram({
      name: 'parley_commit_items',
      help: 'How many pieces of work shared a commit',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
      registers,
    }),
    oldestDueAgeSeconds: new Gauge({
      name: 'parley_oldest_due_age_seconds',
      help: 'How long the oldest of each kind of work has been due',
      labelNames: ['work'],
      registers,
    }),
    spooledWebhooks: new Gauge({
      name: 'parley_spooled_webhooks',
      help: 'Verified webhooks on this machine’s disk that the database has not taken yet',
      registers,
    }),
    openStreams: new Gauge({ name: 'parley_open_streams', help: 'Live streams that are open here', labelNames: ['kind'], registers }),
    oldestDueLaneAgeSeconds: new Gauge({
      name: 'parley_oldest_due_lane_age_seconds',
      help: 'How long the lane that waits longest has been due',
      registers,
    }),
    async render() {
      if (!watchesProcess) collectDefaultMetrics({ register: registry, prefix: 'parley_' });
      watchesProcess = true;
      for (const ask of watched) await ask(metrics);
      return registry.metrics();
    },
    watch: (ask) => void watched.push(ask),
  };
  // A counter that begins with its first event has no increase that an alert could see.
  for (const result of ['delivered', 'retry', 'failed']) metrics.deliveries.inc({ result }, 0);
  return metrics;
}
