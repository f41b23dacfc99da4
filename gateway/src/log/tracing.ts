import { AsyncLocalStorage } from 'node:async_hooks';
import type { Attributes, Span as SdkSpan, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Logger } from './logger.ts';

/** What a span was about. Ids, kinds, numbers and hosts; never what people write, who they are, or a secret. */
export type SpanFacts = Attributes;

/** A piece of work while it is done. */
export interface Span {
  /** Its name for whoever goes on with it elsewhere, as in a `traceparent` header (https://www.w3.org/TR/trace-context/). */
  readonly traceparent: string;
  tell(facts: SpanFacts): void;
  /** It did not do what it was to do. @param kind a word, not a sentence: sentences quote what went wrong */
  fail(kind: string): void;
}

export interface Begin {
  /** `server`: somebody asked us; `client`: we ask somebody; without it: inside of us. */
  readonly kind?: 'server' | 'client';
  /** The `traceparent` of what it belongs to; null: it begins a trace. Without it: the span that it is begun in. */
  readonly parent?: string | null | undefined;
  /** What else led to it. */
  readonly links?: readonly string[];
  readonly facts?: SpanFacts;
  /** Milliseconds since 1970, with fractions; without it: now. */
  readonly startedAt?: number;
}

/**
 * Spans for OpenTelemetry. It exists only where traces are asked for: everything that is traced asks first whether it is there, and pays
 * for nothing more where it is not.
 */
export interface Tracing {
  /** Does work inside a span. What the work throws is thrown. */
  span<Result>(name: string, begin: Begin, work: (span: Span) => Promise<Result>): Promise<Result>;
  /** The same for work that awaits nothing. */
  piece<Result>(name: string, facts: SpanFacts, work: () => Result): Result;
  /** A span of something that is over. */
  note(name: string, over: Begin & { readonly startedAt: number; readonly endedAt: number }): void;
  /** The `traceparent` of the span that this is called in. */
  current(): string | undefined;
  /** Does what is nobody's doing: workers that a request wakes are no part of it. */
  outside(work: () => void): void;
  /** Sends what is left, for so long at most. Never rejects. */
  stop(): Promise<void>;
}

export interface TracingOptions {
  readonly serviceName: string;
  /** Tells processes of the same service apart. */
  readonly instanceId: string;
  /** How many of the traces that begin here are kept, from 0 to 1. */
  readonly ratio: number;
  readonly log: Logger;
  /** Sends a body of OTLP as JSON. Answers why it was not taken, or undefined. Never rejects. */
  readonly send: (body: Buffer) => Promise<string | undefined>;
}

/** So many spans wait in memory; what comes while the receiver is behind is dropped, and the log says so. */
const MOST_WAITING = 8192;
const BATCH = 512;
const EVERY_MS = 1_000;
const SEND_MS = 10_000;
/** Of the seconds that a stop has. */
const LAST_FLUSH_MS = 2_000;

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** This moment as spans have it, finer than a millisecond. */
export function spanTime(): number {
  return performance.timeOrigin + performance.now();
}

/** Loads OpenTelemetry's SDK, which nobody pays for who does not ask for traces. */
export async function createTracing(options: TracingOptions): Promise<Tracing> {
  const [api, sdk, resources, otlp] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/otlp-transformer'),
  ]);
  const { log } = options;
  // What the SDK has to say: spans that were dropped.
  const quiet = () => undefined;
  api.diag.setLogger(
    { error: quiet, warn: (said) => log.warn(said), info: quiet, debug: quiet, verbose: quiet },
    { logLevel: api.DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const exporter = createExporter((spans) => otlp.JsonTraceSerializer.serializeRequest(spans), options);
  const limits = { maxQueueSize: MOST_WAITING, maxExportBatchSize: BATCH, scheduledDelayMillis: EVERY_MS, exportTimeoutMillis: SEND_MS };
  const provider = new sdk.BasicTracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': options.serviceName, 'service.instance.id': options.instanceId }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(options.ratio) }),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter, limits)],
  });
  const tracer = provider.getTracer('parley');
  const inside = new AsyncLocalStorage<string>();
  const kinds = { server: api.SpanKind.SERVER, client: api.SpanKind.CLIENT };

  function start(name: string, { kind, parent = inside.getStore(), links = [], facts, startedAt }: Begin): SdkSpan {
    const from = parent === null || parent === undefined ? undefined : contextOf(parent);
    const context = from === undefined ? api.ROOT_CONTEXT : api.trace.setSpanContext(api.ROOT_CONTEXT, from);
    const spanOptions = {
      kind: kind === undefined ? api.SpanKind.INTERNAL : kinds[kind],
      links: links.flatMap((one) => contextOf(one) ?? []).map((one) => ({ context: one })),
      ...(facts === undefined ? {} : { attributes: facts }),
      startTime: startedAt ?? spanTime(),
    };
    return tracer.startSpan(name, spanOptions, context);
  }

  const fail = (span: SdkSpan, kind: string): void => {
    span.setAttribute('error.type', kind);
    span.setStatus({ code: api.SpanStatusCode.ERROR });
  };

  return {
    async span(name, begin, work) {
      const { parent = inside.getStore() } = begin;
      if (isDropped(parent)) return inside.run(parent, () => work({ traceparent: parent, tell: quiet, fail: quiet }));
      const span = start(name, begin);
      const traceparent = traceparentOf(span.spanContext());
      const mine: Span = { traceparent, tell: (facts) => void span.setAttributes(facts), fail: (kind) => fail(span, kind) };
      try {
        return await inside.run(traceparent, () => work(mine));
      } catch (error) {
        fail(span, error instanceof Error ? error.name : 'error');
        throw error;
      } finally {
        span.end(spanTime());
      }
    },
    piece(name, facts, work) {
      if (isDropped(inside.getStore())) return work();
      const span = start(name, { facts });
      try {
        return work();
      } finally {
        span.end(spanTime());
      }
    },
    note(name, over) {
      if (!isDropped(over.parent)) start(name, over).end(over.endedAt);
    },
    current: () => inside.getStore(),
    outside: (work) => inside.exit(work),
    async stop() {
      let timer: NodeJS.Timeout | undefined;
      const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, LAST_FLUSH_MS)));
      await Promise.race([provider.shutdown().catch(() => undefined), enough]);
      clearTimeout(timer);
    },
  };
}

/** Hands spans on, and says once in the log when the receiver does not take them, and when it does again. */
function createExporter(
  serialise: (spans: ReadableSpan[]) => Uint8Array | undefined,
  { send, log }: Pick<TracingOptions, 'send' | 'log'>,
): SpanExporter {
  let isFailing = false;
  async function hand(spans: ReadableSpan[]): Promise<boolean> {
    const body = serialise(spans);
    const why = body === undefined ? undefined : await send(Buffer.from(body));
    if (why !== undefined && !isFailing) log.warn({ why }, 'traces could not be sent; they are lost until they can');
    if (why === undefined && isFailing) log.info('traces are taken again');
    isFailing = why !== undefined;
    return !isFailing;
  }
  return {
    // 0 and 1 are `ExportResultCode.SUCCESS` and `FAILED` of @opentelemetry/core.
    export: (spans, done) => void hand(spans).then((isTaken) => done({ code: isTaken ? 0 : 1 })),
    shutdown: () => Promise.resolve(),
  };
}

function contextOf(traceparent: string): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  // All zeros name nothing (W3C Trace Context, 3.2.2).
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

/** Nothing is kept of this trace: what belongs to it goes by the same name, and costs nothing more. */
function isDropped(traceparent: string | null | undefined): traceparent is string {
  return typeof traceparent === 'string' && traceparent.endsWith('-00') && contextOf(traceparent) !== undefined;
}

function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${(traceFlags & 1).toString().padStart(2, '0')}`;
}

/** What an event or a row keeps of its trace, where it is the last thing in `data`: no text of a customer's can end like this. */
const LAST_OF_EVENT = /,"traceparent":"(00-[0-9a-f]{32}-[0-9a-f]{16}-0[01])"\}\}$/;
const LAST_CHARACTERS = 80;

/** The trace that an envelope was written in. */
export function traceOfEvent(envelopeJson: string): string | undefined {
  return LAST_OF_EVENT.exec(envelopeJson.slice(-LAST_CHARACTERS))?.[1];
}
