import { type ProblemDocument, bodyOf } from './wire.ts';

/** What the API answered instead of a success, or that it did not answer at all (status 0). Thrown, as the query library wants it. */
export class ApiProblem extends Error {
  readonly status: number;
  /** The API's stable word for it; `offline` where nothing answered. */
  readonly code: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];

  constructor(status: number, code: string, detail: string, errors: ApiProblem['errors'] = []) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

/** Whether such a failure may pass by itself: nothing answered, or the gateway could not. */
export function passes(error: unknown): boolean {
  return !(error instanceof ApiProblem) || error.status === 0 || error.status >= 500;
}

/** A call to the API. `query` leaves out what is undefined; lists are joined by commas. */
export interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  readonly body?: unknown;
  /** Sent as it is, under its own type. */
  readonly file?: Blob;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** The cursor of a list's first page: there is none. */
export const FIRST_PAGE: string | undefined = undefined;

const WITHIN_MS = 30_000;

/** Calls the API as the signed-in member. @throws ApiProblem for anything but a success */
export async function call<Body>(path: string, options: Call = {}): Promise<Body> {
  const { method = 'GET', body, file, idempotencyKey } = options;
  const response = await answerOf(`/api/v1${path}${queryText(options.query)}`, {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(file === undefined ? {} : { 'content-type': file.type === '' ? 'application/octet-stream' : file.type }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(file === undefined ? {} : { body: file }),
    credentials: 'same-origin',
    signal: options.signal ?? AbortSignal.timeout(file === undefined ? WITHIN_MS : WITHIN_MS * 20),
  });
  if (response.ok) return bodyOf<Body>(response);
  throw await problemOf(response);
}

async function answerOf(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted === true && error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem(0, 'offline', 'The gateway does not answer.');
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const found = isJson ? await bodyOf<ProblemDocument | undefined>(response) : undefined;
  const { code = 'unexpected', detail = `${response.status} ${response.statusText}`, errors = [] } = found ?? {};
  return new ApiProblem(response.status, code, detail, errors);
}

function queryText(query: Call['query']): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    const text = Array.isArray(value) ? value.join(',') : value === undefined ? '' : String(value);
    if (text !== '') given.set(name, text);
  }
  const text = given.toString();
  return text === '' ? '' : `?${text}`;
}

/** For making things safe to repeat. */
export function newKey(): string {
  return crypto.randomUUID();
}
