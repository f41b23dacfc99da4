import { el, icon, ICONS } from './dom.js';
import { INSTAGRAM_ICONS } from './instagram.js';
import { say } from './strings.js';
import { WECHAT_ICONS } from './wechat.js';

const DRAWINGS = { ...ICONS, ...WECHAT_ICONS, ...INSTAGRAM_ICONS };

/**
 * The lower end of a phone: what is being answered or edited, what else can be sent, the input. `speak(saying)` says it and
 * tells whether it went out.
 */
export function createCompose(app, speak) {
  let quoting = null;
  let editing = null;

  const input = el('textarea', { rows: 1, 'aria-label': say('composer'), placeholder: say('composer') });
  const context = el('div', { class: 'context', hidden: true });
  const sendButton = el('button', { type: 'submit', class: 'send', 'aria-label': say('send') }, icon(ICONS.send));
  const extras = el(
    'div',
    { class: 'extras', role: 'group', 'aria-label': say('extras') },
    app.extras.map(([name, saying]) =>
      el(
        'button',
        { type: 'button', class: 'extra', title: say(name), onclick: () => speak(saying) },
        icon(DRAWINGS[name]),
        el('span', {}, say(name)),
      ),
    ),
  );
  const form = el('form', { class: 'composer', onsubmit: submit }, input, sendButton);

  input.addEventListener('input', grow);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
    if (event.key === 'Escape') clear();
  });

  async function submit(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    const saying = editing ? app.edit(editing, text) : quoting ? app.reply(text, quoting) : { type: 'text', text };
    const before = { quoting, editing };
    input.value = '';
    grow();
    clear();
    if (await speak(saying)) return;
    ({ quoting, editing } = before);
    input.value = text;
    draw();
  }

  function grow() {
    input.style.height = 'auto';
    // The text's height leaves out the border, and without it there would be something to scroll.
    const border = input.offsetHeight - input.clientHeight;
    input.style.height = `${Math.min(input.scrollHeight + border, 110)}px`;
  }

  function clear() {
    if (editing) input.value = '';
    quoting = null;
    editing = null;
    draw();
  }

  function draw() {
    const entry = quoting ?? editing;
    context.hidden = entry === null;
    if (entry === null) return;
    const close = el('button', { type: 'button', 'aria-label': say('cancel'), onclick: clear }, icon(ICONS.close));
    context.replaceChildren(
      el(
        'div',
        {},
        el('p', { class: 'fine' }, say(quoting ? 'replyingTo' : 'editing')),
        el('p', { class: 'context__text' }, app.short(entry)),
      ),
      close,
    );
    input.focus();
  }

  return {
    elements: [context, extras, form],
    clear,
    reply(entry) {
      clear();
      quoting = entry;
      draw();
    },
    edit(entry) {
      clear();
      editing = entry;
      input.value = app.short(entry);
      draw();
    },
    /** `why`: what stands in the input while nothing can be written. */
    allow(isAllowed, why) {
      for (const control of [input, sendButton, ...extras.children]) control.disabled = !isAllowed;
      input.placeholder = isAllowed ? say('composer') : why;
    },
  };
}
