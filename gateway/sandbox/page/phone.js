import { bubble, shortOf } from './bubble.js';
import { el, icon, ICONS } from './dom.js';
import { quickReplies } from './line.js';
import { customerSays } from './server.js';
import { say } from './strings.js';
import { switches } from './switches.js';

const PLACE = { latitude: 38.7077, longitude: -9.1365 };
const EXTRAS = {
  whatsapp: [
    ['photo', { type: 'image' }],
    ['voice', { type: 'voice' }],
    ['location', { type: 'location', ...PLACE, name: 'Harbour Books', address: 'Quay Street 5' }],
    ['sticker', { type: 'sticker' }],
    ['contact', { type: 'contacts', contacts: [{ name: 'Ben Okafor', phone: '+1 555-555-0187' }] }],
  ],
  line: [
    ['photo', { type: 'image' }],
    ['voice', { type: 'audio' }],
    ['location', { type: 'location', ...PLACE, title: 'Harbour Books', address: 'Quay Street 5' }],
    ['sticker', { type: 'sticker', packageId: '446', stickerId: '1988' }],
  ],
};

/** One phone. `update(platformState)` and `show(entry)` keep it true; `typing(forMs)` shows dots. */
export function createPhone(platform, businessName) {
  const chats = new Map();
  const rows = new Map();
  let state = { customers: [], callbackUrl: null };
  let holder = '';
  let quoting = null;
  let editing = null;
  let typingUntil = 0;

  const titleId = `${platform}-title`;
  const subtitle = el('p', { class: 'bar__sub' });
  const log = el('ol', {
    class: 'log',
    role: 'log',
    'aria-live': 'polite',
    'aria-label': say('phoneOf', { platform: say(`platform.${platform}`) }),
    tabIndex: 0,
  });
  const input = el('textarea', { rows: 1, 'aria-label': say('composer'), placeholder: say('composer') });
  const context = el('div', { class: 'context', hidden: true });
  const quick = el('div', { class: 'quick', hidden: true });
  const wrong = el('p', { class: 'wrong', role: 'alert', hidden: true });
  const sendButton = el('button', { type: 'submit', class: 'send', 'aria-label': say('send') }, icon(ICONS.send));
  const extras = el(
    'div',
    { class: 'extras' },
    EXTRAS[platform].map(([name, saying]) => extra(name, () => speak(saying))),
  );
  const blockButton =
    platform === 'line'
      ? el('button', { type: 'button', class: 'bar__block', onclick: () => speak({ type: isBlocked() ? 'follow' : 'unfollow' }) })
      : null;
  const composer = el('form', { class: 'composer', onsubmit: submit }, input, sendButton);
  const people = el('select', { 'aria-label': say('holder'), onchange: () => hold(people.value) });
  const dials = switches(platform);

  const element = el(
    'section',
    { class: `station station--${platform}`, 'aria-labelledby': titleId },
    el(
      'div',
      { class: 'station__head' },
      el('h2', { id: titleId }, say(`platform.${platform}`)),
      el('label', { class: 'dial' }, el('span', {}, say('holder')), people),
    ),
    el(
      'div',
      { class: 'phone' },
      el(
        'div',
        { class: 'bar' },
        el('span', { class: 'bar__face', 'aria-hidden': 'true' }, businessName.slice(0, 1)),
        el('div', { class: 'bar__names' }, el('p', { class: 'bar__name' }, businessName), subtitle),
        blockButton,
      ),
      log,
      quick,
      context,
      wrong,
      extras,
      composer,
    ),
    dials.element,
  );

  input.addEventListener('input', grow);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      composer.requestSubmit();
    }
    if (event.key === 'Escape') clearContext();
  });

  function extra(name, onclick) {
    return el('button', { type: 'button', class: 'extra', title: say(name), onclick }, icon(ICONS[name]), el('span', {}, say(name)));
  }

  async function speak(saying) {
    wrong.hidden = true;
    try {
      await customerSays(platform, holder, saying);
      return true;
    } catch (error) {
      wrong.textContent = say('notSent', { why: error.message });
      wrong.hidden = false;
      return false;
    }
  }

  async function submit(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    const saying = editing
      ? { type: 'edit', messageId: editing.id, text }
      : { type: 'text', text, ...(quoting ? { quotes: quoting.id } : {}) };
    input.value = '';
    grow();
    clearContext();
    if (!(await speak(saying))) input.value = text;
  }

  function grow() {
    input.style.height = 'auto';
    // The text's height leaves out the border, and without it there would be something to scroll.
    const border = input.offsetHeight - input.clientHeight;
    input.style.height = `${Math.min(input.scrollHeight + border, 110)}px`;
  }

  function clearContext() {
    if (editing) input.value = '';
    quoting = null;
    editing = null;
    drawContext();
  }

  function drawContext() {
    const entry = quoting ?? editing;
    context.hidden = entry === null;
    if (entry === null) return;
    const close = el('button', { type: 'button', 'aria-label': say('cancel'), onclick: clearContext }, icon(ICONS.close));
    context.replaceChildren(
      el(
        'div',
        {},
        el('p', { class: 'fine' }, say(quoting ? 'replyingTo' : 'editing')),
        el('p', { class: 'context__text' }, shortOf(platform, entry)),
      ),
      close,
    );
    input.focus();
  }

  function actsOn(entry) {
    return {
      tap: speak,
      react: (emoji) => speak({ type: 'reaction', messageId: entry.id, emoji }),
      remove: () => speak({ type: platform === 'line' ? 'unsend' : 'revoke', messageId: entry.id }),
      reply: () => {
        editing = null;
        quoting = entry;
        drawContext();
      },
      edit: () => {
        quoting = null;
        editing = entry;
        input.value = shortOf(platform, entry);
        drawContext();
      },
    };
  }

  const chatOf = (customer) => chats.get(customer) ?? new Map();
  const newest = () => [...chatOf(holder).values()].at(-1);
  const isBlocked = () =>
    [...chatOf(holder).values()].findLast((entry) => ['follow', 'unfollow'].includes(entry.message?.type))?.message.type === 'unfollow';

  function rowOf(entry) {
    return bubble(platform, entry, entry.quotes === null ? undefined : chatOf(entry.customer).get(entry.quotes), actsOn(entry));
  }

  function drawAround() {
    const isTyping = Date.now() < typingUntil;
    subtitle.textContent = isTyping ? say('typing') : say(`subtitle.${platform}`);
    const last = newest();
    const offered = platform === 'line' && last?.from === 'business' ? quickReplies(last, speak) : [];
    quick.hidden = offered.length === 0;
    quick.replaceChildren(...offered);
    const blocked = isBlocked();
    blockButton?.replaceChildren(say(blocked ? 'unblock' : 'block'));
    for (const control of [input, sendButton, ...extras.children]) control.disabled = blocked || holder === '';
    input.placeholder = blocked ? say('blocked') : say('composer');
    if (rows.size > 0) return;
    const words = state.callbackUrl === null ? say('notConnected') : say(`empty.${platform}`, { business: businessName });
    log.replaceChildren(el('li', { class: 'said said--notice' }, el('p', {}, words)));
  }

  function hold(customer) {
    holder = customer;
    clearContext();
    rows.clear();
    log.replaceChildren();
    for (const entry of chatOf(customer).values()) put(entry);
    drawAround();
    log.scrollTop = log.scrollHeight;
  }

  function put(entry) {
    const row = rowOf(entry);
    const before = rows.get(entry.id);
    if (before) before.replaceWith(row);
    else {
      if (rows.size === 0) log.replaceChildren();
      log.append(row);
    }
    rows.set(entry.id, row);
  }

  return {
    element,
    reset: () => chats.clear(),
    redraw: () => hold(holder),
    update(next) {
      state = next;
      people.replaceChildren(...next.customers.map((customer) => el('option', { value: customer.id }, customer.name)));
      if (!next.customers.some((customer) => customer.id === holder)) holder = next.customers[0]?.id ?? '';
      people.value = holder;
      dials.update(next);
      drawAround();
    },
    remember(entry) {
      const chat = chatOf(entry.customer);
      chat.set(entry.id, entry);
      chats.set(entry.customer, chat);
    },
    show(entry) {
      this.remember(entry);
      if (entry.customer !== holder) return;
      const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
      if (entry.from === 'business') typingUntil = 0;
      put(entry);
      drawAround();
      if (isAtEnd || entry.from === 'customer') log.scrollTop = log.scrollHeight;
    },
    typing(customer, forMs) {
      if (customer !== holder) return;
      typingUntil = Date.now() + forMs;
      drawAround();
      setTimeout(drawAround, forMs + 50);
    },
  };
}
