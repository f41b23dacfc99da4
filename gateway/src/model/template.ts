import type { Attachment } from './content.ts';
import type { ChannelRef } from './conversation.ts';

/** Ours, or a platform's own kind. */
export type TemplateKind = 'canned' | 'whatsapp' | 'twilio' | 'messenger' | 'wechat';
export const TEMPLATE_KINDS = ['canned', 'whatsapp', 'twilio', 'messenger', 'wechat'] as const satisfies readonly TemplateKind[];

/** What a template must be given. `name` is the key in a message's `params`. */
export interface TemplateParam {
  readonly name: string;
  readonly type: 'text' | 'image' | 'video' | 'document' | 'url' | 'payload' | 'code';
  /** Where the customer sees it. */
  readonly place: 'header' | 'body' | 'footer' | 'button';
  /** The platform's own sample, for people who fill it in. */
  readonly example?: string;
  /** It may be left out: the platform, or Parley, has something of its own to put there. */
  readonly optional?: true;
}

/** Lower case, whatever the platform writes: `approved` may be sent. */
export type TemplateStatus =
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
export const TEMPLATE_STATUSES = [
  'approved',
  'pending',
  'rejected',
  'paused',
  'disabled',
  'in_appeal',
  'pending_deletion',
  'deleted',
  'limit_exceeded',
  'archived',
] as const satisfies readonly TemplateStatus[];

/** A template as its platform lists it. */
export interface PlatformTemplate {
  readonly externalId: string;
  readonly name: string;
  readonly language: string;
  readonly status: TemplateStatus;
  /** `marketing`, `utility`, `authentication`, … in lower case; null where the platform has none. */
  readonly category: string | null;
  /** `green`, `yellow`, `red`, `unknown`; null where the platform has none. */
  readonly quality: string | null;
  /** The text a customer reads, with `{{name}}` for each text parameter, for previews: header, body and footer on lines of their own. */
  readonly text: string;
  readonly params: readonly TemplateParam[];
  /** The platform's own form, kept as it came; `render` may need it. */
  readonly components: unknown;
  /** Why it was rejected, paused or disabled, where the platform says. */
  readonly reason?: string;
}

/** What a send knows of the template it names. */
export type KnownTemplate = Pick<PlatformTemplate, 'externalId' | 'name' | 'language' | 'params' | 'components'>;

/** A template as the API shows it, ours and the platforms' in one form. Times are ISO-8601 in UTC. */
export interface Template {
  readonly id: string;
  readonly kind: TemplateKind;
  /** The channel whose platform keeps it; null for a canned one. */
  readonly channelId: string | null;
  /** Where it may be used; empty: everywhere. */
  readonly channelIds: readonly string[];
  /** The platform's id of it; null for a canned one. */
  readonly externalId: string | null;
  readonly name: string;
  readonly language: string;
  /** A canned one is always `approved`. */
  readonly status: TemplateStatus;
  readonly category: string | null;
  readonly quality: string | null;
  /** Why the platform rejected, paused or disabled it. */
  readonly reason: string | null;
  /** What a customer reads, with `{{name}}` for each parameter. */
  readonly text: string;
  readonly params: readonly TemplateParam[];
  /** The file that a canned one brings along. */
  readonly attachment: Attachment | null;
  /** The platform's own form; null for a canned one. */
  readonly components: unknown;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The kind of the templates that a channel's platform keeps; undefined where it keeps none. */
export function platformTemplateKind({ type, provider }: Pick<ChannelRef, 'type' | 'provider'>): TemplateKind | undefined {
  switch (type) {
    case 'whatsapp':
      return provider === 'twilio' ? 'twilio' : 'whatsapp';
    case 'facebook':
      return 'messenger';
    case 'wechat':
      return 'wechat';
    default:
      return undefined;
  }
}

/**
 * What a platform's word in a webhook makes of a template's status; undefined where it changes nothing of it. Meta's `REINSTATED` and
 * `UNARCHIVED` may be sent again, while `FLAGGED` is a warning and `LOCKED` is about editing only
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update).
 */
export function templateStatusOf(word: string | undefined): TemplateStatus | undefined {
  if (word === 'reinstated' || word === 'unarchived') return 'approved';
  return TEMPLATE_STATUSES.find((status) => status === word);
}

/** Whether two language codes mean the same: platforms write `en_US` and `en-US`. */
export function isSameLanguage(one: string, other: string): boolean {
  return one.replaceAll('-', '_').toLowerCase() === other.replaceAll('-', '_').toLowerCase();
}
