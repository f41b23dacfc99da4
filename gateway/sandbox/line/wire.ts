/** The shapes the LINE Messaging API speaks, as far as the stand-in makes them itself. */

/** https://developers.line.biz/en/reference/messaging-api/#error-responses */
export interface LineError {
  readonly message: string;
  readonly details?: readonly LineErrorDetail[];
  readonly sentMessages?: readonly SentMessage[];
}

export interface LineErrorDetail {
  readonly message: string;
  readonly property: string;
}

export interface SentMessage {
  readonly id: string;
  readonly quoteToken?: string;
}

/** One entry of a webhook's `events[]`. */
export interface LineEvent {
  readonly type: string;
  readonly webhookEventId: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly mode: 'active';
  readonly source:
    { readonly type: 'user'; readonly userId: string } | { readonly type: 'group'; readonly groupId: string; readonly userId: string };
  readonly deliveryContext: { readonly isRedelivery: boolean };
  readonly replyToken?: string;
  readonly [kind: string]: unknown;
}

/** A webhook's body. */
export interface LineWebhook {
  readonly destination: string;
  readonly events: readonly LineEvent[];
}
