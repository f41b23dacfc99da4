import type { Message, Page } from '../api/wire.ts';

/**
 * The pages (newest first) with a message as it is now. A change of an older message that is not loaded changes nothing.
 *
 * @returns `gap` where messages between are not known: then the thread is to be read again
 */
export function withMessage(pages: readonly Page<Message>[], message: Message): readonly Page<Message>[] | 'gap' {
  const [first, ...others] = pages;
  if (first === undefined) return pages;
  const newest = first.data[0];
  if (newest === undefined || message.seq > newest.seq) {
    if (message.seq > (newest?.seq ?? 0) + 1) return 'gap';
    return [{ ...first, data: [message, ...first.data] }, ...others];
  }
  const at = pages.findIndex((page) => page.data.some((one) => one.id === message.id));
  if (at === -1) return pages;
  return pages.map((page, i) => (i === at ? { ...page, data: page.data.map((one) => (one.id === message.id ? message : one)) } : page));
}
