import type { Content, SendableMedia } from '../../model/content.ts';
import type { Outcome, Refusal } from '../../model/outcome.ts';
import type { Capabilities } from '../channel.ts';
import { textOf } from '../degrade.ts';
import { splitText } from '../split.ts';
import type { WechatBody } from './wire.ts';

/** A content as WeChat's messages, before they are numbered. */
export interface Drawn {
  readonly bodies: readonly WechatBody[];
  readonly losses: readonly string[];
  readonly refused?: Extract<Outcome, { is: 'refused' }>;
}

export type Of<Type extends Content['type']> = Extract<Content<SendableMedia>, { type: Type }>;

/** One message. */
export function drawn(body: WechatBody, losses: readonly string[] = []): Drawn {
  return { bodies: [body], losses };
}

/** A text in as many messages as its limit needs; the parts joined are the text. */
export function textDrawn(text: string, capabilities: Capabilities, losses: readonly string[] = []): Drawn {
  return {
    bodies: splitText(text, capabilities.text).map((content): WechatBody => ({ msgtype: 'text', text: { content } })),
    losses,
  };
}

/** The text that stands for a content; nothing, and so nothing lost, where no text can. */
export function drawAsText(content: Content<SendableMedia>, capabilities: Capabilities): Drawn {
  const { text, loss } = textOf(content);
  return textDrawn(text, capabilities, loss === undefined || text === '' ? [] : [loss]);
}

/** A content that no form gets past a limit. */
export function refusedDrawing(reason: Refusal, detail: string): Drawn {
  return { bodies: [], losses: [], refused: { is: 'refused', reason, detail } };
}

/** One after the other; one that is refused refuses all. */
export function inTurn(drawings: readonly Drawn[]): Drawn {
  const refused = drawings.find((drawing) => drawing.refused !== undefined);
  if (refused !== undefined) return refused;
  return { bodies: drawings.flatMap((drawing) => drawing.bodies), losses: drawings.flatMap((drawing) => drawing.losses) };
}
