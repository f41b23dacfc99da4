import type { Content, SendableMedia } from '../model/content.ts';
import type { Outcome, Refusal } from '../model/outcome.ts';
import type { Capabilities, Rendered } from './channel.ts';
import { textOf } from './degrade.ts';
import { splitText } from './split.ts';

/** A content as a platform's messages, before they are numbered: what `render` of most channels is made of. */
export interface Drawing<Body> {
  readonly bodies: readonly Body[];
  readonly losses: readonly string[];
  readonly refused?: Extract<Outcome, { is: 'refused' }>;
}

/** What `render` gives for it: the messages numbered, each loss once; a refusal alone. */
export function renderedOf<Body>({ bodies, losses, refused }: Drawing<Body>): Rendered {
  if (refused !== undefined) return { parts: [], losses: [], refused };
  return { parts: bodies.map((body, index) => ({ body, index })), losses: [...new Set(losses)] };
}

/** A text in as many messages as its limit needs; the parts joined are the text. */
export function textDrawing<Body>(
  text: string,
  capabilities: Pick<Capabilities, 'text'>,
  losses: readonly string[],
  bodyOf: (piece: string) => Body,
): Drawing<Body> {
  return { bodies: splitText(text, capabilities.text).map(bodyOf), losses };
}

/** The text that stands for a content; nothing, and so nothing lost, where no text can. */
export function standInDrawing<Body>(
  content: Content<SendableMedia>,
  draw: (text: string, losses: readonly string[]) => Drawing<Body>,
): Drawing<Body> {
  const { text, loss } = textOf(content);
  return draw(text, loss === undefined || text === '' ? [] : [loss]);
}

/** A content that no form gets past a limit. */
export function refusedDrawing(reason: Refusal, detail: string): Drawing<never> {
  return { bodies: [], losses: [], refused: { is: 'refused', reason, detail } };
}

/** One after the other; one that is refused refuses all. */
export function inTurn<Body>(drawings: readonly Drawing<Body>[]): Drawing<Body> {
  const refused = drawings.find((drawing) => drawing.refused !== undefined);
  if (refused !== undefined) return refused;
  return { bodies: drawings.flatMap((drawing) => drawing.bodies), losses: drawings.flatMap((drawing) => drawing.losses) };
}
