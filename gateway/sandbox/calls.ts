import { parseJson } from './json.ts';

/** A call to a platform's API as it came in. `path` is without the mount point; header names are in lower case. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** What the platform answers: bytes as they are, anything else as JSON. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A call as tests and people read it afterwards. */
export interface RecordedCall {
  /** 1, 2, 3 … since the start or since the calls were forgotten. */
  readonly number: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it is JSON, else as text. */
  readonly body: unknown;
  /** Null until it is answered, and for good where the socket was cut or no answer came. */
  answer: { readonly status: number; readonly body: unknown } | null;
  /** The trouble that was on when it came. */
  readonly trouble: string;
}

const MOST_KEPT = 5_000;

/** The calls a stand-in took, oldest first; only the newest few thousand are kept. */
export interface CallLog {
  add(call: ApiCall, at: number, trouble: string): RecordedCall;
  all(): readonly RecordedCall[];
  forget(): void;
}

/** An empty log. */
export function createCallLog(): CallLog {
  let calls: RecordedCall[] = [];
  let count = 0;
  return {
    add(call, at, trouble) {
      const recorded: RecordedCall = {
        number: ++count,
        at: new Date(at).toISOString(),
        method: call.method,
        path: call.path,
        query: Object.fromEntries(call.query),
        headers: withoutAbsent(call.headers),
        body: readable(call),
        answer: null,
        trouble,
      };
      calls.push(recorded);
      if (calls.length > MOST_KEPT) calls = calls.slice(-MOST_KEPT);
      return recorded;
    },
    all: () => calls,
    forget() {
      calls = [];
      count = 0;
    },
  };
}

function readable(call: ApiCall): unknown {
  if (call.body.length === 0) return null;
  if ((call.headers['content-type'] ?? '').startsWith('multipart/')) return `[${call.body.length} bytes]`;
  return parseJson(call.body) ?? call.body.toString('utf8');
}

function withoutAbsent(headers: ApiCall['headers']): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) kept[name] = value;
  return kept;
}
