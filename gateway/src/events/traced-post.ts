import type { SpanFacts, Tracing } from '../log/tracing.ts';
import type { PostEnd } from '../net/client.ts';

/** A post to somebody's address, as far as its span goes. */
export interface TracedPost {
  readonly name: string;
  /** Of its address only the host is told: the rest of a webhook's address is as good as a key. */
  readonly url: string;
  /** The traces of what it brings, the first of which it belongs to. */
  readonly traces: readonly string[];
  readonly facts: SpanFacts;
}

/** Posts inside a span, whose name the receiver gets, so that it can go on with the trace. */
export function tracedPost(
  tracing: Tracing,
  { name, url, traces, facts }: TracedPost,
  post: (headers: { readonly traceparent: string }) => Promise<PostEnd>,
): Promise<PostEnd> {
  const [parent = null, ...links] = new Set(traces);
  const begin = { kind: 'client', parent, links, facts: { ...facts, 'server.address': URL.parse(url)?.hostname ?? '' } } as const;
  return tracing.span(name, begin, async (span) => {
    const end = await post({ traceparent: span.traceparent });
    if (end.is === 'answer') span.tell({ 'http.response.status_code': end.status });
    if (end.is === 'no_answer') span.fail('no_answer');
    else if (end.status >= 300) span.fail(String(end.status));
    return end;
  });
}
