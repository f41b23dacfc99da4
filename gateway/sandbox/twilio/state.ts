import type { Ids } from '../ids.ts';
import { at, numberAt, textAt } from '../json.ts';
import type { StandInParts, StoredFile } from '../stand-in.ts';
import type { ContentShelf } from './content.ts';
import { isKnownCode } from './errors.ts';
import type { MediaShelf } from './media-shelf.ts';
import type { MessageBook } from './messages.ts';
import type { TwilioWebhooks } from './webhooks.ts';

/** Somebody with WhatsApp. `id` is the number in digits, or the business-scoped id of one who hides it (`US.…`). */
export interface TwilioCustomer {
  readonly id: string;
  readonly name: string;
  /** The business-scoped id beside the number, where WhatsApp tells it. */
  readonly userId?: string;
}

/** An account as its owner sees it in Twilio's console. */
export interface TwilioAccount {
  /** `AC` and 32 hexadecimal digits. */
  readonly accountSid: string;
  readonly authToken: string;
  /** The WhatsApp sender: `whatsapp:+15555550160`. */
  readonly from: string;
  /** `XE` and 32 hexadecimal digits. */
  readonly senderSid: string;
  /** `MG` and 32 hexadecimal digits: the Messaging Service whose pool holds the sender. */
  readonly messagingServiceSid: string;
  /** The Messaging Service handles what comes in, so that webhooks name it. Default: the sender does. */
  readonly usesService?: boolean;
  readonly friendlyName: string;
}

/** What can be set about the stand-in while it runs. */
export interface TwilioBehaviour {
  /** How the receipts of a sent message come back: the pause before each, and the last one that comes. */
  readonly statuses: { readonly delayMs: number; readonly upTo: 'none' | 'sent' | 'delivered' | 'read' };
  /**
   * Where a refusal by WhatsApp itself (window, recipient, content) comes: later in a status callback, as it mostly does (default), or in
   * the answer.
   */
  readonly refusals: 'status' | 'answer';
  /** The console's switch that makes files want the account's credentials. */
  readonly mediaAuth: boolean;
  /** Advanced Opt-Out: who writes STOP gets nothing more until START. */
  readonly optOuts: boolean;
  /** Every message that is taken ends with this code; null: none. */
  readonly failWith: number | null;
}

/** Everything one account's stand-in knows. All in memory. */
export interface TwilioState {
  readonly account: TwilioAccount;
  /** Where this stand-in is served, without a slash at the end. */
  readonly baseUrl: string;
  readonly parts: StandInParts;
  readonly ids: Ids;
  readonly media: MediaShelf;
  readonly messages: MessageBook;
  readonly contents: ContentShelf;
  readonly webhooks: TwilioWebhooks;
  /** Files of the business's messages, fetched from their addresses. */
  readonly sentFiles: Map<string, StoredFile>;
  /** Who has blocked the business. */
  readonly blocked: Set<string>;
  /** Who has written STOP. */
  readonly optedOut: Set<string>;
  readonly behaviour: () => TwilioBehaviour;
  /** By `whatsapp:+…` or `whatsapp:` and a business-scoped id. */
  readonly findCustomer: (address: string) => TwilioCustomer | undefined;
  /** Has this customer written within the last 24 hours? */
  readonly isWindowOpen: (customerId: string) => boolean;
  /** Messages are handed to WhatsApp one after the other. */
  queue: Promise<void>;
}

/** Reads a changed behaviour from the control API's JSON; what is missing stays as it is. */
export function readTwilioBehaviour(json: unknown, now: TwilioBehaviour): TwilioBehaviour | string {
  const upTo = (['none', 'sent', 'delivered', 'read'] as const).find((known) => known === textAt(json, 'statuses', 'upTo'));
  const refusals = (['answer', 'status'] as const).find((known) => known === textAt(json, 'refusals'));
  if (upTo === undefined && at(json, 'statuses', 'upTo') !== undefined) return 'statuses.upTo must be none, sent, delivered or read';
  if (refusals === undefined && at(json, 'refusals') !== undefined) return 'refusals must be answer or status';
  const failWith = at(json, 'failWith') === null ? null : (numberAt(json, 'failWith') ?? now.failWith);
  if (failWith !== null && !isKnownCode(failWith)) return `failWith: ${failWith} is not one of Twilio's codes known here`;
  return {
    statuses: { delayMs: numberAt(json, 'statuses', 'delayMs') ?? now.statuses.delayMs, upTo: upTo ?? now.statuses.upTo },
    refusals: refusals ?? now.refusals,
    mediaAuth: booleanAt(json, 'mediaAuth') ?? now.mediaAuth,
    optOuts: booleanAt(json, 'optOuts') ?? now.optOuts,
    failWith,
  };
}

function booleanAt(json: unknown, key: string): boolean | undefined {
  const value = at(json, key);
  return typeof value === 'boolean' ? value : undefined;
}
