// The part that has the chat: everything that is seen once the launcher was pressed.
import type { State } from '../talk/state.ts';
import type { Strings } from '../strings/en.ts';
import { en } from '../strings/en.ts';
import { createSay } from '../strings/say.ts';
import composerCss from './composer.css?inline';
import contentCss from './content.css?inline';
import { focusedIn, h } from './element.ts';
import { createFormats } from './formats.ts';
import type { Frame } from './frame.ts';
import type { Kit } from './kit.ts';
import { behaveAsDialog } from './open.ts';
import { type PanelParts, createPanel, type Panel } from './panel.ts';
import panelCss from './panel.css?inline';
import screensCss from './screens.css?inline';
import threadCss from './thread.css?inline';

export type Chat = Panel;

export interface ChatParts extends Omit<PanelParts, 'kit'> {
  readonly frame: Pick<Frame, 'root' | 'element' | 'adopt'>;
  readonly locale: string;
  /** Undefined: English. */
  readonly strings: Strings | undefined;
  readonly state: State;
}

export default function createChat({ frame, locale, strings = en, state, ...parts }: ChatParts): Chat {
  // What holds on narrow and low screens comes last.
  frame.adopt([panelCss, threadCss, contentCss, composerCss, screensCss].join(''));
  const say = createSay(strings, state.settings.appearance.texts, frame.element.dir === 'rtl');
  const formats = createFormats(locale, { today: say('today'), yesterday: say('yesterday') });
  const labelOf: Kit['labelOf'] = ({ name, label }) =>
    label ?? say(name === 'email' ? 'askEmail' : name === 'phone' ? 'askPhone' : 'askName');
  const kit: Kit = { h, focusedIn, say, labelOf, formats, root: frame.root, frame: frame.element, adopt: frame.adopt };
  const panel = createPanel({ ...parts, kit });
  frame.element.prepend(panel.element);
  behaveAsDialog(frame.root, panel.element, parts.onClose);
  return panel;
}
