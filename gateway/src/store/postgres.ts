import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Schema } from './schema.ts';

const INT8_OID = 20;
/** As many as the hot path, the readers and a few routes use at once. */
const POOL_SIZE = 12;

/** A server that does not even take a connection in this time is gone. */
export const CONNECT_MS = 3000;

/**
 * Whoever waits longer for an answer has a server that is gone without having said so (a cable, a firewall that forgot the connection):
 * nothing we ask of it while the gateway runs takes that long.
 */
const MOST_BUSY_MS = 10_000;
const WATCH_MS = 1_000;

/**
 * Opens PostgreSQL for Kysely. 64-bit integers come as numbers: ours are milliseconds and counters, far below 2^53.
 *
 * @param mostBusyMs a connection that is busy for longer is broken off; Infinity where work may take any time
 */
export function openPostgres(connectionString: string, mostBusyMs = MOST_BUSY_MS): Kysely<Schema> {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8_OID, Number);
  const pool = new pg.Pool({
    connectionString,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_MS,
    types,
    application_name: 'parley',
    // A gateway that stops in the middle of a transaction must not hold others up for longer than a lease.
    idle_in_transaction_session_timeout: 10_000,
  });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  // The same for one that breaks while it is in use: the query that it breaks says so, and it alone should.
  pool.on('connect', (client) => client.on('error', () => undefined));
  if (mostBusyMs < Infinity) breakOffStuck(pool, mostBusyMs);
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

/** Ends connections that are busy for too long. Idle ones are closed by the pool after 10 s, so that none that is dead is left by then. */
function breakOffStuck(pool: pg.Pool, mostBusyMs: number): void {
  const busy = new Map<pg.PoolClient, number>();
  pool.on('acquire', (client) => busy.set(client, performance.now()));
  pool.on('release', (_error, client) => busy.delete(client));
  pool.on('remove', (client) => busy.delete(client));
  setInterval(() => {
    for (const [client, since] of busy) if (performance.now() - since > mostBusyMs) breakOff(client);
  }, WATCH_MS).unref();
}

/** What waits for an answer on it fails as if the server had closed it. */
function breakOff(client: pg.PoolClient): void {
  client.end().catch(() => undefined);
}

/** The network's faults, and classes 08 (connection), 53 (no room), 57P (shutdown), 58 (disk) and 25006 (a standby) of PostgreSQL's. */
const GONE_CODES = /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|08\w{3}|53\w{3}|57P\d\d|58\w{3}|25006)$/;
/** The driver's own words, which have no code (pg 8.23: client.js, pg-pool's index.js). */
const GONE_WORDS = /connection terminated|timeout exceeded when trying to connect|not queryable|connection timeout/i;

/**
 * Whether a failure means that the server cannot be reached or take anything now, so that the same work may succeed later
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
export function isServerGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return GONE_CODES.test(code) || GONE_WORDS.test(error.message);
}
