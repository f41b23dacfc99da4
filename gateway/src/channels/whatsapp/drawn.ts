import type { Content, SendableMedia } from '../../model/content.ts';
import type { Capabilities } from '../channel.ts';
import { type Drawing, standInDrawing, textDrawing } from '../drawing.ts';
import type { PartBody } from './bodies.ts';

/** A content as Meta's messages, before they are numbered. */
export type Drawn = Drawing<PartBody>;

/** One message. */
export function drawn(body: PartBody, losses: readonly string[] = []): Drawn {
  return { bodies: [body], losses };
}

/** A text in as many messages as its limit needs; the parts joined are the text. */
export function textDrawn(text: string, capabilities: Capabilities, losses: readonly string[] = []): Drawn {
  return textDrawing(text, capabilities, losses, (body): PartBody => ({ type: 'text', text: { body } }));
}

/** The text that stands for a content. */
export function drawAsText(content: Content<SendableMedia>, capabilities: Capabilities): Drawn {
  return standInDrawing(content, (text, losses) => textDrawn(text, capabilities, losses));
}

export { inTurn, refusedDrawing } from '../drawing.ts';
