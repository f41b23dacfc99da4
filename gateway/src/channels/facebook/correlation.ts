import { textField } from '../meta/wire.ts';

/** What the metadata of our own messages begins with. */
const OURS = 'parley:';
const METADATA = /^parley:([\w-]{1,200})$/;

/** The `metadata` of a message of ours, at most 1000 characters; its echo repeats it (…/webhook-events/message-echoes). */
export function metadataOf(correlation: string): string {
  return `${OURS}${correlation}`;
}

/** Our message's id on an echo; undefined where somebody else sent it. */
export function correlationIn(message: unknown): string | undefined {
  return METADATA.exec(textField(message, 'metadata') ?? '')?.[1];
}
