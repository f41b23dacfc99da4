import type { Attachment, ChannelType } from './wire';

// Like wire.ts: types only, written out, and compared with the gateway's own by a test.

export type Channel = {
  readonly id: string;
  readonly type: ChannelType;
  readonly provider: string | null;
  readonly name: string;
  readonly status: string;
  readonly health: unknown;
  readonly teamIds: readonly string[];
  readonly twoWay: boolean;
  readonly attachments: {
    readonly mimeTypes?: readonly string[];
    readonly maxBytes?: number;
    readonly maxDocumentBytes?: number;
  } | null;
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
