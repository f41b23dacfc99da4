import type { State } from '../talk/state.ts';
import { asMessage, belongsTogether } from '../talk/thread.ts';
import { bubble } from './bubble.ts';
import { contentView } from './content.ts';
import { h } from './element.ts';
import type { Kit, LoadPart } from './kit.ts';

/** What is announced, for whoever has to answer something before the chat: it can be read there, and answered afterwards. */
export function saidToAll({ announcements, settings }: State, kit: Kit, loadPart: LoadPart): readonly HTMLElement[] {
  if (announcements.length === 0) return [];
  const said = announcements.map((one) => asMessage(one, settings.appearance.title));
  const lines = said.map((message, i) => {
    const [earlier, later] = [said[i - 1], said[i + 1]];
    const isLast = later === undefined || !belongsTogether(message, later);
    const content = contentView(message.content, { kit, loadPart, isOpen: false, fields: [], onChoose: () => undefined });
    return bubble(message, { isFirst: !belongsTogether(earlier, message), isLast, receipt: null }, content, kit);
  });
  return [h('ol', { class: 'lines' }, ...lines)];
}
