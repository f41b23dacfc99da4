import type { Content, InboundMedia } from './content.ts';
import type { InboundEcho } from './inbound.ts';

/** What a part of ours comes back as, where its echo names no send: its words, or the kind of thing it shows. */
export type EchoMark = { readonly text: string } | { readonly kind: EchoKind };
export type EchoKind = 'image' | 'video' | 'audio' | 'file' | 'structure';

/** A try to send a part, as its echo can be told from others. */
export interface EchoedTry {
  readonly mark: EchoMark;
  /** When the call began, milliseconds since 1970 on our clock. */
  readonly from: number;
  /** Nothing of the message comes after this part. */
  readonly isLast: boolean;
}

/** An echo that waits for the end of a call which may have caused it. Written with the message of that call. */
export interface HeldEcho {
  readonly event: InboundEcho;
  readonly webhookId: string;
  readonly sentAt: number | null;
}

/**
 * How an echo and a try go together. `same`: it says the same words; `alike`: it shows the same kind of thing, or our link
 * and what it leads to, in the time of the call;
 * `unclear`: nothing speaks against it; `other`: it cannot be this try's.
 */
export type Likeness = 'same' | 'alike' | 'unclear' | 'other';

/** How far the clocks of a platform and ours may differ. */
const CLOCKS_DIFFER_MS = 5_000;
/** Longer than any call that sends a message may take: Meta fetches a film for up to 75 s, and the call is cut after 90. */
const LONGEST_CALL_MS = 100_000;
/**
 * Equal words are believed for longer, because being wrong about them costs nothing that anybody sees: there are as many messages with
 * these words as the platform told of. Two pictures of one time may be different pictures, so those must fall into the call itself.
 */
const SAME_WORDS_MS = 5 * 60_000;
const LINK = /https?:\/\/\S/;

/**
 * Compares an echo with a try of ours.
 *
 * @param at when the echo's message was sent, milliseconds since 1970 on the platform's clock
 */
export function likeness(one: EchoedTry, content: Content<InboundMedia>, at: number): Likeness {
  const isNear = at >= one.from - SAME_WORDS_MS && at <= one.from + LONGEST_CALL_MS + SAME_WORDS_MS;
  if (!isNear) return 'other';
  const isWithin = at >= one.from - CLOCKS_DIFFER_MS && at <= one.from + LONGEST_CALL_MS + CLOCKS_DIFFER_MS;
  if ('text' in one.mark) {
    if (content.type === 'text') return likenessOfWords(one.mark.text, content.text, isWithin);
    return kindOf(content) === undefined && isWithin ? 'unclear' : 'other';
  }
  if (!isWithin) return 'other';
  if (kindOf(content) === one.mark.kind) return 'alike';
  // Buttons and cards may come back as their text; a file never does.
  return content.type === 'text' && one.mark.kind !== 'structure' ? 'other' : 'unclear';
}

/** A link may come back with what it leads to written below it. */
function likenessOfWords(ours: string, theirs: string, isWithin: boolean): Likeness {
  const [sent, echoed] = [wordsOf(ours), wordsOf(theirs)];
  if (sent === echoed) return 'same';
  return isWithin && LINK.test(ours) && echoed.startsWith(sent) ? 'alike' : 'other';
}

/**
 * Which of several tries an echo belongs to that fits them all: the latest that had begun when it was sent, since the calls of a
 * conversation follow each other and a platform takes a message while its call lasts; else the first.
 */
export function likeliest<Try extends { readonly from: number }>(tries: readonly Try[], at: number): Try | undefined {
  const inOrder = tries.toSorted((a, b) => a.from - b.from);
  return inOrder.findLast((one) => one.from <= at + CLOCKS_DIFFER_MS) ?? inOrder[0];
}

function kindOf({ type }: Content<InboundMedia>): EchoKind | undefined {
  switch (type) {
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return type;
    case 'choice':
    case 'card':
    case 'carousel':
      return 'structure';
    default:
      return undefined;
  }
}

/** Letters and digits alone, since platforms trim and join what stands between them; where there are none, all but the spaces. */
function wordsOf(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase();
  const words = plain.replaceAll(/[^\p{L}\p{N}]/gu, '');
  return words === '' ? plain.replaceAll(/[\s\u{FE0E}\u{FE0F}]/gu, '') : words;
}
