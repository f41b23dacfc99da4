// What opening does to the page around: the focus, the Escape key, and the whole screen on phones.
import { focusedIn } from './element.ts';

/** Narrower than this, the chat takes the whole screen. The same number stands in `screens.css`. */
const PHONE = '(max-width: 520px)';

const CAN_HAVE_FOCUS = 'button:not([disabled]), [href], input:not([hidden]), textarea, select, audio, video, [tabindex="0"]';

/**
 * Makes the panel behave as a dialog: Escape closes it. Where it covers the whole page nothing behind it can be reached (the focus goes
 * round in it), elsewhere the page goes on being there.
 */
export function behaveAsDialog(root: ShadowRoot, panel: HTMLElement, close: () => void): void {
  const phone = matchMedia(PHONE);
  const cover = () => {
    panel.setAttribute('aria-modal', String(phone.matches));
    // A phone's keyboard takes a part of the screen without telling the layout.
    const seen = globalThis.visualViewport;
    panel.style.setProperty('--seen', phone.matches && seen !== null ? `${seen.height}px` : '100dvh');
    panel.style.setProperty('--top', phone.matches && seen !== null ? `${seen.offsetTop}px` : '0px');
  };
  phone.addEventListener('change', cover);
  for (const event of ['resize', 'scroll']) visualViewport?.addEventListener(event, cover);
  cover();
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) return close();
    if (event.key === 'Tab' && phone.matches) keepInside(root, panel, event);
  });
}

function keepInside(root: ShadowRoot, panel: HTMLElement, event: KeyboardEvent): void {
  const all = [...panel.querySelectorAll<HTMLElement>(CAN_HAVE_FOCUS)].filter((one) => one.checkVisibility());
  const [first, last] = [all[0], all.at(-1)];
  const here = focusedIn(root);
  const [edge, other] = event.shiftKey ? [first, last] : [last, first];
  if (here !== edge) return;
  event.preventDefault();
  other?.focus();
}
