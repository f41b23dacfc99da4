import type { Content, SendableMedia } from '../../model/content.ts';
import type { Capabilities } from '../channel.ts';
import { type Drawing, standInDrawing, textDrawing } from '../drawing.ts';
import type { WechatBody } from './wire.ts';

/** A content as WeChat's messages, before they are numbered. */
export type Drawn = Drawing<WechatBody>;

/** One message. */
export function drawn(body: WechatBody, losses: readonly string[] = []): Drawn {
  return { bodies: [body], losses };
}

/** A text in as many messages as its limit needs; the parts joined are the text. */
export function textDrawn(text: string, capabilities: Capabilities, losses: readonly string[] = []): Drawn {
  return textDrawing(text, capabilities, losses, (content): WechatBody => ({ msgtype: 'text', text: { content } }));
}

/** The text that stands for a content. */
export function drawAsText(content: Content<SendableMedia>, capabilities: Capabilities): Drawn {
  return standInDrawing(content, (text, losses) => textDrawn(text, capabilities, losses));
}

export type Of<Type extends Content['type']> = Extract<Content<SendableMedia>, { type: Type }>;

export { inTurn, refusedDrawing } from '../drawing.ts';
