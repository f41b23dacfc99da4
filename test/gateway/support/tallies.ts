import { sql } from 'kysely';
import { TALLY_COLUMNS } from '../../../gateway/src/store/records.ts';
import { TALLY_VALUES } from '../../../gateway/src/store/tallies.ts';
import type { Store } from '../../../gateway/src/store/store.ts';

/** Kinds of conversations of which the tallies say another number than a count of the rows. */
export async function wrongTallies({ reader }: Pick<Store, 'reader'>): Promise<readonly unknown[]> {
  const columns = sql.join(TALLY_COLUMNS.map((column) => sql.ref(column)));
  const { rows } = await sql`select ${columns}, cast(sum("n") as bigint) as "tallied minus counted" from (
      select ${columns}, "n" from "tallies"
      union all select "one".*, -1 as "n" from (select ${TALLY_VALUES}, "waitLevel" from "conversations") as "one"
    ) as "both" group by ${columns} having sum("n") <> 0`.execute(reader);
  return rows;
}
