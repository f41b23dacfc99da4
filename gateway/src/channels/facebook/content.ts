import type { Content, InboundMedia } from '../../model/content.ts';
import { field, isTrue, listField, textField } from '../meta/wire.ts';
import { attachmentContent, stickerOf } from './attachment.ts';
import type { Network } from './person.ts';

type Inbound = Content<InboundMedia>;

const NAMES: Readonly<Record<Network, string>> = { messenger: 'Messenger', instagram: 'Instagram' };

/**
 * What a message says, as one content or several: Meta puts several files into one message. A text goes with the first file as its
 * caption; shared links go into the text. Total and never empty: what is not known gives `unsupported`.
 */
export function contentsOf(message: unknown, network: Network): readonly Inbound[] {
  const name = NAMES[network];
  if (isTrue(message, 'is_unsupported')) return [unsupported(`A message that ${name} does not pass on to us.`)];
  const text = textField(message, 'text');
  const reply = tapped(textField(field(message, 'quick_reply'), 'payload'), text);
  if (reply !== undefined) return [reply];
  const shown = withoutDoubles(message).map((attachment) => attachmentContent(attachment, name));
  const words = wordsOf(text, shown);
  const others = shown.filter((content) => content.type !== 'text');
  const [first, ...rest] = others;
  if (first === undefined)
    return [words === '' ? unsupported(`A message without content that ${name} can show.`) : { type: 'text', text: words }];
  if (words === '') return others;
  return canCarry(first) ? [{ ...first, caption: words }, ...rest] : [{ type: 'text', text: words }, ...others];
}

/** The answer to a tap on an option: its id comes back as the payload, its label as the text. */
export function tapped(payload: string | undefined, label: string | undefined): Inbound | undefined {
  const shown = label ?? payload;
  if (payload === undefined || shown === undefined) return undefined;
  return { type: 'choice_reply', optionId: payload, label: shown };
}

/** Until 30 August 2026 Meta names a sticker twice, as a picture and as a sticker (…/webhook-events/messages). */
function withoutDoubles(message: unknown): readonly unknown[] {
  const seen = new Set<string>();
  return listField(message, 'attachments').filter((attachment) => {
    const sticker = stickerOf(attachment);
    if (sticker === undefined) return true;
    if (seen.has(sticker)) return false;
    seen.add(sticker);
    return true;
  });
}

/** The text and the links, without what is said twice: a link that stands in the text, a text that stands above buttons. */
function wordsOf(text: string | undefined, shown: readonly Inbound[]): string {
  const isShown = text !== undefined && shown.some((content) => content.type === 'choice' && content.text.includes(text));
  const lines = shown.flatMap((content) => (content.type === 'text' ? content.text.split('\n') : []));
  const more = lines.filter((line, at) => lines.indexOf(line) === at && text?.includes(line) !== true);
  return [...(text === undefined || isShown ? [] : [text]), ...more].join('\n');
}

function canCarry(content: Inbound): content is Extract<Inbound, { type: 'image' | 'video' | 'audio' | 'file' }> {
  const { type } = content;
  return (type === 'image' || type === 'video' || type === 'audio' || type === 'file') && content.caption === undefined;
}

function unsupported(summary: string): Inbound {
  return { type: 'unsupported', summary };
}
