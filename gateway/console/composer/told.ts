import type { Message } from '../api/wire.ts';

/** What is known of a message before the gateway has given it an id. */
export interface Shown {
  readonly shown: string;
  /** The newest message there was when it was written. */
  readonly afterSeq: number;
}

const NEWEST = 20;

/** Whether the live stream was quicker than the answer: then the message would be shown twice. */
export function isTold({ shown, afterSeq }: Shown, messages: readonly Message[]): boolean {
  return messages
    .slice(-NEWEST)
    .some((one) => one.seq > afterSeq && one.direction === 'outbound' && one.content.type === 'text' && one.content.text === shown);
}
