import type { Ids } from '../ids.ts';
import { type JsonObject, at, isObject, listAt, numberAt, textAt } from '../json.ts';
import type { StandInParts, StoredFile } from '../stand-in.ts';
import type { GraphAccount, WhatsAppCustomer } from './inbound.ts';
import type { MediaShelf } from './media-shelf.ts';
import type { GraphWebhooks, StatusBehaviour } from './webhooks.ts';
import type { Template } from './wire.ts';

/** What can be set about the stand-in while it runs. */
export interface GraphBehaviour {
  readonly statuses: StatusBehaviour;
  /** Where a refusal for the window or an unknown number comes: in the answer (default), or later as a failed status. */
  readonly refusals: 'answer' | 'status';
  /** Fields of the number that differ from those of a healthy one: `{quality_rating: 'RED'}`. */
  readonly number: JsonObject;
  /** What `debug_token` tells of the token: its end in seconds since 1970 (0: never), its permissions. */
  readonly token: { readonly expiresAt: number; readonly scopes: readonly string[] };
}

interface RateCounter {
  take(key: string, now: number): boolean;
}

/** Everything one WhatsApp account's stand-in knows. All in memory. */
export interface GraphState {
  readonly account: GraphAccount & { readonly appId: string };
  readonly verifiedName: string;
  readonly secrets: { readonly accessToken: string; readonly appSecret: string };
  /** Whether the app hears of the account, of what (nothing: it is not subscribed), and at which address of the account's own. */
  readonly subscription: { isOn: boolean; fields: readonly string[]; override: string | null };
  readonly parts: StandInParts;
  readonly ids: Ids;
  readonly media: MediaShelf;
  readonly webhooks: GraphWebhooks;
  readonly templates: readonly Template[];
  readonly numberRate: RateCounter;
  readonly pairRate: RateCounter;
  /** Ids of the messages taken from the business. */
  readonly accepted: Set<string>;
  /** Files of the business's messages, fetched from their links. */
  readonly sentFiles: Map<string, StoredFile>;
  readonly behaviour: () => GraphBehaviour;
  /** By phone number in any spelling, or by business-scoped user id. */
  readonly findCustomer: (input: string) => WhatsAppCustomer | undefined;
  /** Has this customer written within the last 24 hours? */
  readonly isWindowOpen: (customerId: string) => boolean;
}

/** Reads `{statuses: {delayMs, upTo}, refusals, number, token: {expiresAt, scopes}}` from the control API's JSON; what is missing stays. */
export function readGraphBehaviour(json: unknown, now: GraphBehaviour): GraphBehaviour | string {
  const upTo = (['none', 'sent', 'delivered', 'read'] as const).find((known) => known === textAt(json, 'statuses', 'upTo'));
  const refusals = (['answer', 'status'] as const).find((known) => known === textAt(json, 'refusals'));
  if (upTo === undefined && at(json, 'statuses', 'upTo') !== undefined) return 'statuses.upTo must be none, sent, delivered or read';
  if (refusals === undefined && at(json, 'refusals') !== undefined) return 'refusals must be answer or status';
  const delayMs = numberAt(json, 'statuses', 'delayMs') ?? now.statuses.delayMs;
  const number = at(json, 'number');
  const scopes = at(json, 'token', 'scopes') === undefined ? now.token.scopes : listAt(json, 'token', 'scopes').map(String);
  return {
    statuses: { delayMs, upTo: upTo ?? now.statuses.upTo },
    refusals: refusals ?? now.refusals,
    number: isObject(number) ? number : now.number,
    token: { expiresAt: numberAt(json, 'token', 'expiresAt') ?? now.token.expiresAt, scopes },
  };
}
