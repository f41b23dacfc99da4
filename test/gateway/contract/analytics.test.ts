import { newDatabase } from '../support/postgres.ts';
import { open, temporaryFolder } from '../support/stores.ts';
import { describeAnalytics } from './analytics.contract.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

describeAnalytics('SQLite', async () => {
  const { folder, remove } = temporaryFolder();
  ends.push(remove);
  const opened = await open({ dataDir: folder });
  ends.push(() => opened.store.close());
  return opened;
});

describeAnalytics('PostgreSQL', async () => {
  const { url, drop } = await newDatabase();
  ends.push(drop);
  const opened = await open({ dataDir: '', databaseUrl: url });
  ends.push(() => opened.store.close());
  return opened;
});
