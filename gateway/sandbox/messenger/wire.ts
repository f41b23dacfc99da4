/** The shapes the Messenger Platform speaks, as far as the stand-in makes them itself. */

/**
 * One event of `entry[].messaging[]`; what happened stands under its own key (`message`, `postback`, `read` …).
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events
 */
export interface MessagingEvent {
  readonly sender?: { readonly id: string };
  readonly recipient?: { readonly id: string };
  /** Milliseconds since 1970. */
  readonly timestamp?: number;
  readonly [kind: string]: unknown;
}

/** A webhook's body. `time` is in milliseconds since 1970. */
export interface MessengerWebhook {
  readonly object: 'page' | 'instagram';
  readonly entry: readonly {
    readonly id: string;
    readonly time: number;
    readonly messaging: readonly MessagingEvent[];
  }[];
}

/** A button of a button or generic template, as far as a phone needs it. */
export interface TemplateButton {
  readonly type: 'postback' | 'web_url' | 'phone_number';
  readonly title: string;
  readonly payload?: string;
  readonly url?: string;
}

/**
 * A utility template as `GET /{page}/message_templates` lists it.
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/utility-messages
 */
export interface UtilityTemplate {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly status: 'APPROVED' | 'PENDING' | 'REJECTED' | 'PAUSED' | 'DISABLED';
  readonly category: 'UTILITY';
  readonly parameter_format: 'POSITIONAL' | 'NAMED';
  readonly components: readonly UtilityComponent[];
}

export type UtilityComponent =
  | { readonly type: 'HEADER'; readonly format: 'TEXT'; readonly text: string; readonly example?: unknown }
  | { readonly type: 'BODY'; readonly text: string; readonly example?: unknown }
  | { readonly type: 'BUTTONS'; readonly buttons: readonly UtilityButton[] };

/** `{{…}}` in a payload or an address is filled in when the message is sent. */
export type UtilityButton =
  | { readonly type: 'POSTBACK'; readonly text: string; readonly payload: string }
  | { readonly type: 'URL'; readonly text: string; readonly url: string }
  | { readonly type: 'PHONE_NUMBER'; readonly text: string; readonly phone_number: string };
