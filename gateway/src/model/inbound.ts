import type { Content, InboundMedia } from './content.ts';
import type { Refusal } from './outcome.ts';
import type { Opening } from './window.ts';

/** How a platform names a person or a group. One identity may have several keys; all lead to one conversation. */
export interface IdentityKey {
  readonly kind: IdentityKeyKind;
  readonly value: string;
}
export type IdentityKeyKind = 'phone' | 'bsuid' | 'parent_bsuid' | 'user_id' | 'psid' | 'openid' | 'unionid' | 'visitor_id' | 'group';

/** A person (or group) as an inbound event names them. Never without a key. */
export interface InboundPerson {
  readonly keys: readonly IdentityKey[];
  readonly name?: string;
  readonly username?: string;
  readonly locale?: string;
}

/** Where a session came from: an ad, a deep link, a QR code. */
export interface Source {
  readonly kind: 'ad' | 'post' | 'link' | 'qr' | 'site' | 'announcement' | 'other';
  readonly ref?: string;
  readonly url?: string;
  readonly headline?: string;
  readonly body?: string;
  readonly id?: string;
  readonly clickId?: string;
}

interface Common {
  /** Unique for good within the channel: a second event with this key changes nothing. */
  readonly key: string;
  /** The platform's clock, milliseconds since 1970; null where it gives none. */
  readonly sentAt: number | null;
  /** Which of the platform's accounts the event is for, where one address serves several; null for the channel asked. */
  readonly account: string | null;
  /** The part of the payload it was read from, kept with the message for a set time. */
  readonly raw: unknown;
}

/** What one platform event says, in our words. `parse` gives these and nothing else. */
export type InboundEvent =
  | (Common & InboundMessage)
  | (Common & InboundEcho)
  | (Common & InboundStatus)
  | (Common & InboundWatermark)
  | (Common & InboundReaction)
  | (Common & InboundEdit)
  | (Common & InboundRevoke)
  | (Common & InboundNotice)
  | (Common & InboundIdentityChange)
  | (Common & InboundOptOut)
  | (Common & InboundTemplateStatus)
  | (Common & InboundHealth)
  | (Common & InboundIgnored);

/** A customer said something. */
export interface InboundMessage {
  readonly is: 'message';
  /** Whose conversation: the customer, or the group. */
  readonly from: InboundPerson;
  /** Who wrote, where `from` is a group. */
  readonly author?: InboundPerson;
  readonly externalId: string;
  readonly content: Content<InboundMedia>;
  readonly quotedExternalId?: string;
  readonly source?: Source;
  /** A line for the team before the message, without which it is not understood. */
  readonly line?: string;
  /** A token that makes one answer free until `until` (milliseconds since 1970). */
  readonly freeReply?: { readonly token: string; readonly until: number };
  /** What it opens the window as; default `ad` where its source is an ad, else `message`. */
  readonly opens?: Opening;
  /** Platform tokens that a later send, quote or read receipt on this message needs. */
  readonly tokens?: Readonly<Record<string, string>>;
  readonly forwarded?: boolean;
}

/** The business wrote from somewhere else: the phone's own app, another tool. */
export interface InboundEcho {
  readonly is: 'echo';
  readonly to: InboundPerson;
  readonly externalId: string;
  readonly content: Content<InboundMedia>;
  readonly quotedExternalId?: string;
  /** Our own messages come back like this, too, and only the platform's id tells them apart (Instagram). */
  readonly mayBeOurs?: true;
}

/** What became of a message of ours. */
export interface InboundStatus {
  readonly is: 'status';
  readonly externalId: string;
  /** What we handed to the platform with the message to find it again: the message's id. */
  readonly correlation?: string;
  readonly state: 'sent' | 'delivered' | 'read' | 'failed';
  readonly error?: { readonly code: Refusal | 'unknown'; readonly detail: string; readonly platformCode?: string };
}

/** All that we sent the person up to a moment has come this far (Messenger's watermarks). */
export interface InboundWatermark {
  readonly is: 'watermark';
  readonly from: InboundPerson;
  readonly state: 'delivered' | 'read';
  /** Milliseconds since 1970, on the platform's clock. */
  readonly until: number;
}

export interface InboundReaction {
  readonly is: 'reaction';
  readonly from: InboundPerson;
  readonly author?: InboundPerson;
  readonly targetExternalId: string;
  /** Null takes the reaction away. */
  readonly emoji: string | null;
  /** What it opens the window as, where the platform counts a reaction. */
  readonly opens?: Opening;
}

export interface InboundEdit {
  readonly is: 'edit';
  readonly targetExternalId: string;
  readonly content: Content<InboundMedia>;
}

export interface InboundRevoke {
  readonly is: 'revoke';
  readonly targetExternalId: string;
}

/** Something about a person that is no message: followed, blocked, joined a group. Shown as a line in the conversation. */
export interface InboundNotice {
  readonly is: 'notice';
  readonly from: InboundPerson;
  readonly notice: 'followed' | 'unfollowed' | 'joined' | 'left' | 'member_joined' | 'member_left' | 'other';
  /** One English sentence. */
  readonly text: string;
  /** Whether the person can be written to from now on; absent when the notice says nothing of it. */
  readonly reachable?: boolean;
  readonly freeReply?: { readonly token: string; readonly until: number };
  readonly source?: Source;
  /** What it opens the window as; absent where it opens none. */
  readonly opens?: Opening;
}

/** The platform calls the same person by new keys from now on. */
export interface InboundIdentityChange {
  readonly is: 'identity_change';
  readonly previous: readonly IdentityKey[];
  readonly current: readonly IdentityKey[];
  readonly text: string;
}

/** The customer stopped or resumed a kind of messages. */
export interface InboundOptOut {
  readonly is: 'opt_out';
  readonly from: InboundPerson;
  readonly optedOut: boolean;
  readonly detail: string;
}

export interface InboundTemplateStatus {
  readonly is: 'template_status';
  readonly externalId: string;
  readonly name: string;
  readonly language: string;
  /** Lower case: approved, rejected, paused, … ; absent when only the category or quality changed. */
  readonly status?: string;
  readonly category?: string;
  readonly quality?: string;
  readonly reason?: string;
}

/** The account itself: restricted, its token or number changed, its limits changed, a platform error. */
export interface InboundHealth {
  readonly is: 'health';
  readonly level: 'info' | 'warning' | 'error';
  readonly what: string;
  readonly detail: string;
}

/** Known to need nothing: counted, kept raw, otherwise left alone. */
export interface InboundIgnored {
  readonly is: 'ignored';
  readonly what: string;
}
