import type { Ids } from '../ids.ts';
import { at, numberAt, textAt } from '../json.ts';
import type { StandInParts, StoredFile } from '../stand-in.ts';
import type { ReplyTokens } from './reply-tokens.ts';
import type { RetryKeys } from './retry-keys.ts';
import type { LineEvent } from './wire.ts';

/** A LINE customer. `id` is the userId: `U` and 32 hexadecimal digits. */
export interface LineCustomer {
  readonly id: string;
  readonly name: string;
  /** BCP 47. */
  readonly language?: string;
  readonly statusMessage?: string;
  readonly pictureUrl?: string;
}

/** A group chat that the account is in. `id`: `C` and 32 hexadecimal digits. */
export interface LineGroup {
  readonly id: string;
  readonly name: string;
  readonly pictureUrl?: string;
  /** User ids. They need not be the account's friends. */
  readonly members: readonly string[];
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
  /** The console's switch "Use webhook". */
  readonly usesWebhook: boolean;
  /** Whether chat is on in the Official Account Manager: only then messages carry a token to mark them as read with. */
  readonly chat: boolean;
  /** What the token is and when it ends: a long-lived one ends in a hundred years. */
  readonly token: { readonly kind: 'long_lived' | 'v2_1'; readonly expiresInSeconds: number };
}

/** Everything one LINE Official Account's stand-in knows. All in memory. */
export interface LineState {
  readonly parts: StandInParts;
  readonly ids: Ids;
  readonly customers: Map<string, LineCustomer>;
  readonly groups: ReadonlyMap<string, LineGroup>;
  /** Who has blocked the account. */
  readonly blocked: Set<string>;
  readonly contents: Map<string, LineContent>;
  /** The event that told the business of a message, by the message's id. */
  readonly events: Map<string, LineEvent>;
  readonly replyTokens: ReplyTokens;
  readonly retryKeys: RetryKeys;
  /** Quote token and mark-as-read token to message id. */
  readonly tokens: Map<string, string>;
  readonly rate: { take(key: string, now: number): boolean };
  readonly behaviour: () => LineBehaviour;
  /** Messages counted against the quota this month. */
  used: number;
}

/** Reads `{monthlyQuota, preparingMs, redelivers, usesWebhook, chat, token: {kind, expiresInSeconds}}` from the control API's JSON; what is missing stays as it is. */
export function readLineBehaviour(json: unknown, now: LineBehaviour): LineBehaviour {
  const isOn = (name: 'redelivers' | 'usesWebhook' | 'chat'): boolean => {
    const wanted = at(json, name);
    return typeof wanted === 'boolean' ? wanted : now[name];
  };
  const kind = (['long_lived', 'v2_1'] as const).find((known) => known === textAt(json, 'token', 'kind')) ?? now.token.kind;
  return {
    monthlyQuota: at(json, 'monthlyQuota') === null ? null : (numberAt(json, 'monthlyQuota') ?? now.monthlyQuota),
    preparingMs: numberAt(json, 'preparingMs') ?? now.preparingMs,
    redelivers: isOn('redelivers'),
    usesWebhook: isOn('usesWebhook'),
    chat: isOn('chat'),
    token: { kind, expiresInSeconds: numberAt(json, 'token', 'expiresInSeconds') ?? now.token.expiresInSeconds },
  };
}
