import type { z } from 'zod';
import type { Entry } from '../model/campaign.ts';
import type { Content, ContentType, SendableMedia } from '../model/content.ts';
import type { ChannelType } from '../model/conversation.ts';
import type { EchoMark } from '../model/echo.ts';
import type { Finding } from '../model/health.ts';
import type { PlatformFetch } from '../model/http.ts';
import type { IdentityKey, InboundEvent } from '../model/inbound.ts';
import type { FetchedMedia, MediaIo, ReadFile } from '../model/media.ts';
import type { Outcome } from '../model/outcome.ts';
import type { KnownTemplate, PlatformTemplate } from '../model/template.ts';
import type { WindowRule, WindowState } from '../model/window.ts';

export type { PlatformFetch, PlatformRequest, PlatformResponse } from '../model/http.ts';
export type { Finding as HealthFinding } from '../model/health.ts';
export type { Downloaded, FetchedMedia, MediaIo, ReadFile } from '../model/media.ts';

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
  /** When to ask again, where the gateway cannot answer now. */
  readonly retryAfterSeconds?: number;
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
  /** What sentences call the platform, where one channel reaches several; absent: the channel's own. */
  readonly name?: string;
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
  /** Whether the customer can be shown that somebody writes, and that a message was read. */
  readonly typing: boolean;
  readonly marksRead: boolean;
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
  readonly quoted: PlatformMessage | null;
  /** How the window stands: freely open, open to a member's own answer only (`WindowRule.memberDays`), or shut. */
  readonly window: WindowState;
}

/** A message as its platform knows it: its id there, and the tokens that came with it. */
export interface PlatformMessage {
  readonly externalId: string;
  readonly tokens: Readonly<Record<string, string>>;
}

/** What any call to a platform may use. Everything of the outside world is in here. */
export interface CallIo {
  readonly fetch: PlatformFetch;
  readonly now: () => number;
  /** What this channel keeps between calls. */
  readonly memory: ChannelMemory;
  /** Where the platform sends this channel's events: `https://…/webhooks/chn_…`. */
  readonly webhookUrl: string;
  /** Where the platform is this gateway itself (the widget): the channel, and its visitors' open pages. */
  readonly channelId?: string;
  readonly visitors?: ReachesVisitors;
}

/** What can be shown to visitors whose pages are open, besides messages. Whoever has none open is not told later. */
export interface ReachesVisitors {
  /** Somebody of the team writes to them. */
  typing(channelId: string, keys: readonly IdentityKey[]): void;
  /** The team has read their messages up to the one with this id; kept for pages that open later. */
  read(channelId: string, keys: readonly IdentityKey[], externalId: string): Promise<void>;
}

/** What a send may use. */
export interface ChannelIo extends CallIo {
  /** The same for every try of this part of this message: a UUID. */
  readonly idempotencyKey: string;
  /** Our message's id, for platforms that hand something back with their statuses. */
  readonly correlation: string;
  /** The bytes behind a file of a rendered part, for platforms that want uploads. Refuses more than `maxBytes`. */
  readonly readFile: (media: SendableMedia, maxBytes: number) => Promise<ReadFile>;
  /**
   * Gives `reply` as the answer of the webhook whose event carried this free-reply token, where it is still waiting (see
   * `AnswersPassively`). False: it is not, and nothing was sent.
   */
  readonly answerInResponse: (token: string, reply: Reply) => boolean;
}

/**
 * What a channel keeps between calls, in this process only: access tokens, handles of uploads. Empty after a start and whenever the
 * channel's settings change.
 */
export interface ChannelMemory {
  /**
   * The kept value while it is good, else what `make` gives, kept until `until` (milliseconds since 1970). Askers at the same time
   * share one `make`. A failure is given to all of them and not kept.
   */
  obtain(key: string, make: () => Promise<Obtained>): Promise<Obtained>;
  /** Forgets a value that turned out to be no good; only while it is still this one, so that a fresh one stays. */
  forget(key: string, value: string): void;
}
export type Obtained =
  | { readonly is: 'obtained'; readonly value: string; readonly until: number }
  | { readonly is: 'failed'; readonly outcome: Exclude<Outcome, { is: 'accepted' }> };

/** A platform, behind one shape. Everything but `send` is pure. */
export interface Channel<S> {
  readonly type: ChannelType;
  readonly provider: string | null;
  readonly settings: SettingsSchema<S>;
  readonly capabilities: Capabilities;
  /**
   * Rate of the whole channel and of one recipient, for the limiter. Null where a send calls nobody because the platform is the gateway
   * itself: it keeps no rate, and need not be on the disk before it is made, since a stop in the middle of it leaves nothing behind.
   */
  readonly limits: Limits | null;
  /** Bytes of the largest request that the platform could mean, where that is far below what the gateway reads of any. */
  readonly mostWebhookBytes?: number;
  /** The platform's own check of our address (GET), or undefined when this request is none. */
  handshake(request: RawRequest, settings: S): Reply | undefined;
  /**
   * Over the raw bytes, in constant time; an unset secret is `forged`; never throws.
   *
   * @param now milliseconds since 1970, for platforms whose requests carry a time and are good for minutes only
   */
  verify(request: RawRequest, settings: S, now: number): Verdict;
  /** Total: what it does not know becomes `unsupported` or `ignored`, never an error. A body that is no JSON gives `undefined`. */
  parse(request: RawRequest, settings: S, now: number): readonly InboundEvent[] | undefined;
  /**
   * Pure: platform bodies, and what was lost on the way.
   *
   * @param known what is known here of the template a content names; absent: it is sent as given
   */
  render(content: Content<SendableMedia>, capabilities: Capabilities, known?: KnownTemplate): Rendered;
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

/** How a small call ended: done, or with one of a send's other endings. */
export type ActionEnd = { readonly is: 'done' } | Exclude<Outcome, { is: 'accepted' }>;

/** Shows the customer that somebody is writing, for the platform's own short time. `last`: the customer's latest message. */
export interface ShowsTyping<S> {
  showTyping(to: Address, last: PlatformMessage | null, settings: S, io: CallIo): Promise<ActionEnd>;
}

/** Shows the customer that their messages up to `last` were read. */
export interface MarksRead<S> {
  markRead(to: Address, last: PlatformMessage, settings: S, io: CallIo): Promise<ActionEnd>;
}

/** Puts the business's reaction on a message, or takes it back (`null`). */
export interface Reacts<S> {
  react(to: Address, target: PlatformMessage, emoji: string | null, settings: S, io: CallIo): Promise<ActionEnd>;
}

/** What a platform tells of a person or group. */
export interface Profile {
  readonly name?: string;
  readonly locale?: string;
  /** A picture to be fetched and kept, since platforms' addresses expire. */
  readonly pictureUrl?: string;
  /** Further keys of the same person (a unionid). */
  readonly keys?: readonly IdentityKey[];
}

/** Looks up people whose events name them by key only. Asked once when they first appear. */
export interface ReadsProfiles<S> {
  /** `none`: the platform knows or tells nothing; `later`: ask again. Never throws. */
  readProfile(
    to: Pick<Address, 'keys' | 'kind'>,
    settings: S,
    io: CallIo,
  ): Promise<
    { readonly is: 'profile'; readonly profile: Profile } | { readonly is: 'none' } | { readonly is: 'later'; readonly why: string }
  >;
}

/** Lists the platform's own templates, all pages of them. */
export interface SyncsTemplates<S> {
  listTemplates(
    settings: S,
    io: CallIo,
  ): Promise<{ readonly is: 'listed'; readonly templates: readonly PlatformTemplate[] } | Exclude<Outcome, { is: 'accepted' }>>;
}

/** Really asks the platform whether the channel can work. Never throws; no answer is a finding too. */
export interface ChecksHealth<S> {
  checkHealth(settings: S, io: CallIo): Promise<readonly Finding[]>;
}

/**
 * Answers a customer inside the response to their webhook (WeChat). The event carries a free-reply token; while `waitMs` gives a time,
 * the response is held open for it and `ChannelIo.answerInResponse` may fill it.
 */
export interface AnswersPassively<S> {
  /** How long a response may be held open, in milliseconds; null where this channel's settings do not want it. */
  passiveWaitMs(settings: S): number | null;
}

/** One channel, several platforms behind it: a Page's Messenger and its Instagram account. */
export interface SpansPlatforms {
  /** What can be done on the platforms besides the channel's own, each with its `name`. */
  readonly otherPlatforms: readonly Capabilities[];
  /** What can be done towards this person: one of these, or the channel's own `capabilities`. Pure. */
  capabilitiesOf(to: Pick<Address, 'keys'>): Capabilities;
}

/** Platforms that tell us of our own messages without saying that they are ours. */
export interface EchoesNameless {
  /** As what a part comes back; undefined where its echo is told from others in another way, or there is none. Pure. */
  echoOf(part: Part, to: Address): EchoMark | undefined;
}

/** Platforms that have no secret of their own to give: Parley makes those that are left out, and shows them once. */
export interface MakesSecrets {
  readonly makesSecrets: readonly string[];
}

/** Platforms that have addresses, or QR codes, that lead a customer into a conversation and say where they come from. */
export interface MakesDeepLinks<S> {
  /** The address for customers; the same for the same entry, so that it does no harm to be asked again. Never throws. */
  deepLink(
    entry: Entry,
    settings: S,
    io: CallIo,
  ): Promise<
    | { readonly is: 'link'; readonly url: string }
    | { readonly is: 'bad_field'; readonly field: 'pageUrl'; readonly detail: string }
    | Exclude<Outcome, { is: 'accepted' }>
  >;
}

/** Everything a channel may be able to do besides the contract. */
type Abilities<S> = SharesCallback<S> &
  FetchesMedia<S> &
  ShowsTyping<S> &
  MarksRead<S> &
  Reacts<S> &
  ReadsProfiles<S> &
  SyncsTemplates<S> &
  ChecksHealth<S> &
  AnswersPassively<S> &
  SpansPlatforms &
  MakesSecrets &
  MakesDeepLinks<S> &
  EchoesNameless;

/** A channel with every ability it has. */
export type AnyChannel<S = unknown> = Channel<S> & Partial<Abilities<S>>;
