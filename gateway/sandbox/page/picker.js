import { el } from './dom.js';
import { say, shortName } from './strings.js';

/** The panel's place among the stations. */
export const PANEL = 'business';

/**
 * Buttons that lead to a station (a phone, or the panel). Where there is room for one phone only, the others are hidden; in a
 * row that scrolls, it comes into view. News of phones out of sight is counted on their buttons.
 */
export function createPicker(platforms, stations) {
  const counts = new Map();
  const visible = new Set();
  const buttons = new Map();
  let chosen = platforms.includes(location.hash.slice(1)) ? location.hash.slice(1) : platforms[0];

  for (const name of [...platforms, PANEL]) {
    const badge = el('span', { class: 'pick__news', hidden: true });
    const words = name === PANEL ? say('businessShort') : shortName(name);
    const button = el(
      'button',
      { type: 'button', class: `pick pick--${name}`, onclick: () => pick(name) },
      el('span', { class: `dot dot--${name}`, 'aria-hidden': 'true' }),
      el('span', {}, words),
      badge,
    );
    buttons.set(name, { button, badge });
  }
  const element = el(
    'nav',
    { class: 'picker', 'aria-label': say('choosePhone') },
    [...buttons.values()].map(({ button }) => button),
  );

  const watcher = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) {
        if (isIntersecting) visible.add(target.id);
        else visible.delete(target.id);
        if (isIntersecting) count(target.id, 0);
      }
      mark();
    },
    { threshold: 0.6 },
  );
  for (const station of stations) watcher.observe(station);

  function pick(name) {
    if (name !== PANEL) {
      chosen = name;
      history.replaceState(null, '', `#${name}`);
      show();
    }
    const station = stations.find((candidate) => candidate.id === name);
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    station?.scrollIntoView({ behavior: isCalm ? 'auto' : 'smooth', block: 'nearest', inline: 'start' });
  }

  /** Where one phone is shown at a time, it is this one. */
  function show() {
    for (const station of stations) station.classList.toggle('is-chosen', station.id === chosen);
    mark();
  }

  function mark() {
    for (const [name, { button }] of buttons) button.setAttribute('aria-current', String(visible.has(name)));
  }

  function count(name, number) {
    const entry = buttons.get(name);
    if (entry === undefined) return;
    counts.set(name, number);
    entry.badge.hidden = number === 0;
    entry.badge.textContent = number === 0 ? '' : String(number);
    const words = number === 0 ? '' : say('news', { platform: say(`platform.${name}`), count: number });
    if (words === '') entry.button.removeAttribute('title');
    else entry.button.title = words;
  }

  show();

  return {
    element,
    /** A new message of the business arrived on this phone. */
    tellOf(name) {
      if (!visible.has(name)) count(name, (counts.get(name) ?? 0) + 1);
    },
    stop: () => watcher.disconnect(),
  };
}
