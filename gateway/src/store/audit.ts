import type { AuditRow } from './audit-rows.ts';
import type { Tx } from './committer.ts';
import { type Page, type Reads, pageOf } from './read/page.ts';

/** Who leaves lines: a member, an API key, somebody who had not signed in, or whoever works on the machine itself. */
export const AUDIT_ACTORS = ['member', 'key', 'nobody', 'operator'] as const;
export type AuditActor = (typeof AUDIT_ACTORS)[number];

/** Adds a line, in the transaction of what it tells of. */
export async function writeAuditLine({ db }: Pick<Tx, 'db'>, line: AuditRow): Promise<void> {
  await db.insertInto('audit').values(line).execute();
}

/** Which lines are asked for. Times in milliseconds since 1970, `to` not included. */
export interface AuditFilter {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly actorId?: string | undefined;
  readonly targetId?: string | undefined;
  readonly action?: string | undefined;
  /** True: only what was refused; false: only what was done. */
  readonly isRefused?: boolean | undefined;
}

/** Time and id of a line. */
export type AuditPlace = readonly [at: number, id: string];

/** Lines, latest first, each filter by an index of its own. */
export async function listAudit(
  { reader }: Pick<Reads, 'reader'>,
  filter: AuditFilter,
  page: { readonly before: AuditPlace | null; readonly limit: number },
): Promise<Page<AuditRow, AuditPlace>> {
  let query = reader
    .selectFrom('audit')
    .selectAll()
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (filter.from !== undefined) query = query.where('at', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('at', '<', filter.to);
  for (const name of ['actorId', 'targetId', 'action'] as const) {
    const value = filter[name];
    if (value !== undefined) query = query.where(name, '=', value);
  }
  if (filter.isRefused !== undefined) query = query.where('problem', filter.isRefused ? 'is not' : 'is', null);
  if (page.before !== null) {
    const [at, id] = page.before;
    query = query.where((where) => where(where.refTuple('at', 'id'), '<', where.tuple(at, id)));
  }
  return pageOf(await query.execute(), page.limit, (row) => [row.at, row.id] as const);
}
