import type { Query, TestStore } from './database.ts';
import { type Place, tablesOf } from './migration-places.ts';

const ROWS = 3;

/**
 * Values that a step of the schema reads. Whatever is not named here is made up by its column's name, so that tables and columns of later
 * steps have rows without a word here.
 */
const READ_BY_STEPS: Readonly<Record<string, (row: number) => string>> = {
  participantsJson: (row) => `[{"memberId":"id-${row}"}]`,
  phone: (row) => `1555010000${row}`,
  kind: () => 'phone',
  value: (row) => `1555010000${row}`,
  direction: () => 'inbound',
  visibility: () => 'public',
};

/** What puts a few rows into each table that has none. Rows of one number belong together: their ids are alike. */
export function fillingOf(place: Place, store: TestStore['name']): Promise<readonly string[]> {
  return place.use(async (run) => {
    const filling: string[] = [];
    for (const table of await tablesOf(run, store)) {
      if ((await run(`select 1 from "${table}" limit 1`)).length > 0) continue;
      const columns = await columnsOf(run, store, table);
      const rows = Array.from({ length: ROWS }, (_, i) => `(${columns.map((column) => valueOf(column, i + 1)).join(', ')})`);
      filling.push(`insert into "${table}" (${columns.map(({ name }) => `"${name}"`).join(', ')}) values ${rows.join(', ')}`);
    }
    return filling;
  });
}

export function fill(place: Place, filling: readonly string[]): Promise<void> {
  return place.use(async (run) => {
    for (const statement of ['begin', ...filling, 'commit']) await run(statement);
  });
}

interface Column {
  readonly name: string;
  readonly type: string;
}

/** Without those that the database fills by itself. */
async function columnsOf(run: Query, store: TestStore['name'], table: string): Promise<readonly Column[]> {
  const rows = await run(
    store === 'sqlite'
      ? `select "name", "type" from pragma_table_xinfo('${table}') where "hidden" = 0 and not ("pk" = 1 and lower("type") = 'integer')`
      : `select "column_name" as "name", "data_type" as "type" from "information_schema"."columns"
          where "table_schema" = 'public' and "table_name" = '${table}' and "is_generated" = 'NEVER'
          and ("column_default" is null or "column_default" not like '%nextval%')`,
  );
  return rows.map((row) => ({ name: String(row['name']), type: String(row['type']).toLowerCase() }));
}

function valueOf({ name, type }: Column, row: number): string {
  if (type === 'boolean') return 'true';
  if (type === 'bytea' || type === 'blob') return type === 'blob' ? `x'0${row}'` : `'\\x0${row}'`;
  if (type !== 'text') return type === 'tsvector' ? `'row${row}'` : String(row);
  const known = READ_BY_STEPS[name]?.(row);
  if (known !== undefined) return `'${known}'`;
  if (name.endsWith('Json')) return `'[]'`;
  return /id$/i.test(name) ? `'id-${row}'` : `'${name} ${row}'`;
}
