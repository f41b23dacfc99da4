import type { Outcome } from '../../model/outcome.ts';
import { field, listField, textField } from './wire.ts';

/** A call's endings without its success. */
type Failed = Exclude<Outcome, { is: 'accepted' }>;

export interface PagesOptions<Entry> {
  /** Asks for the page after a cursor; for the first without one. */
  ask(after: string | undefined): Promise<{ readonly is: 'answered'; readonly json: unknown } | Failed>;
  readonly mostPages: number;
  /** One entry; undefined where it lacks what makes it one. */
  entryOf(listed: unknown): Entry | undefined;
  /** What an answer without a list is. */
  readonly unreadable: Failed;
}

/**
 * All entries of a Graph list, page by page (https://developers.facebook.com/docs/graph-api/results). The next page is asked for by its
 * cursor, never at an address from an answer: the token would go there. A page that fails fails the list, for half of one would look as
 * if the rest were gone.
 */
export async function listPages<Entry>({ ask, mostPages, entryOf, unreadable }: PagesOptions<Entry>): Promise<readonly Entry[] | Failed> {
  const entries: Entry[] = [];
  const seen = new Set<string>();
  let after: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const answer = await ask(after);
    if (answer.is !== 'answered') return answer;
    if (!Array.isArray(field(answer.json, 'data'))) return unreadable;
    entries.push(...listField(answer.json, 'data').flatMap((listed) => entryOf(listed) ?? []));
    after = nextCursor(answer.json);
    if (after === undefined || seen.has(after)) break;
    seen.add(after);
  }
  return entries;
}

/** There is a next page only where Graph names its address; the cursor of the last page leads to an empty one. */
function nextCursor(json: unknown): string | undefined {
  const paging = field(json, 'paging');
  return textField(paging, 'next') === undefined ? undefined : textField(field(paging, 'cursors'), 'after');
}
