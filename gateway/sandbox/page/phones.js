import { el } from './dom.js';
import { createPanel } from './panel.js';
import { createPhone } from './phone.js';
import { createPicker } from './picker.js';
import { PLATFORMS } from './platforms.js';
import { listen } from './server.js';
import { chooseFirstLanguage, chooseLanguage, language, LANGUAGES, say } from './strings.js';

const BUSINESS = 'Harbour Books';

const desk = document.getElementById('desk');
const lost = document.getElementById('lost');

/** Builds the whole page in the language spoken now; `stop` takes its listeners away, so that another can be built. */
function build() {
  const names = Object.keys(PLATFORMS);
  const phones = new Map(names.map((platform) => [platform, createPhone(platform, BUSINESS)]));
  const panel = createPanel();
  const picker = createPicker(names, [...[...phones.values()].map((phone) => phone.element), panel.element]);
  let gateway = null;

  document.documentElement.lang = language();
  document.getElementById('what').textContent = say('what');
  document.getElementById('language').setAttribute('aria-label', say('language'));
  lost.textContent = say('lost');
  const row = el(
    'div',
    { class: 'phones' },
    [...phones.values()].map((phone) => phone.element),
  );
  desk.replaceChildren(picker.element, row, panel.element);
  row.scrollLeft = (phones.get(location.hash.slice(1))?.element.offsetLeft ?? row.offsetLeft) - row.offsetLeft;

  const stopListening = listen({
    connected(isUp) {
      lost.hidden = isUp;
      desk.classList.toggle('desk--lost', !isUp);
    },
    state(state) {
      gateway = state.gateway;
      const docs = gateway ? [el('a', { href: gateway.docsUrl, target: '_blank', rel: 'noreferrer' }, say('docs'))] : [];
      document.getElementById('links').replaceChildren(...docs);
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
      if (phones.get(platform)?.show(entry)) picker.tellOf(platform);
      panel.nudge();
    },
    typing({ platform, customer, forMs }) {
      phones.get(platform)?.typing(customer, forMs);
    },
    platform(state) {
      phones.get(state.platform)?.update(state);
    },
  });

  return {
    lookAgain: () => (gateway === null ? undefined : panel.start(true)),
    stop() {
      stopListening();
      panel.stop();
      phones.forEach((phone) => phone.stop());
      picker.stop();
    },
  };
}

chooseFirstLanguage();
let page = build();

const languages = document.getElementById('language');
languages.append(...LANGUAGES.map(({ code, name }) => el('option', { value: code, lang: code }, name)));
languages.value = language();
languages.addEventListener('change', () => {
  chooseLanguage(languages.value);
  page.stop();
  page = build();
});

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) page.lookAgain();
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
