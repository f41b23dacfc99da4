import type { Parts } from '../look/kit.ts';
import css from './viewer.css?inline';

let isDressed = false;

/** The browser's own dialog: it keeps the focus inside, closes by Escape, and gives the focus back. */
const viewer: Parts['viewer'] = ({ h, say, frame, adopt }, { url, name }) => {
  if (!isDressed) adopt(css);
  isDressed = true;
  const dialog = h(
    'dialog',
    { class: 'viewer', 'aria-label': say('viewer') },
    h('img', { src: url, alt: name }),
    h(
      'nav',
      {},
      h('a', { href: url, target: '_blank', rel: 'noopener noreferrer', download: name }, say('download')),
      h('button', { type: 'button', class: 'plain', click: () => dialog.close() }, say('close')),
    ),
  );
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  dialog.addEventListener('close', () => dialog.remove());
  frame.append(dialog);
  dialog.showModal();
};

export default viewer;
