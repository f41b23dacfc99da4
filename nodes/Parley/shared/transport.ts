import type {
  IDataObject,
  IExecuteFunctions,
  IHookFunctions,
  IHttpRequestMethods,
  IHttpRequestOptions,
  ILoadOptionsFunctions,
  JsonObject,
} from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { refusalOf } from './problem';
import type { Page } from './wire';

/** Every place in n8n from which a node may call the gateway. */
export type Caller = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions;

/** What n8n gives for a file that it keeps apart from the item. */
type BinaryStream = Awaited<ReturnType<IExecuteFunctions['helpers']['getBinaryStream']>>;

export type Call = {
  readonly method: IHttpRequestMethods;
  /** Below `/api/v1`, with ids already escaped by `pathOf`. */
  readonly path: string;
  readonly query?: IDataObject;
  readonly body?: IDataObject;
  /** Bytes as they are, in place of a body. */
  readonly file?: { readonly content: Buffer | BinaryStream; readonly mimeType: string; readonly bytes: number | undefined };
  readonly headers?: IDataObject;
};

type Answer<T> = { readonly statusCode: number; readonly body: T };

/** The gateway's answers to lists hold at most this many. */
export const MAX_PAGE_SIZE = 200;

/** A path below `/api/v1` with each part escaped, so that an id with a slash cannot name another resource. */
export function pathOf(...parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join('');
}

/**
 * Calls the gateway with the credential's key and gives whatever it answered.
 * Throws a `NodeApiError` only when no answer came at all.
 */
export async function answerOf<T>(caller: Caller, call: Call): Promise<Answer<T>> {
  const { baseUrl } = await caller.getCredentials<{ baseUrl: string }>('parleyApi');
  const options: IHttpRequestOptions = {
    method: call.method,
    url: `${baseUrl.replace(/\/+$/, '')}/api/v1${call.path}`,
    json: true,
    returnFullResponse: true,
    ignoreHttpStatusErrors: true,
    ...(call.query === undefined ? {} : { qs: withoutEmpty(call.query) }),
    headers: { ...call.headers, ...headersOfBody(call) },
    // As text, because n8n leaves an empty object out and the gateway would miss its body.
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    // To follow a redirection the whole file would have to be kept in memory.
    ...(call.file === undefined ? {} : { body: call.file.content, disableFollowRedirect: true }),
  };
  return await caller.helpers.httpRequestWithAuthentication.call(caller, 'parleyApi', options);
}

function headersOfBody({ body, file }: Call): IDataObject {
  if (file === undefined) return body === undefined ? {} : { 'Content-Type': 'application/json' };
  return { 'Content-Type': file.mimeType, ...(file.bytes === undefined ? {} : { 'Content-Length': file.bytes }) };
}

/**
 * Calls the gateway and gives the body of its answer.
 * Throws a `NodeApiError` with the gateway's own sentence, the fields it names and the http code when it refused.
 */
export async function request<T>(caller: Caller, call: Call, itemIndex?: number): Promise<T> {
  const answer = await answerOf<T>(caller, call);
  if (answer.statusCode < 400) return answer.body;
  throw refused(caller, answer, itemIndex);
}

/** The error that stands for a refusal, ready to be thrown. */
export function refused(caller: Caller, answer: Answer<unknown>, itemIndex?: number): NodeApiError {
  const { message, description, code } = refusalOf(answer.statusCode, answer.body);
  const response: JsonObject = { message, httpCode: String(answer.statusCode), ...(code === undefined ? {} : { code }) };
  const error = new NodeApiError(caller.getNode(), response, {
    message,
    description,
    httpCode: String(answer.statusCode),
    ...(itemIndex === undefined ? {} : { itemIndex }),
  });
  if (code !== undefined) error.context.code = code;
  return error;
}

/**
 * A list read page by page, in the gateway's order, until it ends or `limit` entries are there.
 *
 * @param limit undefined reads all
 */
export async function requestList<T>(
  caller: Caller,
  path: string,
  query: IDataObject,
  limit: number | undefined,
  itemIndex?: number,
): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null = null;
  do {
    const pageSize: number = limit === undefined ? MAX_PAGE_SIZE : Math.min(limit - found.length, MAX_PAGE_SIZE);
    const page: Page<T> = await request<Page<T>>(caller, { method: 'GET', path, query: { ...query, limit: pageSize, cursor } }, itemIndex);
    found.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null && (limit === undefined || found.length < limit));
  return limit === undefined ? found : found.slice(0, limit);
}

/** n8n would send an undefined or empty value as `key=`, which the gateway rightly calls a bad value. */
function withoutEmpty(query: IDataObject): IDataObject {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== ''));
}
