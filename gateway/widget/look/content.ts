import { piecesOf, webAddress } from '../talk/links.ts';
import type { Attachment, Card, Content, Option, PreChatField } from '../net/wire.ts';
import { type Child, h, icon } from './element.ts';
import { ICONS } from './icons.ts';
import type { Kit, LoadPart } from './kit.ts';

export interface ContentParts {
  readonly kit: Kit;
  readonly loadPart: LoadPart;
  /** Whether the buttons of this message can still be pressed. */
  readonly isOpen: boolean;
  readonly fields: readonly PreChatField[];
  onChoose(option: Option): void;
}

/** What a message says, as elements. Everything that comes from outside becomes text, or an address of the web. */
export function contentView(content: Content, parts: ContentParts): Child {
  const { say } = parts.kit;
  switch (content.type) {
    case 'text':
      return words(content.text);
    case 'image':
      return [picture(content.attachment, content.caption ?? '', parts), caption(content.caption)].reduce(
        into,
        h('div', { class: 'media' }),
      );
    case 'video':
    case 'audio':
      return [player(content.type, content.attachment, content.voice === true, parts.kit), caption(content.caption)].reduce(
        into,
        h('div', { class: 'media' }),
      );
    case 'file':
      return [fileLink(content.attachment, parts.kit), caption(content.caption)].reduce(into, h('div'));
    case 'sticker':
      return content.attachment === undefined
        ? words(content.keywords?.[0] ?? say('photo'))
        : picture(content.attachment, content.keywords?.join(' ') ?? '', parts, true);
    case 'location':
      return link(
        `https://www.openstreetmap.org/?mlat=${content.latitude}&mlon=${content.longitude}#map=16/${content.latitude}/${content.longitude}`,
        'pin',
        content.name ?? content.address ?? `${content.latitude}, ${content.longitude}`,
        say('map'),
      );
    case 'contacts':
      return content.contacts
        .map(({ name, phones, emails }) =>
          words([name, ...phones.map((one) => one.number), ...emails.map((one) => one.address)].join('\n')),
        )
        .reduce(into, h('div'));
    case 'choice':
      return h('div', {}, words(content.text), options(content.options, content.style, parts));
    case 'choice_reply':
      return words(content.label);
    case 'card':
      return card(content, parts);
    case 'carousel':
      return h(
        'div',
        { class: 'carousel', tabindex: '0', role: 'group', 'aria-label': content.cards[0]?.title ?? '' },
        ...content.cards.map((one) => card(one, parts)),
      );
    case 'form_reply':
      return answers(content.fields, parts);
    case 'template':
      return words(content.rendered ?? say('unsupported'));
    case 'call_link':
      return link(content.url, 'phone', say('call'), say('callHint'));
    default:
      return h('p', { class: 'faint' }, content.summary || say('unsupported'));
  }
}

function into(parent: HTMLElement, child: Child): HTMLElement {
  if (child) parent.append(child);
  return parent;
}

function caption(text: string | undefined): Child {
  return text !== undefined && words(text);
}

function words(text: string): HTMLElement {
  return h(
    'p',
    { class: 'words', dir: 'auto' },
    ...piecesOf(text).map(({ text: piece, url }) => (url === undefined ? piece : anchor(url, {}, piece))),
  );
}

/** A link out of the site: it tells nobody where the visitor was, and gives nobody a hand on this page. */
function anchor(url: string, props: Readonly<Record<string, string>>, ...children: readonly Child[]): HTMLElement {
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer', ...props }, ...children);
}

function link(url: string, picture: 'pin' | 'phone' | 'file', name: string, hint: string): HTMLElement {
  const address = webAddress(url);
  const inside = [
    h('span', { class: 'disc' }, icon(ICONS[picture], 20)),
    h('span', { class: 'two' }, h('b', { dir: 'auto' }, name), h('small', {}, hint)),
  ];
  return address === undefined ? h('p', { class: 'faint' }, name) : anchor(address, { class: 'attached' }, ...inside);
}

function notHere({ state }: Attachment, { say }: Kit): HTMLElement {
  return h('p', { class: 'faint' }, say(state === 'failed' ? 'fileFailed' : 'filePending'));
}

function fileLink(attachment: Attachment, kit: Kit): HTMLElement {
  if (attachment.state !== 'stored') return notHere(attachment, kit);
  const size = attachment.bytes === null ? '' : kit.formats.bytes(attachment.bytes);
  return link(attachment.url, 'file', attachment.name ?? kit.say('file'), size);
}

function picture(attachment: Attachment, alt: string, { kit, loadPart }: ContentParts, isSticker = false): HTMLElement {
  const url = webAddress(attachment.url);
  if (attachment.state !== 'stored' || url === undefined) return notHere(attachment, kit);
  const name = alt || (attachment.name ?? kit.say('photo'));
  const image = h('img', {
    src: url,
    alt: name,
    decoding: 'async',
    width: attachment.width,
    height: attachment.height,
    class: isSticker ? 'sticker' : 'picture',
  });
  if (isSticker) return image;
  const button = h(
    'button',
    { type: 'button', class: 'bare', click: () => void loadPart('viewer').then((view) => view(kit, { url, name })) },
    image,
  );
  // The site's own rules may not let pictures of the gateway be shown; a link always can be.
  image.addEventListener('error', () => button.replaceWith(fileLink(attachment, kit)));
  return button;
}

function player(kind: 'audio' | 'video', attachment: Attachment, isVoice: boolean, kit: Kit): HTMLElement {
  const url = webAddress(attachment.url);
  if (attachment.state !== 'stored' || url === undefined) return notHere(attachment, kit);
  const name = isVoice ? kit.say('voiceMessage') : (attachment.name ?? kit.say('file'));
  const element = h(kind, { src: url, controls: true, preload: 'metadata', 'aria-label': name, playsinline: true });
  element.addEventListener('error', () => element.replaceWith(fileLink(attachment, kit)));
  return element;
}

function options(all: readonly Option[], style: 'buttons' | 'quick_replies' | 'list', { isOpen, onChoose }: ContentParts): Child {
  if (style === 'quick_replies' && !isOpen) return null;
  return h(
    'div',
    { class: `options ${style}` },
    ...all.map((option) =>
      h(
        'button',
        { type: 'button', disabled: !isOpen, click: () => onChoose(option) },
        h('span', { dir: 'auto' }, option.label),
        option.description !== undefined && h('small', { dir: 'auto' }, option.description),
      ),
    ),
  );
}

function card({ title, text, image, options: all }: Card, parts: ContentParts): HTMLElement {
  return h(
    'div',
    { class: 'card' },
    image !== undefined && picture(image, title, parts),
    h('b', { dir: 'auto' }, title),
    text !== undefined && words(text),
    all.length > 0 && options(all, 'buttons', parts),
  );
}

function answers(fields: Readonly<Record<string, unknown>>, { kit, fields: asked }: ContentParts): HTMLElement {
  const rows = Object.entries(fields).flatMap(([name, value]) => {
    const question = asked.find((one) => one.name === name);
    return [
      h('dt', { dir: 'auto' }, question === undefined ? name : kit.labelOf(question)),
      h('dd', { dir: 'auto' }, typeof value === 'string' ? value : JSON.stringify(value)),
    ];
  });
  return h('dl', {}, ...rows);
}
