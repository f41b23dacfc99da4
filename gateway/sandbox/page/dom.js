/**
 * Makes an element. Properties that begin with `on` are listeners, `class`, `role`, `aria-*` and `data-*` are attributes,
 * the rest are properties of the element. Children that are null or false are left out; text stays text, never HTML.
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (/^(class|role|for|list|aria-|data-)/.test(name)) element.setAttribute(name, value === true ? '' : value);
    else element[name] = value;
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Text in which web addresses can be followed. */
export function linked(text) {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) => (index % 2 === 1 ? el('a', { href: part, target: '_blank', rel: 'noreferrer' }, part) : part));
}

/** An address that a button may lead to; anything else (`javascript:` and the like) leads nowhere. */
export function safeHref(url) {
  return /^(https?|tel|mailto|line):/.test(String(url)) ? url : '#';
}

/** An SVG element. */
function svg(tag, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A small drawing from `d`, for a button: its name is on the button. */
export function icon(d) {
  return svg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true', class: 'icon' }, svg('path', { d }));
}

/** A sticker: a waving bear. */
export function bear(label) {
  const disc = (cx, cy, r, fill) => svg('circle', { cx, cy, r, fill });
  return svg(
    'svg',
    { viewBox: '0 0 100 100', class: 'sticker', role: 'img', 'aria-label': label },
    disc(24, 27, 13, '#8a5a35'),
    disc(76, 27, 13, '#8a5a35'),
    disc(24, 27, 7, '#d9a679'),
    disc(76, 27, 7, '#d9a679'),
    disc(50, 54, 38, '#a06c42'),
    disc(36, 48, 4, '#2b1c12'),
    disc(64, 48, 4, '#2b1c12'),
    svg('ellipse', { cx: 50, cy: 66, rx: 18, ry: 14, fill: '#e9c8a3' }),
    svg('ellipse', { cx: 50, cy: 60, rx: 5, ry: 3.5, fill: '#2b1c12' }),
    svg('path', { d: 'M42 68c3 5 13 5 16 0', fill: 'none', stroke: '#2b1c12', 'stroke-width': 2.5, 'stroke-linecap': 'round' }),
  );
}

export const ICONS = {
  send: 'M4 12 20 4l-5 16-3.5-6.5L4 12Zm7.5 1.5L20 4',
  photo: 'M4 6h16v12H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01',
  voice: 'M12 4a2.5 2.5 0 0 1 2.500 2.500v5a2.500 2.500 0 0 1-5 0v-5A2.500 2.500 0 0 1 12 4ZM6 11.500a6 6 0 0 0 12 0M12 17.500V20',
  location:
    'M12 21s6.500-5.500 6.500-11a6.500 6.500 0 0 0-13 0c0 5.500 6.500 11 6.500 11Zm0-8.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
  sticker: 'M12 3.500a8.500 8.500 0 1 0 8.500 8.500L12 3.500Zm0 0V9a3 3 0 0 0 3 3h5.500M8.500 14s1 2 3.500 2 3-1 3.500-1.500',
  contact: 'M12 12a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM5 20c.5-4 3.500-6 7-6s6.500 2 7 6',
  more: 'M6 10l6 6 6-6',
  close: 'M6 6l12 12M18 6 6 18',
  like: 'M7 11v9H4v-9h3Zm0 0 4-7c1.500 0 2.300 1 2 2.500L12.500 10H18c1.200 0 2 1 1.800 2.200l-1 6c-.2 1-1 1.800-2 1.800H7',
  business: 'M4 20V9l8-5 8 5v11M9 20v-6h6v6',
  pin: 'M12 21s6.500-5.500 6.500-11a6.500 6.500 0 0 0-13 0c0 5.500 6.500 11 6.500 11Z',
  file: 'M7 3h7l4 4v14H7zM14 3v4h4',
};
