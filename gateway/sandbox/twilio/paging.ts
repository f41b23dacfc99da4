/** One page of a list, newest first, as Twilio cuts it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly page: number;
  readonly pageSize: number;
  /** Position of the first item in the whole list. */
  readonly start: number;
  /** The query of the page after it, if there is one. */
  readonly next: string | null;
}

/** 50 unless asked for otherwise, 1000 at most: https://www.twilio.com/docs/usage/twilios-response#response-formats-list-paging-information */
const SIZE = { usual: 50, most: 1000 } as const;

/**
 * The page that `PageSize`, `Page` and `PageToken` ask for. A token names the last item of the page before, so that what is added
 * meanwhile shifts nothing; other parameters are kept in the next page's query.
 */
export function cutPage<T extends { readonly sid: string }>(list: readonly T[], query: URLSearchParams): Page<T> {
  const asked = Number(query.get('PageSize') ?? SIZE.usual);
  const pageSize = Number.isInteger(asked) && asked > 0 ? Math.min(asked, SIZE.most) : SIZE.usual;
  const page = Math.max(0, Math.trunc(Number(query.get('Page') ?? 0)) || 0);
  const token = query.get('PageToken');
  const before = token === null ? -1 : list.findIndex((item) => `PA${item.sid}` === token);
  const start = token === null ? page * pageSize : before + 1;
  const items = list.slice(start, start + pageSize);
  const last = items.at(-1);
  const next = new URLSearchParams(query);
  next.set('PageSize', String(pageSize));
  next.set('Page', String(page + 1));
  if (last !== undefined) next.set('PageToken', `PA${last.sid}`);
  return { items, page, pageSize, start, next: start + items.length < list.length ? next.toString() : null };
}

/** A list as the newer APIs answer it: `{[key]: […], meta: {…}}` with whole addresses. */
export function listBody<T>(key: string, page: Page<T>, address: string): Readonly<Record<string, unknown>> {
  const first = `${address}?PageSize=${page.pageSize}&Page=0`;
  return {
    [key]: page.items,
    meta: {
      key,
      page: page.page,
      page_size: page.pageSize,
      url: page.page === 0 ? first : `${address}?PageSize=${page.pageSize}&Page=${page.page}`,
      first_page_url: first,
      previous_page_url: page.page === 0 ? null : `${address}?PageSize=${page.pageSize}&Page=${page.page - 1}`,
      next_page_url: page.next === null ? null : `${address}?${page.next}`,
    },
  };
}
