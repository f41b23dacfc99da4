import type { Conversation, Id, Page } from '../api/wire.ts';
import { type View, belongs, isAbove } from './view.ts';

type Pages = readonly Page<Conversation>[];

/** Where in its page each conversation is. Made once for a page, which is replaced where it changes, never changed. */
const placesOfPages = new WeakMap<Page<Conversation>, ReadonlyMap<Id, number>>();

function placesIn(page: Page<Conversation>): ReadonlyMap<Id, number> {
  const known = placesOfPages.get(page) ?? new Map(page.data.map(({ id }, i) => [id, i]));
  placesOfPages.set(page, known);
  return known;
}

/** A conversation of a list, where it was loaded. */
export function listed(pages: Pages, id: Id): Conversation | undefined {
  for (const page of pages) {
    const at = placesIn(page).get(id);
    if (at !== undefined) return page.data[at];
  }
  return undefined;
}

/** All of a list, each once: a page that was loaded later may begin with what an event has moved up meanwhile. */
export function allOf(pages: Pages): readonly Conversation[] {
  const seen = new Set<Id>();
  return pages.flatMap(({ data }) => data.filter(({ id }) => seen.size < seen.add(id).size));
}

/**
 * The list with a conversation as it is now: at its place, or gone. Pages that it does not touch stay the same ones, so that a long list
 * costs no more than a short one, and all keep their cursors.
 */
export function arranged(pages: Pages, conversation: Conversation, view: View, memberId: Id): Pages {
  const { id } = conversation;
  const before = listed(pages, id);
  // Events of a lost connection come in order, but an answer to a call may have overtaken them.
  if (before !== undefined && before.updatedAt > conversation.updatedAt) return pages;
  // What fits a search only the gateway knows.
  if (view.q !== '') return changed(pages, id, (data) => data.map((one) => (one.id === id ? conversation : one)));
  const rest = changed(pages, id, (data) => data.filter((one) => one.id !== id));
  return belongs(conversation, view, memberId) ? inserted(rest, conversation, view.sort) : rest;
}

type Rows = readonly Conversation[];

/** With what becomes of the pages that have a conversation. */
function changed(pages: Pages, id: Id, next: (data: Rows) => Rows): Pages {
  return pages.some((page) => placesIn(page).has(id))
    ? pages.map((page) => (placesIn(page).has(id) ? { ...page, data: next(page.data) } : page))
    : pages;
}

/** At its place. What would stand behind the last row waits for its page, where more follows. */
function inserted(pages: Pages, conversation: Conversation, sort: View['sort']): Pages {
  const isBehind = (one: Conversation) => isAbove(conversation, one, sort);
  const found = pages.findIndex(({ data }) => data.some((one, i) => i === data.length - 1 && isBehind(one)));
  const page = found === -1 ? pages.length - 1 : found;
  if (found === -1 && pages[page]?.nextCursor !== null) return pages;
  return pages.map((one, i) => {
    if (i !== page) return one;
    const at = one.data.findIndex(isBehind);
    return { ...one, data: at === -1 ? [...one.data, conversation] : one.data.toSpliced(at, 0, conversation) };
  });
}
