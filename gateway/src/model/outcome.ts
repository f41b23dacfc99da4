/** Why a platform, or Parley before it, will never take a message. Closed: every platform code maps to one of these. */
export const REFUSALS = [
  'window_closed',
  'template_required',
  'recipient_unreachable',
  'recipient_blocked',
  'unsupported_content',
  'media_rejected',
  'channel_settings',
  'policy',
  'message_invalid',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** One sentence for each refusal that an agent understands. */
export const REFUSAL_SENTENCES: Readonly<Record<Refusal, string>> = {
  window_closed: 'The platform no longer lets you write freely to this customer. Send a template, or wait until they write.',
  template_required: 'The platform only takes an approved template here.',
  recipient_unreachable: 'The platform cannot reach this customer on this channel.',
  recipient_blocked: 'The customer has blocked this channel or does not want such messages.',
  unsupported_content: 'This channel cannot show this kind of message.',
  media_rejected: 'The platform refused the file: its type, its size or its address.',
  channel_settings: "The channel's settings or permissions are not valid any more. An admin must look at the channel.",
  policy: "The message breaks one of the platform's rules.",
  message_invalid: 'The platform found the message malformed.',
};

/** The only four endings of a send. */
export type Outcome =
  | {
      readonly is: 'accepted';
      readonly externalIds: readonly string[];
      /** How it went out, where the platform has more than one way. */
      readonly sentAs?: SentAs;
    }
  /** Certain, never retried. */
  | {
      readonly is: 'refused';
      readonly reason: Refusal;
      readonly detail: string;
      readonly platformCode?: string;
      /** Nothing of this channel can go out until an admin acts (its token died, its account is off): its lanes pause. */
      readonly stopsChannel?: true;
    }
  /** Certain that it was not sent: retried, not before `notBefore` (milliseconds since 1970). */
  | {
      readonly is: 'deferred';
      readonly reason: 'throttled' | 'down';
      readonly detail: string;
      readonly notBefore?: number;
      readonly platformCode?: string;
    }
  /** It left us and no answer came. Repeated only where the platform itself would notice the double. */
  | { readonly is: 'unknown'; readonly detail: string; readonly safeToRepeat: boolean };

export type SentAs = 'message' | 'reply' | 'push' | 'template' | 'email';
