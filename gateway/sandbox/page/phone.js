import { bubble } from './bubble.js';
import { createCompose } from './compose.js';
import { el } from './dom.js';
import { PLATFORMS } from './platforms.js';
import { customerSays } from './server.js';
import { say, shortName } from './strings.js';
import { switches } from './switches.js';

/** One phone. `update(platformState)` and `show(entry)` keep it true; `typing(forMs)` shows dots. */
export function createPhone(platform, businessName) {
  const app = PLATFORMS[platform];
  const chats = new Map();
  const rows = new Map();
  let state = { customers: [], callbackUrl: null };
  let holder = '';
  let typingUntil = 0;
  let isLoading = true;
  let isAtEnd = true;

  const title = say(`platform.${platform}`);
  const subtitle = el('p', { class: 'bar__sub' });
  const log = el('ol', {
    class: 'log',
    role: 'log',
    'aria-live': 'polite',
    'aria-label': say('phoneOf', { platform: title }),
    tabIndex: 0,
  });
  const quick = el('div', { class: 'quick', hidden: true });
  const wrong = el('p', { class: 'wrong', role: 'alert', hidden: true });
  const compose = createCompose(app, speak);
  const blockButton = app.block
    ? el('button', { type: 'button', class: 'bar__block', onclick: () => speak(isBlocked() ? app.block.comeBack : app.block.leave) })
    : null;
  const people = el('select', { class: 'holder', 'aria-label': say('holder'), onchange: () => hold(people.value) });
  const dials = switches(platform, app);

  const element = el(
    'section',
    { class: `station station--${platform}`, id: platform, 'aria-labelledby': `${platform}-title` },
    el(
      'div',
      { class: 'station__head' },
      el('h2', { id: `${platform}-title`, title }, el('span', { class: `dot dot--${platform}` }), shortName(platform)),
      people,
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
      wrong,
      compose.elements,
    ),
    dials.element,
  );

  const toEnd = () => (log.scrollTop = log.scrollHeight);
  log.addEventListener('scroll', () => (isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80), { passive: true });
  // A picture that comes late would push the last message out of sight.
  log.addEventListener('load', () => isAtEnd && toEnd(), true);
  // So would quick replies and a keyboard, and a phone that was hidden begins at its top.
  const watcher = new ResizeObserver(() => isAtEnd && toEnd());
  watcher.observe(log);

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

  function actsOn(entry) {
    return {
      tap: speak,
      react: (emoji) => speak(app.react(entry, emoji)),
      remove: () => speak(app.remove(entry)),
      reply: () => compose.reply(entry),
      edit: () => compose.edit(entry),
    };
  }

  const chatOf = (customer) => chats.get(customer) ?? new Map();
  const entriesOf = (customer) => [...chatOf(customer).values()];
  const isBlocked = () => {
    const last = entriesOf(holder).findLast((entry) => app.isBlocked?.(entry) !== undefined);
    return last !== undefined && app.isBlocked(last) === true;
  };

  function rowOf(entry) {
    const entries = entriesOf(entry.customer);
    const before = entries[entries.findIndex((other) => other.id === entry.id) - 1];
    const quoted = entry.quotes === null ? undefined : chatOf(entry.customer).get(entry.quotes);
    return bubble(platform, entry, { quoted, before }, actsOn(entry));
  }

  function drawAround() {
    subtitle.textContent = Date.now() < typingUntil ? say('typing') : say(`subtitle.${platform}`);
    const last = entriesOf(holder).at(-1);
    const offered = last?.from === 'business' ? app.offered(last, speak) : [];
    quick.hidden = offered.length === 0;
    quick.replaceChildren(...offered);
    const blocked = isBlocked();
    blockButton?.replaceChildren(say(blocked ? app.block.comeBackWord : app.block.leaveWord));
    compose.allow(!blocked && holder !== '', blocked ? say(app.block.blockedWord) : say('composer'));
    if (rows.size > 0) return;
    const words = isLoading ? say('loading') : state.callbackUrl === null ? say('notConnected') : say('empty', { business: businessName });
    log.replaceChildren(el('li', { class: 'said said--notice' }, el('p', {}, words)));
  }

  function hold(customer) {
    holder = customer;
    typingUntil = 0;
    compose.clear();
    wrong.hidden = true;
    rows.clear();
    log.replaceChildren();
    for (const entry of chatOf(customer).values()) put(entry);
    drawAround();
    isAtEnd = true;
    toEnd();
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

  drawAround();

  return {
    element,
    reset: () => chats.clear(),
    redraw: () => hold(holder),
    stop: () => watcher.disconnect(),
    update(next) {
      state = next;
      isLoading = false;
      people.replaceChildren(
        ...next.customers.map((customer) => el('option', { value: customer.id }, say('youAre', { name: customer.name }))),
      );
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
    /** Returns whether it is a new message of the business for whoever holds the phone. */
    show(entry) {
      const isNew = !chatOf(entry.customer).has(entry.id);
      this.remember(entry);
      if (entry.customer !== holder) return false;
      if (entry.from === 'business') typingUntil = 0;
      put(entry);
      drawAround();
      isAtEnd ||= isNew && entry.from === 'customer';
      if (isAtEnd) toEnd();
      return isNew && entry.from === 'business';
    },
    typing(customer, forMs) {
      if (customer !== holder) return;
      typingUntil = Date.now() + forMs;
      drawAround();
      setTimeout(drawAround, forMs + 50);
    },
  };
}
