// One PostgreSQL for a whole jest run; each test makes its own database on it.
import { startPostgres } from './postgres.mjs';

export default async function setup() {
  const server = await startPostgres();
  process.env.PARLEY_TEST_POSTGRES = server.url;
  globalThis.parleyTestPostgres = server;
}
