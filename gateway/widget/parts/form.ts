import type { PreChatField } from '../net/wire.ts';
import type { Kit, Parts } from '../look/kit.ts';
import css from './form.css?inline';

let isDressed = false;

/** What is to be agreed to and answered before the first word, on one page. */
const form: Parts['form'] = (kit, { consent, fields }, onDone) => {
  const { h, say } = kit;
  if (!isDressed) kit.adopt(css);
  isDressed = true;
  const rows = fields.map((field) => rowOf(kit, field));
  const url = consent?.url !== undefined && /^https?:/i.test(consent.url) ? consent.url : undefined;
  const element = h(
    'form',
    { class: 'form', novalidate: true },
    h('h3', {}, say('beforeChat')),
    ...rows.map((row) => row.element),
    consent !== undefined &&
      h(
        'p',
        {},
        h('bdi', {}, consent.text),
        ' ',
        url !== undefined && h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, say('privacy')),
      ),
    h('button', { type: 'submit', class: 'main' }, say(consent === undefined ? 'begin' : 'agree')),
  );
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    const wrong = rows.filter((row) => !row.check());
    if (wrong.length > 0) return wrong[0]?.control.focus();
    onDone(Object.fromEntries(rows.map(({ name, control }) => [name, control.value.trim()]).filter(([, value]) => value !== '')));
  });
  return element;
};

interface Row {
  readonly name: string;
  readonly element: HTMLElement;
  readonly control: HTMLInputElement | HTMLTextAreaElement;
  /** Whether what stands there may go; says beside it why not. */
  check(): boolean;
}

function rowOf({ h, say, labelOf }: Kit, question: PreChatField): Row {
  const { name, type, required } = question;
  const id = `wrong-${name}`;
  const autocomplete = { name: 'name', email: 'email', phone: 'tel' }[name] ?? 'off';
  const props = { name, autocomplete, maxlength: 1000, 'aria-required': String(required), 'aria-describedby': id, dir: 'auto' };
  const control = type === 'textarea' ? h('textarea', props) : h('input', { ...props, type });
  const wrong = h('span', { class: 'bad', id, 'aria-live': 'polite' });
  return {
    name,
    control,
    element: h('label', {}, labelOf(question), control, wrong),
    check() {
      const value = control.value.trim();
      const isEmail = type !== 'email' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value);
      wrong.textContent = value === '' ? (required ? say('required') : '') : isEmail ? '' : say('email');
      control.setAttribute('aria-invalid', String(wrong.textContent !== ''));
      return wrong.textContent === '';
    },
  };
}

export default form;
