import type { Settings } from '../net/wire.ts';
import { directionOf } from '../strings/language.ts';
import { h } from './element.ts';
import { type Theme, paletteOf } from './palette.ts';
import css from './frame.css?inline';

/** The widget's corner of a page, with walls of its own. */
export interface Frame {
  readonly root: ShadowRoot;
  readonly element: HTMLElement;
  dress(settings: Settings): void;
  adopt(css: string): void;
}

/**
 * Puts the widget's root on the page: a shadow root, so that neither's styles reach the other, with constructed style sheets, which a
 * site's policy on styles need not allow. It stands outside the flow, so that nothing on the page moves.
 *
 * @param theme the visitor's own unless the site says one
 */
export function createFrame(locale: string, theme: Theme | undefined): Frame {
  const host = document.createElement('parley-chat');
  const root = host.attachShadow({ mode: 'open' });
  const adopt = (text: string) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  };
  adopt(css);
  const element = h('div', { class: 'frame', dir: directionOf(locale), lang: locale });
  root.append(element);
  // A site's own shortcuts would take what is written here for its keys: from outside, nobody sees that this is a text field.
  for (const event of ['keydown', 'keyup', 'keypress']) root.addEventListener(event, (pressed) => pressed.stopPropagation());
  let dressedBy: Settings['appearance'] | undefined;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const paint = () => {
    const now = theme ?? (dark.matches ? 'dark' : 'light');
    const { accent, accentText, ink } = paletteOf(dressedBy?.colour, now);
    element.dataset['theme'] = now;
    element.dataset['side'] = dressedBy?.position ?? 'right';
    for (const [name, value] of Object.entries({ accent, 'accent-text': accentText, ink })) element.style.setProperty(`--${name}`, value);
  };
  dark.addEventListener('change', paint);
  stayOnPage(host);
  return {
    root,
    element,
    adopt,
    dress({ appearance }) {
      dressedBy = appearance;
      paint();
    },
  };
}

/** Sites that change pages by themselves sometimes change the whole body. */
function stayOnPage(host: HTMLElement): void {
  const put = () => {
    if (!host.isConnected) document.body?.append(host);
  };
  const onBody = new MutationObserver(put);
  const look = () => {
    put();
    onBody.disconnect();
    if (document.body !== null) onBody.observe(document.body, { childList: true });
  };
  new MutationObserver(look).observe(document.documentElement, { childList: true });
  look();
}
