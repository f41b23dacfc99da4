import type { Ids } from '../ids.ts';
import { at, numberAt } from '../json.ts';
import type { StandInParts, StoredFile } from '../stand-in.ts';
import type { ReplyTokens } from './reply-tokens.ts';
import type { RetryKeys } from './retry-keys.ts';

/** A LINE customer. `id` is the userId: `U` and 32 hexadecimal digits. */
export interface LineCustomer {
  readonly id: string;
  readonly name: string;
  /** BCP 47. */
  readonly language?: string;
  readonly statusMessage?: string;
}

/** A file a customer sent. LINE prepares videos for a while; an unsent one is gone. */
export interface LineContent {
  readonly file: StoredFile;
  readonly readyAt: number;
  state: 'kept' | 'unsent';
}

/** What can be set about the stand-in while it runs. */
export interface LineBehaviour {
  /** Messages a month that are not replies; null: unlimited. */
  readonly monthlyQuota: number | null;
  /** How long a video or sound is being prepared (202). */
  readonly preparingMs: number;
  /** The console's switch "Webhook redelivery". */
  readonly redelivers: boolean;
}

/** Everything one LINE Official Account's stand-in knows. All in memory. */
export interface LineState {
  readonly parts: StandInParts;
  readonly ids: Ids;
  readonly customers: Map<string, LineCustomer>;
  /** Who has blocked the account. */
  readonly blocked: Set<string>;
  readonly contents: Map<string, LineContent>;
  readonly replyTokens: ReplyTokens;
  readonly retryKeys: RetryKeys;
  /** Quote token and mark-as-read token to message id. */
  readonly tokens: Map<string, string>;
  readonly rate: { take(key: string, now: number): boolean };
  readonly behaviour: () => LineBehaviour;
  /** Messages counted against the quota this month. */
  used: number;
}

/** Reads `{monthlyQuota, preparingMs, redelivers}` from the control API's JSON; what is missing stays as it is. */
export function readLineBehaviour(json: unknown, now: LineBehaviour): LineBehaviour {
  const redelivers = at(json, 'redelivers');
  return {
    monthlyQuota: at(json, 'monthlyQuota') === null ? null : (numberAt(json, 'monthlyQuota') ?? now.monthlyQuota),
    preparingMs: numberAt(json, 'preparingMs') ?? now.preparingMs,
    redelivers: typeof redelivers === 'boolean' ? redelivers : now.redelivers,
  };
}
