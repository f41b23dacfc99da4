// Where the sign-in library's own records meet our tables. Its adapter methods are generic in whatever the library believes to get,
// which no code of ours can prove: this file alone asserts it.
import { createAdapterFactory } from 'better-auth/adapters';
import type { Cell, Condition, Row, SignInTable, SignInTables } from '../../store/sign-in-tables.ts';
import { SIGN_IN_TABLES } from '../../store/sign-in-tables.ts';

type Adapter = ReturnType<typeof createAdapterFactory>;
/** A condition as the library writes it. */
interface Asked {
  readonly field: string;
  readonly operator: string | undefined;
  readonly value: unknown;
  readonly connector: 'AND' | 'OR' | undefined;
}

const TIMES = new Set(['createdAt', 'updatedAt', 'expiresAt', 'lockedUntil']);

/**
 * The library's database: our tables, written through the group commit. Its times are those of `Date`, ours come from the clock that is
 * handed in: the difference is put in and taken out here, so that what ends, ends by our clock.
 */
export function signInAdapter(tables: SignInTables, now: () => number, nextId: () => string): Adapter {
  const toCell = (value: unknown): Cell => {
    if (value instanceof Date) return value.getTime() - Date.now() + now();
    if (typeof value === 'string' || typeof value === 'number') return value;
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (value === null || value === undefined) return null;
    throw new TypeError(`a sign-in record cannot hold a ${typeof value}`);
  };
  const toRow = (data: Readonly<Record<string, unknown>>): Row =>
    Object.fromEntries(Object.entries(data).map(([name, value]) => [name, toCell(value)]));
  const fromRow = (row: Row): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        TIMES.has(name) && value !== null ? new Date(Number(value) - now() + Date.now()) : value,
      ]),
    );
  const toWhere = (where: readonly Asked[]): readonly Condition[] =>
    where.map(({ field, operator, value, connector = 'AND' }) => ({
      field,
      operator: operatorOf(operator),
      value: Array.isArray(value) ? value.map(toCell) : toCell(value),
      connector,
    }));
  const first = <T>(rows: readonly Row[]): T | null => (rows[0] === undefined ? null : (fromRow(rows[0]) as T));

  return createAdapterFactory({
    config: {
      adapterId: 'parley',
      usePlural: false,
      supportsBooleans: false,
      supportsDates: true,
      supportsJSON: false,
      // Each of its writes is a commit of its own; a transaction would have to wait for its hashing.
      transaction: false,
      customIdGenerator: nextId,
    },
    adapter: () => ({
      async create<T>({ model, data }: { model: string; data: T & Record<string, unknown> }) {
        await tables.insert(tableOf(model), toRow(data));
        return data;
      },
      async findOne<T>({ model, where }: { model: string; where: Asked[] }) {
        return first<T>(await tables.find({ table: tableOf(model), where: toWhere(where) }, { limit: 1 }));
      },
      async findMany<T>({ model, where = [], limit, offset, sortBy }: Many) {
        const options = { limit, offset: offset ?? 0, sort: sortBy };
        const rows = await tables.find({ table: tableOf(model), where: toWhere(where) }, options);
        return rows.map((row) => fromRow(row) as T);
      },
      count: ({ model, where = [] }) => tables.count({ table: tableOf(model), where: toWhere(where) }),
      async update<T>({ model, where, update }: { model: string; where: Asked[]; update: T }) {
        const set = toRow(update as Record<string, unknown>);
        return first<T>(await tables.update({ table: tableOf(model), where: toWhere(where) }, { set }));
      },
      async updateMany({ model, where, update }) {
        return (await tables.update({ table: tableOf(model), where: toWhere(where) }, { set: toRow(update) })).length;
      },
      async delete({ model, where }) {
        await tables.remove({ table: tableOf(model), where: toWhere(where) });
      },
      async deleteMany({ model, where }) {
        return (await tables.remove({ table: tableOf(model), where: toWhere(where) })).length;
      },
      async consumeOne<T>({ model, where }: { model: string; where: Asked[] }) {
        return first<T>(await tables.remove({ table: tableOf(model), where: toWhere(where) }));
      },
      async incrementOne<T>({ model, where, increment, set = {} }: Increment) {
        const change = { set: toRow(set), add: increment };
        return first<T>(await tables.update({ table: tableOf(model), where: toWhere(where) }, change));
      },
    }),
  });
}

interface Many {
  readonly model: string;
  readonly where?: Asked[] | undefined;
  readonly limit: number;
  readonly offset?: number | undefined;
  readonly sortBy?: { readonly field: string; readonly direction: 'asc' | 'desc' } | undefined;
}

interface Increment {
  readonly model: string;
  readonly where: Asked[];
  readonly increment: Record<string, number>;
  readonly set?: Record<string, unknown> | undefined;
}

function tableOf(model: string): SignInTable {
  const table = SIGN_IN_TABLES.find((one) => one === model);
  if (table === undefined) throw new Error(`sign-in has no table ${model}`);
  return table;
}

function operatorOf(operator = 'eq'): Condition['operator'] {
  switch (operator) {
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
    case 'in':
      return operator;
    default:
      throw new Error(`sign-in asked for ${operator}, which nothing here knows`);
  }
}
