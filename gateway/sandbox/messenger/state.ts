import type { Ids } from '../ids.ts';
import { at, isObject, listAt, numberAt, optional, textAt } from '../json.ts';
import type { StandInParts } from '../stand-in.ts';
import type { Cdn } from './cdn.ts';
import type { MessengerProblem } from './errors.ts';
import type { Subscription } from './subscriptions.ts';
import type { MessengerWebhooks } from './webhooks.ts';
import type { UtilityTemplate } from './wire.ts';

/** Where a person writes from. The Page's API serves both. */
export type Network = 'messenger' | 'instagram';

/** A person as one Page knows them. `id` is their Page-scoped id (PSID), on Instagram their Instagram-scoped one (IGSID): digits only. */
export interface MessengerCustomer {
  readonly id: string;
  readonly name: string;
  /** On Instagram. */
  readonly username?: string;
}

/** The professional Instagram account that is linked to a Page. */
export interface InstagramAccount {
  readonly accountId: string;
  readonly username: string;
  readonly customers: readonly MessengerCustomer[];
}

/** A Facebook Page and the app that serves it, as their owner sees them in Meta's console. */
export interface MessengerAccount {
  readonly pageId: string;
  readonly pageName: string;
  /** As in `m.me/{pageUsername}`. */
  readonly pageUsername: string;
  /** Digits only; echoes carry it as a number. */
  readonly appId: string;
  readonly appName: string;
  readonly pageAccessToken: string;
  readonly appSecret: string;
  readonly verifyToken: string;
  /** Left out: none is linked. */
  readonly instagram?: InstagramAccount;
}

/** How receipts come back: `delayMs` before each, `upTo` the last one that comes. */
export interface ReceiptBehaviour {
  readonly delayMs: number;
  readonly upTo: 'none' | 'delivered' | 'read';
}

/** What can be set about the stand-in while it runs. */
export interface MessengerBehaviour {
  readonly statuses: ReceiptBehaviour;
  /** When the Page token ends, in milliseconds since 1970; null: never. Afterwards every call is 190/463. */
  readonly tokenExpiresAt: number | null;
  /** The permissions behind the Page token. Without them sends, templates and subscriptions are refused. */
  readonly scopes: readonly string[];
  /** `refused`: the app may not read profiles (2018218). */
  readonly profiles: 'given' | 'refused';
  /** While set, every message and action is refused with this error: for codes that nothing else causes. */
  readonly refusal: MessengerProblem | null;
}

export const DEFAULT_SCOPES: readonly string[] = [
  'pages_show_list',
  'pages_messaging',
  'pages_manage_metadata',
  'pages_read_engagement',
  'page_utility_messaging',
  'instagram_basic',
  'instagram_manage_messages',
];

/** An upload that can be sent again. */
export interface SavedAttachment {
  /** On the file servers. */
  readonly fileId: string;
  /** An upload for one is unknown on the other. */
  readonly network: Network;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Everything one Page's stand-in knows of one network. All in memory. */
export interface MessengerState {
  readonly network: Network;
  /** The Page's Instagram; null on Instagram itself, and where there is none. */
  readonly instagram: MessengerState | null;
  readonly account: MessengerAccount;
  readonly baseUrl: string;
  readonly parts: StandInParts;
  readonly ids: Ids;
  readonly cdn: Cdn;
  readonly subscription: Subscription;
  readonly webhooks: MessengerWebhooks;
  readonly templates: readonly UtilityTemplate[];
  readonly customers: Map<string, MessengerCustomer>;
  /** When each customer last did something that opens the window, in milliseconds since 1970. */
  readonly lastActed: Map<string, number>;
  readonly blocked: Set<string>;
  readonly attachments: Map<string, SavedAttachment>;
  /** Customer to the number of their profile picture on the file servers. */
  readonly portraits: Map<string, string>;
  /** Message to the number of its file on the file servers. */
  readonly files: Map<string, string>;
  /** Message to how often its writer has edited it. */
  readonly edits: Map<string, number>;
  readonly textRate: RateCounter;
  readonly mediaRate: RateCounter;
  readonly behaviour: () => MessengerBehaviour;
}

interface RateCounter {
  take(key: string, now: number): boolean;
}

/** A new message id: `m_` and 86 characters; on Instagram a long text that is base64 of what Meta's servers call it. */
export function messageId(ids: Ids, network: Network): string {
  const random = `${ids.token()}${ids.token()}${ids.token()}`;
  return network === 'instagram' ? `aWdfZAG1faXRlbToxOklHTWVzc2FnZA${random.slice(0, 96)}ZD` : `m_${random.slice(0, 86)}`;
}

/** What the business is called on a network: the Page's or the Instagram account's id. */
export function businessId({ account, network }: Pick<MessengerState, 'account' | 'network'>): string {
  return network === 'instagram' ? (account.instagram?.accountId ?? '') : account.pageId;
}

/** Where the page finds the file of a message. */
export function filePath(network: Network, messageId: string): string {
  return `/sandbox/api/${network === 'instagram' ? 'instagram' : 'facebook'}/files/${messageId}`;
}

/** The state of the network on which somebody of this id is a customer. */
export function stateOf(state: MessengerState, customer: string): MessengerState {
  return state.instagram?.customers.has(customer) === true ? state.instagram : state;
}

/** Reads a behaviour from the control API's JSON; what is missing stays as it is. A sentence where it cannot be. */
export function readMessengerBehaviour(json: unknown, now: MessengerBehaviour): MessengerBehaviour | string {
  const upTo = (['none', 'delivered', 'read'] as const).find((known) => known === textAt(json, 'statuses', 'upTo'));
  const profiles = (['given', 'refused'] as const).find((known) => known === textAt(json, 'profiles'));
  if (upTo === undefined && at(json, 'statuses', 'upTo') !== undefined) return 'statuses.upTo must be none, delivered or read';
  if (profiles === undefined && at(json, 'profiles') !== undefined) return 'profiles must be given or refused';
  const refusal = readRefusal(at(json, 'refusal'), now.refusal);
  if (typeof refusal === 'string') return refusal;
  const scopes = at(json, 'scopes') === undefined ? now.scopes : listAt(json, 'scopes').map(String);
  return {
    statuses: { delayMs: numberAt(json, 'statuses', 'delayMs') ?? now.statuses.delayMs, upTo: upTo ?? now.statuses.upTo },
    tokenExpiresAt: at(json, 'tokenExpiresAt') === null ? null : (numberAt(json, 'tokenExpiresAt') ?? now.tokenExpiresAt),
    scopes,
    profiles: profiles ?? now.profiles,
    refusal,
  };
}

function readRefusal(json: unknown, now: MessengerProblem | null): MessengerProblem | null | string {
  if (json === undefined) return now;
  if (json === null) return null;
  const code = numberAt(json, 'code');
  if (!isObject(json) || code === undefined) return 'refusal must be {code, subcode?, message?, isTransient?, status?} or null';
  const isTransient = json['isTransient'];
  return {
    code,
    message: textAt(json, 'message') ?? 'An unknown error occurred.',
    ...optional('subcode', numberAt(json, 'subcode')),
    ...optional('isTransient', typeof isTransient === 'boolean' ? isTransient : undefined),
    ...optional('status', numberAt(json, 'status')),
  };
}
