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
}

/** What a send knows of the template it names. */
export type KnownTemplate = Pick<PlatformTemplate, 'externalId' | 'name' | 'language' | 'params' | 'components'>;
