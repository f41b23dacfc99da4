import { sql } from 'kysely';
import type { AuditRow } from './audit-rows.ts';
import { writeAuditLine } from './audit.ts';
import type { Work } from './committer.ts';
import type { Schema } from './schema.ts';
import { SEALED_MARK, type Seal } from './seal.ts';
import { PROBE_KEY, PROBE_TEXT } from './secret-probe.ts';
import type { Store } from './store.ts';

/** A column with sealed texts, and what its rows go by. */
interface SealedColumn {
  readonly table: keyof Schema;
  readonly key: readonly string[];
  readonly column: string;
}

/** Every column that holds what a `Seal` has sealed. Second factors are the sign-in library's, see `http/auth/second-factors.ts`. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'channels', key: ['id'], column: 'secrets' },
  { table: 'subscriptions', key: ['id'], column: 'secret' },
  { table: 'subscriptions', key: ['id'], column: 'previousSecret' },
  { table: 'waits', key: ['id'], column: 'resumeUrl' },
  { table: 'waits', key: ['id'], column: 'secret' },
  { table: 'mails', key: ['id'], column: 'sealed' },
  { table: 'pushSubscriptions', key: ['id'], column: 'keys' },
  { table: 'idempotencyKeys', key: ['scope', 'key'], column: 'responseJson' },
  { table: 'meta', key: ['key'], column: 'value' },
];

/** So many texts in one commit: whoever else writes waits for no more. */
const MOST_ROWS = 200;

/** What sealing anew has come to. */
export interface Resealed {
  readonly texts: number;
  /** Texts that neither key opens, by `table.column`. They are as they were. */
  readonly unopened: ReadonlyMap<string, number>;
}

interface Found {
  readonly place: SealedColumn;
  readonly key: readonly string[];
  readonly sealed: string;
}

/**
 * Seals everything anew that was sealed with the former key, some rows in each commit. What is done stays done when this is cut short, and
 * is not done twice: each text says which key sealed it. A text that somebody changes meanwhile keeps their change.
 *
 * @param seal with both keys
 */
export async function resealAll(store: Store, seal: Seal): Promise<Resealed> {
  const write = store.committer.register(reseal());
  const unopened = new Map<string, number>();
  let texts = 0;
  for (const place of SEALED_COLUMNS) {
    let after: readonly string[] | undefined;
    for (;;) {
      const found = await findFormer(store, seal, place, after);
      const opened = found.flatMap((one) => {
        const text = openedOf(seal, one.sealed);
        if (text === undefined) unopened.set(nameOf(place), (unopened.get(nameOf(place)) ?? 0) + 1);
        return text === undefined ? [] : [{ ...one, resealed: seal.seal(text) }];
      });
      if (opened.length > 0) texts += await write(opened);
      after = found.at(-1)?.key;
      if (found.length < MOST_ROWS) break;
    }
  }
  return { texts, unopened };
}

/** Says that the database goes by the new key from now on, in one transaction with a line in the audit log. The last step. */
export function finishResealing(store: Store, seal: Seal, line: Omit<AuditRow, 'at'>): Promise<null> {
  const finish = store.committer.register<null, null>({
    name: 'new secret key',
    async run(tx, items) {
      await tx.db
        .updateTable('meta')
        .set({ value: seal.seal(PROBE_TEXT) })
        .where('key', '=', PROBE_KEY)
        .execute();
      await writeAuditLine(tx, { ...line, at: tx.now });
      return items;
    },
  });
  return finish(null);
}

/** Rows of a column after a key whose text was sealed with another key than the one of now. The probe comes last and by itself. */
async function findFormer(
  { reader }: Store,
  seal: Seal,
  place: SealedColumn,
  after: readonly string[] | undefined,
): Promise<readonly Found[]> {
  const { table, key, column } = place;
  const names = sql.join(key.map((name) => sql.ref(name)));
  const isLater = after === undefined ? sql`1 = 1` : sql`(${names}) > (${sql.join(after)})`;
  const isProbe = table === 'meta' ? sql`${sql.ref('key')} = ${PROBE_KEY}` : sql`1 = 0`;
  const { rows } = await sql<Readonly<Record<string, unknown>>>`select ${names}, ${sql.ref(column)} as "sealedText" from ${sql.table(table)}
    where ${sql.ref(column)} like ${`${SEALED_MARK}%`} and ${sql.ref(column)} not like ${`${seal.mark}%`} and ${isLater} and not ${isProbe}
    order by ${names} limit ${MOST_ROWS}`.execute(reader);
  return rows.map((row) => ({ place, key: key.map((name) => String(row[name])), sealed: String(row['sealedText']) }));
}

function openedOf(seal: Seal, sealed: string): string | undefined {
  try {
    return seal.open(sealed);
  } catch {
    return undefined;
  }
}

function nameOf({ table, column }: SealedColumn): string {
  return `${table}.${column}`;
}

/** Each item is one commit's texts; the answer is how many of them nobody had changed meanwhile. */
function reseal(): Work<readonly (Found & { readonly resealed: string })[], number> {
  return {
    name: 'sealing anew',
    async run({ db }, items) {
      const counts: number[] = [];
      for (const rows of items) {
        let count = 0;
        for (const { place, key, sealed, resealed } of rows) {
          const isIt = sql.join(
            place.key.map((name, i) => sql`${sql.ref(name)} = ${key[i]}`),
            sql` and `,
          );
          const done = await sql`update ${sql.table(place.table)} set ${sql.ref(place.column)} = ${resealed}
            where ${isIt} and ${sql.ref(place.column)} = ${sealed}`.execute(db);
          count += Number(done.numAffectedRows ?? 0);
        }
        counts.push(count);
      }
      return counts;
    },
  };
}
