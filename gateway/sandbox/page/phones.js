import { el } from './dom.js';
import { createPanel } from './panel.js';
import { createPhone } from './phone.js';
import { listen } from './server.js';
import { say } from './strings.js';

const BUSINESS = 'Harbour Books';

const desk = document.getElementById('desk');
const lost = document.getElementById('lost');
const phones = new Map(['whatsapp', 'line'].map((platform) => [platform, createPhone(platform, BUSINESS)]));
const panel = createPanel();

document.getElementById('what').textContent = say('what');
lost.textContent = say('lost');
desk.append(...[...phones.values()].map((phone) => phone.element), panel.element);

let gateway = null;

listen({
  connected(isUp) {
    lost.hidden = isUp;
    desk.classList.toggle('desk--lost', !isUp);
  },
  state(state) {
    gateway = state.gateway;
    document
      .getElementById('links')
      .replaceChildren(...(gateway ? [el('a', { href: gateway.docsUrl, target: '_blank', rel: 'noreferrer' }, say('docs'))] : []));
    for (const platform of state.platforms) {
      const phone = phones.get(platform.platform);
      if (!phone) continue;
      phone.reset();
      platform.entries.forEach((entry) => phone.remember(entry));
      phone.update(platform);
      phone.redraw();
    }
    panel.start(gateway !== null);
  },
  entry({ platform, entry }) {
    phones.get(platform)?.show(entry);
    panel.nudge();
  },
  typing({ platform, customer, forMs }) {
    phones.get(platform)?.typing(customer, forMs);
  },
  platform(state) {
    phones.get(state.platform)?.update(state);
  },
});

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && gateway !== null) panel.start(true);
});
// An open message menu closes when the eye goes elsewhere.
document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('details.actions[open]')) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener('scroll', () => document.querySelectorAll('details.actions[open]').forEach((menu) => (menu.open = false)), {
  capture: true,
  passive: true,
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') for (const menu of document.querySelectorAll('details.actions[open]')) menu.open = false;
});
