/** The shapes Twilio speaks, as far as the stand-in makes them itself. */

/** https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions */
export interface TwilioError {
  readonly code: number;
  readonly message: string;
  readonly more_info: string;
  /** The HTTP status once more. */
  readonly status: number;
}

/** https://www.twilio.com/docs/messaging/api/message-resource#message-status-values */
export type MessageStatus = 'accepted' | 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'undelivered' | 'failed' | 'received';

/** https://www.twilio.com/docs/messaging/api/message-resource */
export interface MessageResource {
  readonly sid: string;
  readonly account_sid: string;
  readonly messaging_service_sid: string | null;
  readonly from: string | null;
  readonly to: string;
  readonly body: string;
  readonly status: MessageStatus;
  readonly direction: 'inbound' | 'outbound-api';
  readonly num_media: string;
  readonly num_segments: string;
  readonly error_code: number | null;
  readonly error_message: string | null;
  readonly price: null;
  readonly price_unit: null;
  readonly api_version: '2010-04-01';
  /** RFC 2822, in GMT. */
  readonly date_created: string;
  readonly date_sent: string | null;
  readonly date_updated: string;
  readonly uri: string;
  readonly subresource_uris: { readonly media: string };
}

/** https://www.twilio.com/docs/content/content-api-resources */
export interface ContentResource {
  readonly sid: string;
  readonly account_sid: string;
  readonly friendly_name: string;
  readonly language: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, unknown>>;
  /** ISO 8601. */
  readonly date_created: string;
  readonly date_updated: string;
}

/** What a content's approval looks like in `approval_requests`, and in `whatsapp` of its own resource. */
export interface ApprovalResource {
  readonly name: string;
  readonly category: string;
  readonly content_type: string;
  readonly status: string;
  readonly rejection_reason: string;
  readonly allow_category_change: boolean;
}
