import type { Attachment, ChannelType } from './wire';

// Like wire.ts: types only, written out, and compared with the gateway's own by a test.

export type AttachmentRules = {
  readonly mimeTypes?: readonly string[];
  readonly maxBytes?: number;
  readonly maxDocumentBytes?: number;
};

export type HoursRange = { readonly from: string; readonly to: string };

export type BusinessHours = {
  readonly timeZone: string;
  readonly weekly: { readonly [Day in 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun']?: readonly HoursRange[] };
  readonly holidays: readonly (string | (HoursRange & { readonly date: string }))[];
};

/** What a channel or a team sets for itself. */
export type Overrides = {
  readonly soonAfterSeconds?: number;
  readonly overdueAfterSeconds?: number;
  readonly autoCloseAfterSeconds?: number;
  readonly windowClosingSeconds?: number;
  readonly botTimeoutSeconds?: number;
  readonly overdueAgainSeconds?: number;
  readonly businessHours?: BusinessHours;
  readonly autoCloseInBusinessTime?: boolean;
  readonly startsWith?: 'people' | 'bot';
  readonly giveBackAfterSeconds?: number;
  readonly languages?: readonly string[];
  readonly conferenceUrl?: string;
};

export type Channel = {
  readonly id: string;
  readonly type: ChannelType;
  readonly provider: string | null;
  readonly name: string;
  readonly status: string;
  readonly health: unknown;
  readonly teamIds: readonly string[];
  readonly twoWay: boolean;
  readonly attachments: AttachmentRules | null;
  readonly overrides: Overrides;
  readonly oneWayReply: string | null;
  readonly webhookUrl: string;
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type Member = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: 'admin' | 'agent';
  readonly status: 'active';
  readonly availability: 'online' | 'away' | 'offline';
  readonly capacity: number | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type Team = {
  readonly id: string;
  readonly name: string;
  readonly mode: 'collaboration' | 'grab';
  readonly assignment: 'manual' | 'round_robin' | 'least_busy';
  readonly members: readonly { readonly memberId: string; readonly role: 'representative' | 'admin' }[];
  readonly channelIds: readonly string[];
  readonly overrides: Overrides & { readonly attachments?: AttachmentRules };
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type TemplateParam = {
  readonly name: string;
  readonly type: 'text' | 'image' | 'video' | 'document' | 'url' | 'payload' | 'code';
  readonly place: 'header' | 'body' | 'footer' | 'button';
  readonly example?: string;
  readonly optional?: true;
};

export type Template = {
  readonly id: string;
  readonly kind: 'canned' | 'whatsapp' | 'twilio' | 'messenger' | 'wechat';
  readonly channelId: string | null;
  readonly channelIds: readonly string[];
  readonly externalId: string | null;
  readonly name: string;
  readonly language: string;
  readonly status:
    | 'approved'
    | 'pending'
    | 'rejected'
    | 'paused'
    | 'disabled'
    | 'in_appeal'
    | 'pending_deletion'
    | 'deleted'
    | 'limit_exceeded'
    | 'archived';
  readonly category: string | null;
  readonly quality: string | null;
  readonly reason: string | null;
  readonly text: string;
  readonly params: readonly TemplateParam[];
  readonly attachment: Attachment | null;
  readonly components: unknown;
  readonly createdAt: string;
  readonly updatedAt: string;
};
