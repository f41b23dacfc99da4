import { el, icon, ICONS } from './dom.js';
import { PLATFORMS } from './platforms.js';
import { say, timeOfDay } from './strings.js';

const EMOJIS = ['👍', '❤️', '😂', '😮', '🙏'];
/** WhatsApp's ticks, drawn as text so that they scale with it. */
const TICKS = { sending: '◷', sent: '✓', delivered: '✓✓', read: '✓✓', failed: '!' };
/** WeChat writes the time once, over messages that follow a silence this long. */
const SILENCE_MS = 5 * 60_000;

/**
 * A message as the platform's app shows it. `around`: `quoted`, the message it answers, and `before`, the one above it. `act`
 * takes what the customer does with it: `tap(saying)`, `reply()`, `react(emoji)`, `edit()`, `remove()`.
 */
export function bubble(platform, entry, around, act) {
  const app = PLATFORMS[platform];
  const isMine = entry.from === 'customer';
  if (entry.deleted) return notice(say(app.removedWord ?? 'deletedByYou'), isMine);
  const drawn = app.draw(entry, act.tap);
  if (drawn.isNotice) return notice(drawn.inside, false);
  const kinds = [isMine ? 'mine' : 'theirs', drawn.isMedia ? 'media' : '', drawn.isBare ? 'bare' : ''].filter(Boolean);
  const meta = metaOf(app, entry, isMine);
  const body = el(
    'div',
    { class: 'bubble' },
    entry.quotes === null ? null : quote(app, around.quoted),
    drawn.inside,
    app.receipts === 'ticks' ? meta : null,
  );
  return el(
    'li',
    { class: `said ${kinds.map((kind) => `said--${kind}`).join(' ')}`, 'data-id': entry.id },
    app.receipts === 'none' && isAfterSilence(entry, around.before) ? el('time', { class: 'said__when' }, timeOfDay(entry.at)) : null,
    el(
      'div',
      { class: 'said__line' },
      el('div', { class: 'said__body' }, body, actions(app, entry, isMine, act)),
      app.receipts === 'beside' ? meta : null,
    ),
    drawn.under?.length ? el('div', { class: 'under' }, drawn.under) : null,
    reactions(entry),
    app.receipts === 'last' ? meta : null,
  );
}

function notice(words, isMine) {
  return el('li', { class: `said said--notice ${isMine ? 'said--mine' : ''}` }, el('p', {}, words));
}

function quote(app, quoted) {
  return el('div', { class: 'quote' }, quoted === undefined ? say('missing') : app.short(quoted));
}

function isAfterSilence(entry, before) {
  return before === undefined || entry.at - before.at > SILENCE_MS;
}

/** Time and receipt: ticks on WhatsApp, "Read" on LINE, a word under the last message on Messenger. */
function metaOf(app, entry, isMine) {
  return el(
    'span',
    { class: 'meta' },
    entry.edited ? el('span', {}, say('edited')) : null,
    isMine ? receiptOf(app, entry.receipt) : null,
    el('time', {}, timeOfDay(entry.at)),
  );
}

function receiptOf(app, receipt) {
  const words = say(`receipt.${receipt}`);
  if (app.receipts === 'last') return el('span', { class: `receipt receipt--${receipt}` }, words);
  if (app.receipts === 'ticks' || receipt === 'failed')
    return el('span', { class: `ticks ticks--${receipt}`, role: 'img', 'aria-label': words, title: words }, TICKS[receipt]);
  return receipt === 'read' ? el('span', {}, say('read')) : null;
}

function reactions(entry) {
  if (entry.reactions.length === 0) return null;
  return el('p', { class: 'reactions' }, entry.reactions.map((reaction) => reaction.emoji).join(' '));
}

function actions(app, entry, isMine, act) {
  const close = (then) => (event) => {
    event.currentTarget.closest('details').open = false;
    then();
  };
  const button = (label, then) => el('button', { type: 'button', onclick: close(then) }, label);
  const mine = entry.reactions.find((reaction) => reaction.from === 'customer');
  const items = [
    app.react && !isMine
      ? el(
          'div',
          { class: 'emojis' },
          EMOJIS.map((emoji) =>
            el('button', { type: 'button', 'aria-label': say('reactWith', { emoji }), onclick: close(() => act.react(emoji)) }, emoji),
          ),
        )
      : null,
    app.react && mine ? button(say('unreact'), () => act.react('')) : null,
    app.reply ? button(say('reply'), act.reply) : null,
    isMine && app.edit && app.canEdit(entry) ? button(say('edit'), act.edit) : null,
    isMine && app.remove ? button(say(app.removeWord), act.remove) : null,
  ].filter(Boolean);
  if (items.length === 0) return null;
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
