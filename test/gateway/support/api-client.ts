import type { AnyRouteSpec } from '../../../gateway/src/http/route.ts';

/** What an answer was. The body is whatever JSON it held. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into answers of many shapes; what they find is what they assert.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
  readonly text: string;
}

export interface RequestOptions {
  readonly key?: string | null;
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is instead of JSON. */
  readonly raw?: string | Buffer;
}

/** Asks an API as a program with a key does. */
export interface ApiClient {
  /** Every answer's text, for looking for secrets. */
  readonly answers: string[];
  request(method: string, path: string, body?: unknown, options?: RequestOptions): Promise<Answer>;
  get(path: string, options?: RequestOptions): Promise<Answer>;
  post(path: string, body?: unknown, options?: RequestOptions): Promise<Answer>;
}

/**
 * Asks under `/api/v1`, or anywhere with a path that begins with two slashes. Answers that a route declares are checked against its schema.
 *
 * @param key used where a request names none
 */
export function createApiClient(url: string, key: string, specs: readonly AnyRouteSpec[]): ApiClient {
  const answers: string[] = [];
  const request: ApiClient['request'] = async (method, target, body, options = {}) => {
    const place = target.startsWith('//') ? target.slice(1) : `/api/v1${target}`;
    const response = await fetch(`${url}${place}`, { method, ...contentOf(key, body, options) });
    const text = await response.text();
    answers.push(text);
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
    const answer = { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : undefined, text };
    if (!target.startsWith('//')) checkAnswer(specs, method, target, answer);
    return answer;
  };
  return {
    answers,
    request,
    get: (target, options) => request('GET', target, undefined, options),
    post: (target, body = {}, options = {}) => request('POST', target, body, options),
  };
}

function contentOf(ownKey: string, body: unknown, { key = ownKey, idempotencyKey, headers, raw }: RequestOptions): RequestInit {
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  return {
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      ...headers,
    },
    ...(content === undefined ? {} : { body: typeof content === 'string' ? content : new Uint8Array(content) }),
  };
}

function checkAnswer(specs: readonly AnyRouteSpec[], method: string, target: string, answer: Answer): void {
  const spec = specs.find((one) => one.method === method.toLowerCase() && fits(one.path, target));
  const schema = spec?.responses[answer.status];
  if (schema === undefined || schema === null) return;
  const parsed = schema.safeParse(answer.body);
  if (!parsed.success) throw new Error(`${method} ${target} answered against its schema: ${parsed.error.message}\n${answer.text}`);
  expect(parsed.data).toEqual(answer.body);
}

function fits(pattern: string, target: string): boolean {
  const [place = ''] = target.split('?');
  const parts = pattern.split('/');
  const given = place.split('/');
  return parts.length === given.length && parts.every((part, i) => part.startsWith('{') || part === given[i]);
}
