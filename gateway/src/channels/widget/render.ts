import type { Content, SendableMedia } from '../../model/content.ts';
import type { Capabilities, Part, Rendered } from '../channel.ts';
import { textOf } from '../degrade.ts';
import { splitText } from '../split.ts';

/** A part as it is handed to `send`. What the visitor is shown is the message itself; a part only says that it can be. */
export interface WidgetPart {
  readonly type: Content['type'];
  readonly text?: string;
}

/** Everything a page can show goes out as it is; the rest as the text that stands for it. */
export function render(content: Content<SendableMedia>, capabilities: Capabilities): Rendered {
  if (content.type !== 'text' && capabilities.sends.includes(content.type))
    return { parts: [{ body: { type: content.type }, index: 0 }], losses: [] };
  const { text, loss } = textOf(content);
  if (text.trim() === '') {
    if (content.type !== 'text') return { parts: [], losses: [loss ?? 'The widget cannot show this kind of message.'] };
    return { parts: [], losses: [], refused: { is: 'refused', reason: 'message_invalid', detail: 'The text is empty.' } };
  }
  const parts = splitText(text, capabilities.text).map((piece, index): Part => ({
    body: { type: 'text', text: piece } satisfies WidgetPart,
    index,
  }));
  return { parts, losses: loss === undefined ? (content.type === 'template' ? ['The template was sent as text.'] : []) : [loss] };
}
