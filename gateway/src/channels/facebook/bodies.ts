import type { SendableMedia } from '../../model/content.ts';
import type { MediaKind } from './wire.ts';

/** A message as Meta takes it (https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/send-api). */
export type MessageBody =
  | { readonly text: string; readonly quick_replies?: readonly QuickReply[] }
  | { readonly attachment: { readonly type: MediaKind; readonly payload: { readonly url: string } } }
  | { readonly attachment: { readonly type: 'template'; readonly payload: ButtonTemplate | GenericTemplate } }
  | { readonly template: UtilityTemplate };

/** What a part holds: the message, and beside it the file it shows, which `send` uploads where an address will not do. */
export type PartBody = MessageBody & { readonly file?: SendableMedia };

export interface QuickReply {
  readonly content_type: 'text';
  readonly title: string;
  readonly payload: string;
}

export interface PostbackButton {
  readonly type: 'postback';
  readonly title: string;
  readonly payload: string;
}

export interface ButtonTemplate {
  readonly template_type: 'button';
  readonly text: string;
  readonly buttons: readonly PostbackButton[];
}

export interface GenericTemplate {
  readonly template_type: 'generic';
  readonly elements: readonly GenericElement[];
}

export interface GenericElement {
  readonly title: string;
  readonly subtitle?: string;
  readonly image_url?: string;
  readonly buttons?: readonly PostbackButton[];
}

/** https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/utility-messages */
export interface UtilityTemplate {
  readonly name: string;
  readonly language: { readonly code: string };
  readonly components?: readonly TemplateComponent[];
}

export type TemplateComponent =
  | { readonly type: 'header' | 'body'; readonly parameters: readonly TemplateParameter[] }
  | { readonly type: 'buttons'; readonly parameters: readonly ButtonParameter[] };

export type TemplateParameter =
  | { readonly type: 'text'; readonly text: string; readonly parameter_name?: string }
  | { readonly type: 'image'; readonly image: { readonly link: string } };

export type ButtonParameter = { readonly type: 'POSTBACK'; readonly payload: string } | { readonly type: 'URL'; readonly url: string };
