import { type ProblemBody, readJson } from './wire.ts';

/** How a call ended. `lost` means that no answer came, so that nobody knows whether it was heard. */
export type Answer<T> =
  | { readonly is: 'ok'; readonly value: T }
  | { readonly is: 'refused'; readonly status: number; readonly code: string; readonly detail: string; readonly retryAfterMs: number }
  | { readonly is: 'lost' };

export interface CallOptions {
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly file?: Blob;
  readonly token?: string | undefined;
  /** Goes out even though the page is being left. */
  readonly keepalive?: boolean;
  /** `default`: an answer that the browser still has will do. `reload`: it gets a new one in its place. */
  readonly cache?: 'default' | 'reload';
}

export interface Gateway {
  call<T>(method: string, path: string, options?: CallOptions): Promise<Answer<T>>;
  /** A request whose answer is read as it comes. Rejects where there is none. */
  stream(path: string, token: string, signal: AbortSignal): Promise<Response>;
}

const TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 300_000;

/** Calls one channel of a gateway: without cookies, and without telling where the visitor is. */
export function createGateway(origin: string, channelId: string): Gateway {
  const send = fetch.bind(globalThis);
  const address = (path: string) => `${origin}/widget/v1/${encodeURIComponent(channelId)}/${path}`;
  const common: RequestInit = { mode: 'cors', credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' };
  const bearer = (token: string | undefined): Record<string, string> => (token === undefined ? {} : { authorization: `Bearer ${token}` });
  return {
    async call<T>(method: string, path: string, { body, file, token, keepalive = false, cache }: CallOptions = {}): Promise<Answer<T>> {
      const headers = bearer(token);
      if (body !== undefined) headers['content-type'] = 'application/json';
      if (file !== undefined) headers['content-type'] = file.type || 'application/octet-stream';
      try {
        const response = await send(address(path), {
          ...common,
          ...(cache === undefined ? {} : { cache }),
          method,
          headers,
          keepalive,
          body: file ?? (body === undefined ? null : JSON.stringify(body)),
          signal: AbortSignal.timeout(file === undefined ? TIMEOUT_MS : UPLOAD_TIMEOUT_MS),
        });
        const text = await response.text();
        if (response.ok) return { is: 'ok', value: readJson<T>(text === '' ? 'null' : text) };
        return { is: 'refused', status: response.status, ...problemOf(text), retryAfterMs: retryAfterMs(response) };
      } catch {
        return { is: 'lost' };
      }
    },
    stream: (path, token, signal) => send(address(path), { ...common, headers: bearer(token), signal }),
  };
}

function problemOf(text: string): { readonly code: string; readonly detail: string } {
  try {
    const { code = '', detail = '' } = readJson<ProblemBody>(text);
    return { code, detail };
  } catch {
    return { code: '', detail: '' };
  }
}

function retryAfterMs(response: Response): number {
  return (Number(response.headers.get('retry-after')) || 0) * 1000;
}
