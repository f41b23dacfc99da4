import { type IncomingMessage, createServer } from 'node:http';

/** A span as it arrived. */
export interface SeenSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** 1 internal, 2 server, 3 client: https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto */
  readonly kind: number;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly startedAt: bigint;
  readonly endedAt: bigint;
}

/** Takes traces as a collector does, and everything else as a subscriber of events does. */
export interface OtlpReceiver {
  readonly url: string;
  readonly spans: SeenSpan[];
  /** All that came as traces, as it came. */
  readonly bodies: string[];
  /** Of the requests that brought traces. */
  readonly authorizations: Set<string | undefined>;
  /** The `traceparent` headers of what was delivered, with the bodies. */
  readonly delivered: { readonly traceparent: string | undefined; readonly body: string }[];
  close(): Promise<void>;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}
interface Sent {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[] }[];
}
interface SentSpan extends Pick<SeenSpan, 'name' | 'traceId' | 'spanId' | 'parentSpanId' | 'kind'> {
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: SeenSpan[] = [];
  const bodies: string[] = [];
  const authorizations = new Set<string | undefined>();
  const delivered: OtlpReceiver['delivered'] = [];
  const take = (request: IncomingMessage, body: string) => {
    if (request.url !== '/v1/traces') return void delivered.push({ traceparent: String(request.headers['traceparent']), body });
    authorizations.add(request.headers.authorization);
    bodies.push(body);
    const sent: Sent = JSON.parse(body);
    for (const { scopeSpans } of sent.resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans.map(seen));
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      take(request, body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    ...{ spans, bodies, authorizations, delivered, url: `http://127.0.0.1:${address.port}` },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function seen({ attributes, startTimeUnixNano, endTimeUnixNano, ...span }: SentSpan): SeenSpan {
  const facts = Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
  return { ...span, facts, startedAt: BigInt(startTimeUnixNano), endedAt: BigInt(endTimeUnixNano) };
}
