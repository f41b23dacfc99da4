/** Where the visitor is, without what is nobody's business: the part after `#`, and everything in the query but where they came from. */
export function pageNow(): { readonly url: string; readonly title: string; readonly referrer?: string } {
  const { origin, pathname } = location;
  const referrer = document.referrer === '' ? {} : { referrer: document.referrer.replace(/[?#].*$/, '').slice(0, 2000) };
  return { url: `${origin}${pathname}`.slice(0, 2000), title: document.title.slice(0, 300), ...referrer };
}

/**
 * What a link in a mail says behind `#parley=`: whose conversation is to be shown, or `open`. It is taken out of the address, so that
 * nobody copies it from there. Undefined where there is none.
 */
export function takeLink(): string | undefined {
  const [, link] = /^#parley=([\w.-]{4,200})$/.exec(location.hash) ?? [];
  if (link !== undefined) history.replaceState(history.state, '', location.pathname + location.search);
  return link;
}

const UTM = ['source', 'medium', 'campaign', 'term', 'content'] as const;

export interface Origin {
  readonly ref?: string;
  readonly utm?: Readonly<Partial<Record<(typeof UTM)[number], string>>>;
}

/** What the address says of the way here: `?ref=` and the UTM fields. */
export function originOf(search: string): Origin {
  const query = new URLSearchParams(search);
  const ref = query.get('ref')?.slice(0, 200);
  const utm = Object.fromEntries(
    UTM.flatMap((name) => {
      const value = query.get(`utm_${name}`)?.slice(0, 200);
      return value ? [[name, value]] : [];
    }),
  );
  return { ...(ref ? { ref } : {}), ...(Object.keys(utm).length > 0 ? { utm } : {}) };
}

/** Calls back when the site shows another page without loading one. */
export function onPageChange(changed: () => void): void {
  let shown = location.href;
  const look = () => {
    if (location.href === shown) return;
    shown = location.href;
    // The title follows the address in most sites.
    setTimeout(changed, 300);
  };
  addEventListener('popstate', look);
  // Where it is missing, `history` would have to be replaced, which is not ours: a press or a key is when pages change.
  const navigation: unknown = Reflect.get(globalThis, 'navigation');
  if (navigation instanceof EventTarget) navigation.addEventListener('currententrychange', look);
  else for (const event of ['click', 'keyup']) addEventListener(event, () => setTimeout(look, 100), { passive: true });
}
