import { el, icon, ICONS } from './dom.js';
import { drawLine, shortLine } from './line.js';
import { say, timeOfDay } from './strings.js';
import { drawWhatsApp, shortWhatsApp } from './whatsapp.js';

const EMOJIS = ['👍', '❤️', '😂', '😮', '🙏'];
/** WhatsApp's ticks, drawn as text so that they scale with it. */
const TICKS = { sending: '◷', sent: '✓', delivered: '✓✓', read: '✓✓', failed: '!' };

/** One line that stands for a message in a quote. */
export function shortOf(platform, entry) {
  return platform === 'line' ? shortLine(entry) : shortWhatsApp(entry);
}

/**
 * A message as the platform's app shows it. `act` takes what the customer does with it: `tap(saying)`, `reply()`,
 * `react(emoji)`, `edit()`, `remove()`.
 */
export function bubble(platform, entry, quoted, act) {
  const isMine = entry.from === 'customer';
  if (entry.deleted) return notice(say(platform === 'line' ? 'unsentByYou' : 'deletedByYou'), isMine);
  const drawn = (platform === 'line' ? drawLine : drawWhatsApp)(entry, act.tap);
  if (drawn.isNotice) return notice(drawn.inside, false);
  const kinds = [isMine ? 'mine' : 'theirs', drawn.isMedia ? 'media' : '', drawn.isBare ? 'bare' : ''].filter(Boolean);
  const footer = platform === 'line' ? null : meta(platform, entry, isMine);
  const body = el('div', { class: 'bubble' }, entry.quotes === null ? null : quote(platform, quoted), drawn.inside, footer);
  return el(
    'li',
    { class: `said ${kinds.map((kind) => `said--${kind}`).join(' ')}`, 'data-id': entry.id },
    el(
      'div',
      { class: 'said__line' },
      body,
      actions(platform, entry, isMine, act),
      platform === 'line' ? meta(platform, entry, isMine) : null,
    ),
    drawn.under?.length ? el('div', { class: 'under' }, drawn.under) : null,
    reactions(entry),
  );
}

function notice(words, isMine) {
  return el('li', { class: `said said--notice ${isMine ? 'said--mine' : ''}` }, el('p', {}, words));
}

function quote(platform, quoted) {
  return el('div', { class: 'quote' }, quoted === undefined ? say('missing') : shortOf(platform, quoted));
}

/** Time and receipt. The customer of LINE sees "Read"; the one of WhatsApp sees ticks. */
function meta(platform, entry, isMine) {
  const words = say(`receipt.${entry.receipt}`);
  const receipt = !isMine
    ? null
    : platform === 'whatsapp' || entry.receipt === 'failed'
      ? el('span', { class: `ticks ticks--${entry.receipt}`, role: 'img', 'aria-label': words, title: words }, TICKS[entry.receipt])
      : entry.receipt === 'read'
        ? el('span', {}, say('read'))
        : null;
  return el('span', { class: 'meta' }, entry.edited ? el('span', {}, say('edited')) : null, receipt, el('time', {}, timeOfDay(entry.at)));
}

function reactions(entry) {
  if (entry.reactions.length === 0) return null;
  return el('p', { class: 'reactions' }, entry.reactions.map((reaction) => reaction.emoji).join(' '));
}

function actions(platform, entry, isMine, act) {
  const close = (then) => (event) => {
    event.currentTarget.closest('details').open = false;
    then();
  };
  const button = (label, then) => el('button', { type: 'button', onclick: close(then) }, label);
  const mine = entry.reactions.find((reaction) => reaction.from === 'customer');
  const isText = entry.message?.type === 'text';
  const items = [
    platform === 'whatsapp' && !isMine
      ? el(
          'div',
          { class: 'emojis' },
          EMOJIS.map((emoji) =>
            el('button', { type: 'button', 'aria-label': say('reactWith', { emoji }), onclick: close(() => act.react(emoji)) }, emoji),
          ),
        )
      : null,
    mine ? button(say('unreact'), () => act.react('')) : null,
    button(say('reply'), act.reply),
    platform === 'whatsapp' && isMine && isText ? button(say('edit'), act.edit) : null,
    isMine ? button(say('delete'), act.remove) : null,
  ];
  const list = el('div', { class: 'actions__list' }, items);
  const handle = el('summary', { 'aria-label': say('actions') }, icon(ICONS.more));
  return el('details', { class: 'actions', name: 'actions', ontoggle: () => placeBeside(handle, list) }, handle, list);
}

/** The chat scrolls and would cut the menu off, so it stands free, inside the phone's edges. */
function placeBeside(handle, list) {
  const edge = handle.closest('.phone').getBoundingClientRect();
  const at = handle.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  const left = Math.max(edge.left + 12, Math.min(at.left, edge.right - width - 12));
  const below = at.bottom + 4;
  const top = below + height < Math.min(edge.bottom, window.innerHeight) ? below : at.top - height - 4;
  list.style.left = `${left}px`;
  list.style.top = `${Math.max(8, top)}px`;
}
