import type { SendableMedia } from '../../model/content.ts';

/**
 * A message as Meta takes it, without its recipient
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/message-api).
 */
export type MessageBody =
  | { readonly type: 'text'; readonly text: { readonly body: string } }
  | { readonly type: 'image'; readonly image: MediaLink }
  | { readonly type: 'video'; readonly video: MediaLink }
  | { readonly type: 'audio'; readonly audio: MediaLink }
  | { readonly type: 'document'; readonly document: MediaLink }
  | { readonly type: 'sticker'; readonly sticker: MediaLink }
  | {
      readonly type: 'location';
      readonly location: { readonly latitude: number; readonly longitude: number; readonly name?: string; readonly address?: string };
    }
  | { readonly type: 'contacts'; readonly contacts: readonly ContactBody[] }
  | { readonly type: 'interactive'; readonly interactive: InteractiveBody }
  | { readonly type: 'template'; readonly template: TemplateBody };

/** What a part holds: the message, and beside it the file it shows, which `send` uploads where it is ours. */
export type PartBody = MessageBody & { readonly file?: SendableMedia };

export interface MediaLink {
  readonly link: string;
  readonly caption?: string;
  readonly filename?: string;
  /** A voice message with its own look; Ogg with Opus only (…/messages/audio-messages). */
  readonly voice?: true;
}

export interface ContactBody {
  readonly name: { readonly formatted_name: string; readonly first_name: string };
  readonly phones?: readonly { readonly phone: string; readonly type?: string }[];
  readonly emails?: readonly { readonly email: string; readonly type?: string }[];
  readonly org?: { readonly company: string };
}

export type InteractiveBody =
  | {
      readonly type: 'button';
      readonly body: { readonly text: string };
      readonly action: {
        readonly buttons: readonly { readonly type: 'reply'; readonly reply: { readonly id: string; readonly title: string } }[];
      };
    }
  | {
      readonly type: 'list';
      readonly body: { readonly text: string };
      readonly action: { readonly button: string; readonly sections: readonly { readonly rows: readonly ListRow[] }[] };
    };

export interface ListRow {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}

/** A template with what fills it (https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components). */
export interface TemplateBody {
  readonly name: string;
  readonly language: { readonly code: string };
  readonly components?: readonly TemplateComponent[];
}

/** A file of a template: at an address, or uploaded before. */
export type TemplateFile = ({ readonly link: string } | { readonly id: string }) & { readonly filename?: string };

export type TemplateParameter =
  | { readonly type: 'text'; readonly text: string; readonly parameter_name?: string }
  | { readonly type: 'payload'; readonly payload: string }
  | { readonly type: 'coupon_code'; readonly coupon_code: string }
  | { readonly type: 'image'; readonly image: TemplateFile }
  | { readonly type: 'video'; readonly video: TemplateFile }
  | { readonly type: 'gif'; readonly gif: TemplateFile }
  | { readonly type: 'document'; readonly document: TemplateFile }
  | {
      readonly type: 'location';
      readonly location: { readonly latitude: string; readonly longitude: string; readonly name?: string; readonly address?: string };
    }
  | { readonly type: 'limited_time_offer'; readonly limited_time_offer: { readonly expiration_time_ms: number } }
  | { readonly type: 'action'; readonly action: Readonly<Record<string, unknown>> };

export type ButtonSubType = 'url' | 'quick_reply' | 'copy_code' | 'flow' | 'catalog';

export type TemplateComponent =
  | { readonly type: 'header' | 'body' | 'limited_time_offer'; readonly parameters: readonly TemplateParameter[] }
  | {
      readonly type: 'button';
      readonly sub_type: ButtonSubType;
      readonly index: string;
      readonly parameters?: readonly TemplateParameter[];
    }
  | { readonly type: 'carousel'; readonly cards: readonly TemplateCard[] };

export interface TemplateCard {
  readonly card_index: number;
  readonly components: readonly TemplateComponent[];
}
