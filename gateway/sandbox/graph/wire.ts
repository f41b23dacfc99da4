import type { JsonObject } from '../json.ts';

/** The shapes the WhatsApp Cloud API speaks, as far as the stand-in makes them itself. */

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes */
export interface GraphError {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly code: number;
    readonly error_subcode?: number;
    readonly is_transient?: boolean;
    readonly error_data?: { readonly messaging_product: 'whatsapp'; readonly details: string };
    readonly fbtrace_id: string;
  };
}

/** One inbound message as it stands in `messages[]` of a webhook. */
export interface InboundMessage {
  readonly from: string;
  readonly from_user_id?: string;
  readonly id: string;
  /** Seconds since 1970, as text. */
  readonly timestamp: string;
  readonly type: string;
  readonly context?: { readonly from: string; readonly id: string };
  readonly [kind: string]: unknown;
}

/** One entry of `statuses[]`. */
export interface MessageStatus {
  readonly id: string;
  readonly status: 'sent' | 'delivered' | 'read' | 'failed';
  readonly timestamp: string;
  readonly recipient_id: string;
  readonly biz_opaque_callback_data?: string;
  readonly errors?: readonly {
    readonly code: number;
    readonly title: string;
    readonly message: string;
    readonly error_data: { readonly details: string };
  }[];
}

/** A webhook's body. */
export interface WebhookEnvelope {
  readonly object: 'whatsapp_business_account';
  readonly entry: readonly {
    readonly id: string;
    readonly changes: readonly { readonly field: string; readonly value: unknown }[];
  }[];
}

/** A template as `GET /{waba}/message_templates` lists it. Components as Meta has them: what there is to fill is read from them. */
export interface Template {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly status: string;
  readonly category: 'MARKETING' | 'UTILITY' | 'AUTHENTICATION';
  readonly parameter_format: 'POSITIONAL' | 'NAMED';
  readonly components: readonly JsonObject[];
  readonly [field: string]: unknown;
}
