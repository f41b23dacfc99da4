// A PostgreSQL for each of jest's workers; each test makes its own database on its worker's. Readers of the event log stop before the
// oldest transaction that is open anywhere on the server, so that tests on one server would see their events only when others' are done.
import { startPostgres } from './postgres.mjs';

export default async function setup({ maxWorkers }) {
  const servers = await Promise.all(Array.from({ length: maxWorkers }, () => startPostgres()));
  servers.forEach(({ url }, index) => (process.env[`PARLEY_TEST_POSTGRES_${index + 1}`] = url));
  globalThis.parleyTestPostgres = servers;
}
