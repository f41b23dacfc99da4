import type { EventData } from '../model/events.ts';
import { lineOf } from '../model/transcript.ts';
import { readSaid } from '../store/read/transcript.ts';
import type { Store } from '../store/store.ts';

/** Enough to know what a customer's few lines are about. */
const LINES = 50;

/** Tells what was said in a conversation up to the message of an event, that included: the same at every try of a delivery. */
export function createTranscripts(store: Pick<Store, 'reader'>) {
  return async (envelopeJson: string): Promise<string> => {
    const { data }: { data: EventData } = JSON.parse(envelopeJson);
    if (data.message === undefined) return '[]';
    const { conversationId, seq } = data.message;
    return JSON.stringify((await readSaid(store, conversationId, { limit: LINES, upToSeq: seq })).map(lineOf));
  };
}
