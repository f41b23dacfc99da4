import { type Card, type ChoiceOption, type Content, summaryOf } from './content.ts';
import type { Message } from './message.ts';

export const TRANSCRIPT_ROLES = ['customer', 'agent', 'bot', 'system', 'note'] as const;
export type TranscriptRole = (typeof TRANSCRIPT_ROLES)[number];

/** One thing that was said, in words: what a language model is given to remember a conversation by. */
export interface TranscriptLine {
  readonly messageId: string;
  readonly at: string;
  readonly role: TranscriptRole;
  readonly name: string | null;
  readonly type: Content['type'];
  readonly text: string;
}

const ROLES = { contact: 'customer', member: 'agent', bot: 'bot', system: 'system' } as const;

/** A message as a line. */
export function lineOf({ id, createdAt, visibility, author, content }: Message): TranscriptLine {
  const role = visibility === 'internal' ? 'note' : ROLES[author.type];
  return { messageId: id, at: createdAt, role, name: author.name, type: content.type, text: wordsOf(content) };
}

const TITLES: Readonly<Record<TranscriptRole, string>> = {
  customer: 'Customer',
  agent: 'Agent',
  bot: 'Bot',
  system: 'System',
  note: 'Note',
};

/** The lines as one text, each with who said it. */
export function transcriptText(lines: readonly TranscriptLine[]): string {
  return lines.map(({ role, name, text }) => `${TITLES[role]}${name === null ? '' : ` (${name})`}: ${text}`).join('\n');
}

/** What a content says, for a reader who sees nothing but words. */
export function wordsOf(content: Content<{ readonly name: string | null }>): string {
  switch (content.type) {
    case 'image':
    case 'video':
    case 'audio':
    case 'file': {
      const kind = content.voice === true ? 'voice message' : content.type;
      return joined([`[${kind}${content.attachment.name === null ? '' : ` ${content.attachment.name}`}]`, content.caption]);
    }
    case 'sticker':
      return content.keywords === undefined || content.keywords.length === 0 ? '[sticker]' : `[sticker: ${content.keywords.join(', ')}]`;
    case 'location':
      return joined(['[location]', content.name, content.address, `(${content.latitude}, ${content.longitude})`]);
    case 'contacts':
      return `[contacts] ${content.contacts.map((card) => [card.name, ...card.phones.map((phone) => phone.number)].join(' ')).join(', ')}`;
    case 'choice':
      return `${content.text}${optionsText(content.options)}`;
    case 'card':
      return cardText(content);
    case 'carousel':
      return content.cards.map(cardText).join('\n');
    case 'form_reply':
      return `[form] ${Object.entries(content.fields)
        .map(([field, value]) => `${field}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
        .join(', ')}`;
    case 'template':
      return joined([summaryOf(content), content.rendered === undefined ? Object.values(content.params).join(', ') : undefined]);
    default:
      return summaryOf(content);
  }
}

function cardText(card: Card<unknown>): string {
  return `${joined([card.title, card.text])}${optionsText(card.options)}`;
}

function optionsText(options: readonly ChoiceOption[]): string {
  return options.map((option, index) => `\n${index + 1}. ${option.label}`).join('');
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}
