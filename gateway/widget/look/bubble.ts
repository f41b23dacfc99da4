import type { WidgetMessage } from '../net/wire.ts';
import type { Waiting } from '../talk/outbox.ts';
import { type Child, h, icon } from './element.ts';
import { ICONS } from './icons.ts';
import type { Kit } from './kit.ts';

/** How a message stands among the others. */
export interface Standing {
  /** The first of a group says who it is; the last one when it was. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Under the visitor's last message: how far it has come. */
  readonly receipt: 'sent' | 'read' | null;
}

/** A message with what belongs to it. */
export function bubble(message: WidgetMessage, standing: Standing, content: Child, { say, formats }: Kit): HTMLElement {
  const isOwn = message.direction === 'in';
  const name = isOwn ? say('you') : (message.author.name ?? say(message.author.kind === 'bot' ? 'bot' : 'chat'));
  const isDeleted = message.deletedAt !== null;
  const isBare = !isDeleted && /^(image|video|sticker|carousel|card)$/.test(message.content.type);
  const facts = [
    standing.isLast && formats.hour(message.sentAt),
    message.editedAt !== null && !isDeleted && say('edited'),
    standing.receipt !== null && say(standing.receipt),
  ].filter((one) => one !== false);
  return h(
    'li',
    { class: `line ${isOwn ? 'own' : 'other'}${standing.isFirst ? ' first' : ''}` },
    h('span', { class: standing.isFirst && !isOwn ? 'name' : 'hidden', dir: 'auto' }, name),
    h(
      'div',
      { class: `bubble${isBare ? ' bare-bubble' : ''}` },
      message.quoted !== null && h('blockquote', { dir: 'auto' }, message.quoted.summary),
      isDeleted ? h('p', { class: 'faint' }, say('deleted')) : content,
      message.reactions.length > 0 && h('span', { class: 'reactions' }, message.reactions.map((one) => one.emoji).join(' ')),
    ),
    facts.length > 0 && h('span', { class: 'facts' }, facts.join(' · '), standing.receipt === 'read' && icon(ICONS.check, 14)),
  );
}

/** Something that the gateway has not taken yet. */
export function waitingBubble(
  waiting: Waiting,
  isOffline: boolean,
  { say, formats }: Kit,
  onRetry: () => void,
  onDrop: () => void,
): HTMLElement {
  const { content, refused, file } = waiting;
  const text =
    content.type === 'text'
      ? content.text
      : content.type === 'choice_reply'
        ? content.label
        : content.type === 'form_reply'
          ? Object.values(content.fields).join('\n')
          : [`${waiting.fileName ?? say('file')} · ${formats.bytes(file?.size ?? 0)}`, content.caption].filter(Boolean).join('\n');
  return h(
    'li',
    { class: 'line own first waiting' },
    h('span', { class: 'hidden' }, say('you')),
    h('div', { class: 'bubble' }, h('p', { class: 'words', dir: 'auto' }, text)),
    refused === undefined
      ? h('span', { class: 'facts' }, say(isOffline ? 'queued' : 'sending'))
      : h(
          'span',
          { class: 'facts bad' },
          `${say('notSent')} ${refused} `,
          h('button', { type: 'button', class: 'plain', click: onRetry }, say('again')),
          ' ',
          h('button', { type: 'button', class: 'plain', click: onDrop }, say('remove')),
        ),
  );
}
