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
  /** How long the lane that waits longest has been due; the sign that outgoing work has stopped. */
  readonly oldestDueLaneAgeSeconds: Gauge;
  readonly registry: Registry;
  /** Of `render`'s text. */
  readonly contentType: string;
  /**
   * The text for `/metrics`. The process's own figures (memory, event loop, garbage collection) are watched from the first
   * call on, so that a gateway nobody watches does not pay for them.
   */
  render(): Promise<string>;
}

/** @param beforeRender sets the gauges that must be asked for, such as the age of the oldest due lane */
export function createMetrics(beforeRender: (metrics: Metrics) => Promise<void> | void = () => undefined): Metrics {
  const registry = new Registry();
  const registers = [registry];
  let watchesProcess = false;
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
    oldestDueLaneAgeSeconds: new Gauge({
      name: 'parley_oldest_due_lane_age_seconds',
      help: 'How long the lane that waits longest has been due',
      registers,
    }),
    async render() {
      if (!watchesProcess) collectDefaultMetrics({ register: registry, prefix: 'parley_' });
      watchesProcess = true;
      await beforeRender(metrics);
      return registry.metrics();
    },
  };
  return metrics;
}
