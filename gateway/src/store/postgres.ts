import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Schema } from './schema.ts';

const INT8_OID = 20;
/** As many as the hot path, the readers and a few routes use at once. */
const POOL_SIZE = 12;

/** Opens PostgreSQL for Kysely. 64-bit integers come as numbers: ours are milliseconds and counters, far below 2^53. */
export function openPostgres(connectionString: string): Kysely<Schema> {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8_OID, Number);
  const pool = new pg.Pool({
    connectionString,
    max: POOL_SIZE,
    types,
    application_name: 'parley',
    // A gateway that stops in the middle of a transaction must not hold others up for longer than a lease.
    idle_in_transaction_session_timeout: 10_000,
  });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}
