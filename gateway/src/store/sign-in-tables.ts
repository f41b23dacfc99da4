import { type RawBuilder, sql } from 'kysely';
import type { Store } from './store.ts';

/** The tables that the sign-in library keeps its records in. */
export const SIGN_IN_TABLES = ['authUsers', 'authAccounts', 'authTwoFactors', 'authSessions', 'authVerifications'] as const;
export type SignInTable = (typeof SIGN_IN_TABLES)[number];

/** What a column can hold here. Times are milliseconds, booleans 0 and 1. */
export type Cell = string | number | null;
export type Row = Readonly<Record<string, Cell>>;

/** One condition; `connector` says how it is joined to the one before. */
export interface Condition {
  readonly field: string;
  readonly operator: 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte' | 'in';
  readonly value: Cell | readonly Cell[];
  readonly connector: 'AND' | 'OR';
}

export interface Found {
  readonly table: SignInTable;
  readonly where: readonly Condition[];
}

/**
 * Reads and writes of the sign-in library. Every write is a piece of work for the group commit, like all others: none falls into the
 * middle of another's transaction or makes a commit wait, and it is on the disk when its promise resolves.
 */
export interface SignInTables {
  find(
    found: Found,
    options: { readonly limit: number; readonly offset?: number; readonly sort?: Sort | undefined },
  ): Promise<readonly Row[]>;
  count(found: Found): Promise<number>;
  insert(table: SignInTable, row: Row): Promise<void>;
  /** Sets columns and adds to others in one statement. Gives the rows as they are then. */
  update(found: Found, change: { readonly set: Row; readonly add?: Readonly<Record<string, number>> }): Promise<readonly Row[]>;
  /** Gives what was removed; of several who remove the same row one gets it. */
  remove(found: Found): Promise<readonly Row[]>;
}

export interface Sort {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
}

export function createSignInTables({ reader, committer }: Pick<Store, 'reader' | 'committer'>): SignInTables {
  const write = committer.register<RawBuilder<Row>, readonly Row[]>({
    name: 'sign-in',
    async run(tx, statements) {
      const results: (readonly Row[])[] = [];
      for (const statement of statements) results.push((await statement.execute(tx.db)).rows);
      return results;
    },
  });
  return {
    async find({ table, where }, { limit, offset = 0, sort }) {
      const order = sort === undefined ? sql`` : sql`order by ${sql.ref(sort.field)} ${sql.raw(sort.direction === 'asc' ? 'asc' : 'desc')}`;
      const query = sql<Row>`select * from ${sql.table(table)} ${whereOf(where)} ${order} limit ${limit} offset ${offset}`;
      return (await query.execute(reader)).rows;
    },
    async count({ table, where }) {
      const query = sql<{ n: number }>`select count(*) as n from ${sql.table(table)} ${whereOf(where)}`;
      return Number((await query.execute(reader)).rows[0]?.n ?? 0);
    },
    async insert(table, row) {
      const names = Object.keys(row).map((name) => sql.ref(name));
      await write(sql<Row>`insert into ${sql.table(table)} (${sql.join(names)}) values (${sql.join(Object.values(row))})`);
    },
    update({ table, where }, { set, add = {} }) {
      const parts = [
        ...Object.entries(set).map(([name, value]) => sql`${sql.ref(name)} = ${value}`),
        ...Object.entries(add).map(([name, by]) => sql`${sql.ref(name)} = coalesce(${sql.ref(name)}, 0) + ${by}`),
      ];
      return write(sql<Row>`update ${sql.table(table)} set ${sql.join(parts)} ${whereOf(where)} returning *`);
    },
    remove: ({ table, where }) => write(sql<Row>`delete from ${sql.table(table)} ${whereOf(where)} returning *`),
  };
}

const OPERATORS = { eq: '=', ne: '!=', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

function whereOf(conditions: readonly Condition[]): RawBuilder<unknown> {
  const [first, ...more] = conditions;
  if (first === undefined) return sql``;
  return more.reduce(
    (all, one) => sql`${all} ${sql.raw(one.connector === 'OR' ? 'or' : 'and')} ${conditionOf(one)}`,
    sql`where ${conditionOf(first)}`,
  );
}

function conditionOf({ field, operator, value }: Condition): RawBuilder<unknown> {
  const name = sql.ref(field);
  if (operator === 'in') {
    const values = Array.isArray(value) ? value : [value];
    return values.length === 0 ? sql`1 = 0` : sql`${name} in (${sql.join(values)})`;
  }
  if (value === null) return operator === 'eq' ? sql`${name} is null` : sql`${name} is not null`;
  return sql`${name} ${sql.raw(OPERATORS[operator])} ${value}`;
}
