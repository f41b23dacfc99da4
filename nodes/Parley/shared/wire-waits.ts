import type { Attachment, Message } from './wire';

// Like wire.ts: types only, written out, and compared with the gateway's own by a test.

export type WaitExpectation = 'text' | 'choice' | 'attachment' | 'location';
export type WaitOutcome = 'answered' | 'timed_out' | 'handed_over' | 'opted_out';

/** The answer itself: a text, the chosen option, a file or a place, by what was expected. */
export type ReplyValue =
  | string
  | { readonly optionId: string | null; readonly label: string }
  | Attachment
  | { readonly latitude: number; readonly longitude: number; readonly name?: string; readonly address?: string };

/** What the gateway answers to a question that was sent; `skipped` where a person holds the conversation. */
export type Asked = { readonly waitId: string; readonly message: Message } | { readonly skipped: true; readonly reason: string };

/** What the gateway tells a workflow that waits: once, at the end. */
export type WaitEnd = {
  readonly waitId?: string;
  readonly conversationId?: string;
  readonly messageId?: string;
  readonly expect?: WaitExpectation;
  readonly outcome: WaitOutcome;
  /** Why it ended that way, in a word. */
  readonly because?: string;
  readonly reply: { readonly message: Message; readonly value: ReplyValue } | null;
};
