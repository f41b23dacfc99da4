import type { GatewayAccess } from '../../gateway/sandbox/business.ts';

/** What the API said: its status, and its body or its problem. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** The gateway's public API, with a key that may act for members. */
export interface Api {
  /** Throws with the gateway's own sentence where the answer is not 2xx. */
  call<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown): Promise<T>;
  /** The same for what may be refused: somebody else was faster. */
  attempt<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown): Promise<Answer<T>>;
}

export function createApi({ url, apiKey }: GatewayAccess): Api {
  async function attempt<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  }
  return {
    attempt,
    async call<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown) {
      const answer = await attempt<T>(method, path, body);
      if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
  };
}

/** The little of a conversation that a person at a desk looks at. */
export interface Conversation {
  readonly id: string;
  readonly teamId: string | null;
  readonly assigneeId: string | null;
  readonly participants: readonly { readonly memberId: string }[];
  readonly waiting: { readonly level: 'ok' | 'soon' | 'overdue' } | null;
  readonly lastMessage: { readonly summary: string } | null;
}

export interface Page<One> {
  readonly data: readonly One[];
  readonly nextCursor: string | null;
}
