import type { ChannelType, Content, Id, Time } from './wire.ts';

/** What the set-up pages read and write. See `wire.ts`. */

export interface Me {
  readonly type: 'key' | 'member';
  readonly id: Id;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly email?: string | null;
  readonly role?: 'admin' | 'agent';
  readonly locale?: string | null;
  readonly twoFactor?: boolean;
}

export interface Member {
  readonly id: Id;
  readonly name: string;
  readonly email: string;
  readonly role: 'admin' | 'agent';
  readonly availability: 'online' | 'away' | 'offline';
  readonly capacity: number | null;
  readonly createdAt: Time;
}

export interface Team {
  readonly id: Id;
  readonly name: string;
  readonly mode: 'collaboration' | 'grab';
  readonly assignment: 'manual' | 'round_robin' | 'least_busy';
  readonly members: readonly { readonly memberId: Id; readonly role: 'representative' | 'admin' }[];
  readonly channelIds: readonly Id[];
}

export interface Finding {
  readonly level: 'ok' | 'warning' | 'error';
  readonly what: string;
  readonly detail: string;
  readonly nextStep?: string;
}

export interface Health {
  readonly level: 'ok' | 'warning' | 'error';
  readonly detail?: string;
  readonly nextStep?: string;
  readonly checkedAt?: Time;
  readonly findings?: readonly Finding[];
}

export interface Capabilities {
  readonly sends?: readonly string[];
  readonly text?: { readonly max: number; readonly unit: 'characters' | 'utf16' | 'bytes' };
  readonly caption?: { readonly max: number } | null;
  readonly quotes?: boolean;
  readonly reactions?: boolean;
  readonly templates?: boolean;
  readonly typing?: boolean;
  readonly marksRead?: boolean;
}

export interface Channel {
  readonly id: Id;
  readonly type: ChannelType;
  readonly provider: string | null;
  readonly name: string;
  readonly status: string;
  readonly health: Health;
  readonly teamIds: readonly Id[];
  readonly twoWay: boolean;
  readonly oneWayReply: string | null;
  readonly webhookUrl: string;
  readonly capabilities: Capabilities;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly warnings?: readonly { readonly detail: string }[];
}

export interface ChannelTypeForm {
  readonly type: ChannelType;
  readonly provider: string | null;
  readonly fields: readonly {
    readonly name: string;
    readonly label: string;
    readonly description: string | null;
    readonly required: boolean;
    readonly secret: boolean;
    readonly type: 'text' | 'boolean' | 'number' | 'list';
  }[];
}

export interface Template {
  readonly id: Id;
  readonly kind: string;
  readonly channelId: Id | null;
  readonly channelIds: readonly Id[];
  readonly name: string;
  readonly language: string;
  readonly status: string;
  readonly category: string | null;
  readonly reason: string | null;
  readonly text: string;
  readonly params: readonly {
    readonly name: string;
    readonly type: string;
    readonly place: string;
    readonly example?: string;
    readonly optional?: true;
  }[];
}

/** A link and a QR code into a channel, and what came of them. */
export interface Campaign {
  readonly id: Id;
  readonly name: string;
  readonly channelId: Id;
  readonly ref: string;
  readonly text: string | null;
  readonly pageUrl: string | null;
  readonly utm: Readonly<Partial<Record<string, string>>>;
  readonly url: string;
  readonly sessions: number;
  readonly conversations: number;
  readonly lastSessionAt: Time | null;
}

/** What everybody on a website is told. */
export interface Announcement {
  readonly id: Id;
  readonly channelId: Id;
  readonly content: Content;
  readonly state: 'scheduled' | 'running' | 'ended' | 'withdrawn';
  readonly startsAt: Time;
  readonly endsAt: Time;
  readonly author: { readonly name: string | null };
  readonly sessions: number;
  readonly lastSessionAt: Time | null;
}

export interface Counts {
  readonly statuses: Readonly<Partial<Record<string, number>>>;
  readonly views: Readonly<Partial<Record<string, number>>>;
  readonly waiting: Readonly<Partial<Record<string, number>>>;
}

export interface Session {
  readonly id: Id;
  readonly conversationId: Id;
  readonly channelId: Id;
  readonly number: number;
  readonly owners: readonly Id[];
  readonly openedAt: Time;
  readonly firstResponseMs: number | null;
  readonly closedAt: Time | null;
  readonly closedBy: Id | null;
  readonly closeReason: string | null;
}

export interface ContactChange {
  readonly id: Id;
  readonly at: Time;
  readonly what: string;
  readonly actor: { readonly type: string; readonly name: string | null };
  readonly changes: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[];
}

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';
export interface HoursRange {
  readonly from: string;
  readonly to: string;
}
/** Closed on this date, or with hours of its own. */
export type Holiday = string | (HoursRange & { readonly date: string });
export interface BusinessHours {
  readonly timeZone: string;
  readonly weekly: Readonly<Partial<Record<Weekday, readonly HoursRange[]>>>;
  readonly holidays: readonly Holiday[];
}

/** What an organisation, a team and a channel can each say for themselves. */
export interface Rules {
  readonly soonAfterSeconds: number;
  readonly overdueAfterSeconds: number;
  readonly autoCloseAfterSeconds: number;
  readonly windowClosingSeconds: number;
  readonly botTimeoutSeconds: number | null;
  readonly overdueAgainSeconds: number | null;
  readonly giveBackAfterSeconds: number | null;
  readonly businessHours: BusinessHours | null;
  readonly autoCloseInBusinessTime: boolean;
  readonly startsWith: 'people' | 'bot';
  readonly languages: readonly string[];
  readonly conferenceUrl: string | null;
  readonly attachments: { readonly mimeTypes: readonly string[]; readonly maxBytes: number; readonly maxDocumentBytes: number };
}
export type RuleOrigin = 'default' | 'organisation' | 'team' | 'channel';

export interface Settings extends Rules {
  readonly origins: Readonly<Record<keyof Rules, RuleOrigin>>;
}

/** Where the signed-in member is signed in. */
export interface Device {
  readonly id: Id;
  readonly isThisOne: boolean;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Time;
  readonly lastUsedAt: Time;
}

/** Where a member hears of what. */
export interface Ways {
  readonly inApp: boolean;
  readonly email: boolean;
  readonly push: boolean;
}

export interface ApiKey {
  readonly id: Id;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly expiresAt: Time | null;
  readonly createdAt: Time;
  readonly key?: string;
}

export interface Subscription {
  readonly id: Id;
  readonly url: string;
  readonly events: readonly string[];
  readonly mode: 'production' | 'test';
  readonly secret?: string;
  readonly createdAt: Time;
}

export interface LoggedDelivery {
  readonly id: Id;
  readonly eventId: Id;
  readonly type: string;
  readonly state: string;
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly createdAt: Time;
}

export interface Figures {
  readonly opened: number;
  readonly finished: number;
  readonly active: number;
  readonly answered: number;
  readonly unanswered: number;
  readonly missed: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly firstResponseMedianMs: number | null;
  readonly firstResponseP90Ms: number | null;
  readonly handlingMedianMs: number | null;
}

export interface Summary {
  readonly from: Time;
  readonly to: Time;
  readonly total: Figures;
  readonly groups: readonly (Figures & { readonly key: string | null; readonly name: string | null })[];
}

/** A line of the audit log. */
export interface AuditLine {
  readonly id: Id;
  readonly at: Time;
  readonly actor: { readonly type: 'member' | 'key' | 'nobody' | 'operator'; readonly id: Id | null; readonly name: string | null };
  readonly action: string;
  readonly targetId: Id | null;
  readonly changes: readonly { readonly field: string; readonly value?: unknown }[];
  readonly outcome: 'done' | 'refused';
  readonly problem: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
}

/** How long things are kept, in days. */
export interface Retention {
  readonly auditDays: number;
  readonly webhookDays: number;
}
