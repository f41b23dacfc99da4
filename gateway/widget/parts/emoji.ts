import type { Kit, Parts } from '../look/kit.ts';
import css from './emoji.css?inline';

const GROUPS = {
  smileys: '😀 😄 😁 😅 😂 🙂 😉 😊 😍 😘 😋 😎 🤗 🤔 😐 🙄 😴 😌 😔 😢 😭 😤 😡 😱 😳 🥳 🤩 🥲 🤒 🤯 😬 🙈',
  gestures: '👍 👎 👌 ✌️ 🤞 👏 🙌 🙏 💪 👋 🤝 ✋ 👀 ❤️ 🧡 💛 💚 💙 💜 💔 💯 ✨ 🔥 🎉',
  things: '🎁 📦 🚚 🛒 💳 🧾 📷 📎 📍 🏠 ⏰ 📅 ☎️ 💡 🔑 🔒 ☀️ 🌧️ ❄️ 🌸 🍀 🍎 🍕 ☕ 🍺 🎂 🐶 🐱 ⚽ 🎵 ✅ ❌ ❓ ❗',
} as const;

let isDressed = false;

const emoji: Parts['emoji'] = (kit, onPick, onClose) => {
  if (!isDressed) kit.adopt(css);
  isDressed = true;
  const panel = kit.h('div', { class: 'emoji', role: 'group', 'aria-label': kit.say('emoji') });
  for (const name of ['smileys', 'gestures', 'things'] as const) {
    const buttons = GROUPS[name]
      .split(' ')
      .map((one) => kit.h('button', { type: 'button', tabindex: '-1', click: () => onPick(one) }, one));
    panel.append(kit.h('h3', {}, kit.say(name)), kit.h('div', {}, ...buttons));
  }
  const all = [...panel.querySelectorAll('button')];
  all[0]?.setAttribute('tabindex', '0');
  panel.addEventListener('keydown', (event) => walk(event, kit, all, onClose));
  return panel;
};

/** One stop for the Tab key; the arrows go from one to the next. */
function walk(event: KeyboardEvent, kit: Kit, all: readonly HTMLButtonElement[], onClose: () => void): void {
  if (event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
    return onClose();
  }
  const here = all.findIndex((one) => one === kit.focusedIn(kit.root));
  const first = all[0];
  const perRow = first === undefined ? 1 : all.filter((one) => one.offsetTop === first.offsetTop).length;
  const forward = kit.frame.dir === 'rtl' ? -1 : 1;
  const step = { ArrowRight: forward, ArrowLeft: -forward, ArrowDown: perRow, ArrowUp: -perRow }[event.key];
  const next = step === undefined ? undefined : all[here + step];
  if (next === undefined) return;
  event.preventDefault();
  all[here]?.setAttribute('tabindex', '-1');
  next.setAttribute('tabindex', '0');
  next.focus();
}

export default emoji;
