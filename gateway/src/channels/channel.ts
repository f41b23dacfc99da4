import type { z } from 'zod';
import type { Content, ContentType, SendableMedia } from '../model/content.ts';
import type { ChannelType } from '../model/conversation.ts';
import type { PlatformFetch } from '../model/http.ts';
import type { IdentityKey, InboundEvent } from '../model/inbound.ts';
import type { FetchedMedia, MediaIo } from '../model/media.ts';
import type { Outcome } from '../model/outcome.ts';
import type { WindowRule } from '../model/window.ts';

export type { PlatformFetch, PlatformRequest, PlatformResponse } from '../model/http.ts';
export type { Downloaded, FetchedMedia, MediaIo } from '../model/media.ts';

/** A request as it came in: the bytes the platform signed, untouched. Header names in lower case. */
export interface RawRequest {
  readonly method: string;
  /** The address the platform called, as it knows it (behind a proxy: the public one). */
  readonly url: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** What the gateway answers the platform. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Whether a request is really the platform's. `why` is for the log, never for the caller. */
export type Verdict = { readonly is: 'genuine' } | { readonly is: 'forged'; readonly why: string };

/**
 * A zod object of a channel's settings. A field that is a secret carries `.meta({ secret: true })`; every field carries
 * `.meta({ label })`, its name on a form. Secrets are encrypted at rest and never read back.
 */
export type SettingsSchema<S> = z.ZodType<S> & { readonly shape: Readonly<Record<string, z.ZodType>> };

/** What a channel can do, as data: the API shows it, `render` obeys it, people read it. */
export interface Capabilities {
  /** Content types that go out as themselves; the rest is degraded by `render`. */
  readonly sends: readonly ContentType[];
  /** Longest text of one platform message, in the unit the platform counts. */
  readonly text: { readonly max: number; readonly unit: 'characters' | 'utf16' | 'bytes' };
  readonly caption: { readonly max: number } | null;
  readonly buttons: { readonly max: number; readonly labelMax: number } | null;
  readonly list: { readonly max: number; readonly labelMax: number; readonly descriptionMax: number } | null;
  /** Accepted MIME types and largest size in bytes, by kind; a kind that is absent is sent as a link in a text. */
  readonly media: Partial<
    Record<'image' | 'video' | 'audio' | 'file' | 'sticker', { readonly mimeTypes: readonly string[]; readonly maxBytes: number }>
  >;
  readonly quotes: boolean;
  readonly reactions: boolean;
  readonly templates: boolean;
  readonly statuses: readonly ('sent' | 'delivered' | 'read')[];
  readonly window: WindowRule;
  /** The platform itself drops a repeated send. */
  readonly idempotentSend: boolean;
}

/** One platform call: its body in the platform's own shape (`wire.ts`). The outbox sends the parts in order, one at a time. */
export interface Part {
  readonly body: unknown;
  /** How many of our parts came before: the outbox continues here after a crash. */
  readonly index: number;
}

/** What `render` makes of a content. No part at all means that the channel cannot send it in any form. */
export interface Rendered {
  readonly parts: readonly Part[];
  /** One sentence for each thing the customer will not see as written. */
  readonly losses: readonly string[];
  /** Set, with no parts, where the content breaks a limit that no other form gets round: an ending without a call. */
  readonly refused?: Extract<Outcome, { is: 'refused' }>;
}

/** To whom, and what the platform gave us that a send to them may need. */
export interface Address {
  readonly keys: readonly IdentityKey[];
  readonly kind: 'person' | 'group';
  /** Still good at `until` (milliseconds since 1970)? Only the channel knows how much room it wants. */
  readonly freeReply: { readonly token: string; readonly until: number } | null;
  /** The message quoted: its platform id and the tokens that came with it. */
  readonly quoted: { readonly externalId: string; readonly tokens: Readonly<Record<string, string>> } | null;
}

/** What a send may use. Everything of the outside world is in here. */
export interface ChannelIo {
  readonly fetch: PlatformFetch;
  readonly now: () => number;
  /** The same for every try of this part of this message: a UUID. */
  readonly idempotencyKey: string;
  /** Our message's id, for platforms that hand something back with their statuses. */
  readonly correlation: string;
}

/** A platform, behind one shape. Everything but `send` is pure. */
export interface Channel<S> {
  readonly type: ChannelType;
  readonly provider: string | null;
  readonly settings: SettingsSchema<S>;
  readonly capabilities: Capabilities;
  /** Rate of the whole channel and of one recipient, for the limiter. */
  readonly limits: Limits;
  /** The platform's own check of our address (GET), or undefined when this request is none. */
  handshake(request: RawRequest, settings: S): Reply | undefined;
  /** Over the raw bytes, in constant time; an unset secret is `forged`; never throws. */
  verify(request: RawRequest, settings: S): Verdict;
  /** Total: what it does not know becomes `unsupported` or `ignored`, never an error. A body that is no JSON gives `undefined`. */
  parse(request: RawRequest, settings: S, now: number): readonly InboundEvent[] | undefined;
  /** Pure: platform bodies, and what was lost on the way. */
  render(content: Content<SendableMedia>, capabilities: Capabilities): Rendered;
  /** One part to one recipient. Never throws. */
  send(part: Part, to: Address, settings: S, io: ChannelIo): Promise<Outcome>;
  /** What the gateway answers a webhook that it has stored. */
  readonly acknowledgement: Reply;
}

/** How fast the platform lets us send. */
export interface Limits {
  readonly channel: RateLimit;
  readonly recipient: RateLimit | null;
}
/** At most `burst` at once, refilled by `perInterval` each `intervalMs`. */
export interface RateLimit {
  readonly burst: number;
  readonly perInterval: number;
  readonly intervalMs: number;
}

/** One address for several accounts (Meta): which accounts a channel answers for, and which secret proves the caller. */
export interface SharesCallback<S> {
  accountsOf(settings: S): readonly string[];
  callbackSecretOf(settings: S): string;
}

/** Files that come as a reference and must be asked for. */
export interface FetchesMedia<S> {
  /** Requests to make, one after the other; each answer decides the next. Never throws. */
  fetchMedia(ref: Readonly<Record<string, string>>, settings: S, io: MediaIo): Promise<FetchedMedia>;
}

/** A channel with every ability it has. */
export type AnyChannel<S = unknown> = Channel<S> & Partial<SharesCallback<S>> & Partial<FetchesMedia<S>>;
