import { el } from './dom.js';
import { moveClock, setTrouble } from './server.js';
import { isKnown, say } from './strings.js';

const TROUBLES = ['none', 'outage', 'throttle', 'expired_token', 'closed_window', 'slow', 'reset_before', 'reset_after', 'never_answer'];
const AHEAD_MS = [0, 3_600_000, 82_800_000, 90_000_000, 176_400_000];

/** The two dials under a phone: what goes wrong at the platform, and what time it is there. */
export function switches(platform, app) {
  const kinds = TROUBLES.filter((kind) => kind !== 'closed_window' || !app.hasNoWindow);
  const wrong = el('p', { class: 'wrong', role: 'alert', hidden: true });
  let last = null;
  const turn = async (work) => {
    wrong.hidden = true;
    try {
      await work();
    } catch (error) {
      wrong.textContent = say('notSwitched', { why: error.message });
      wrong.hidden = false;
      if (last !== null) update(last);
    }
  };
  const trouble = el(
    'select',
    { onchange: () => turn(() => setTrouble(platform, trouble.value)) },
    kinds.map((kind) => el('option', { value: kind }, say(`trouble.${kind}`))),
  );
  const clock = el(
    'select',
    { onchange: () => turn(() => moveClock(platform, Number(clock.value))) },
    AHEAD_MS.map((ms) => el('option', { value: String(ms) }, say(`clock.${ms}`))),
  );
  const element = el(
    'div',
    { class: 'dials' },
    el('label', { class: 'dial' }, el('span', {}, say('trouble')), trouble),
    el('label', { class: 'dial' }, el('span', {}, say('clock')), clock),
    wrong,
  );

  function update(state) {
    last = state;
    choose(trouble, state.trouble.kind, `trouble.${state.trouble.kind}`);
    choose(clock, String(state.clockAheadMs), `clock.${state.clockAheadMs}`);
    element.classList.toggle('dials--on', state.trouble.kind !== 'none' || state.clockAheadMs !== 0);
  }

  return { element, update };
}

/** Shows a value, also one that a test has set and the menu does not offer. */
function choose(select, value, key) {
  if (![...select.options].some((option) => option.value === value))
    select.append(el('option', { value }, isKnown(key) ? say(key) : value));
  select.value = value;
}
