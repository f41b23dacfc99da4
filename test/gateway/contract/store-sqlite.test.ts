import { describeStore } from './store.contract.ts';
import { open, temporaryFolder } from '../support/stores.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

describeStore('SQLite', () => {
  const { folder, remove } = temporaryFolder();
  ends.push(remove);
  return Promise.resolve({
    mostProcesses: 1,
    async openAnother() {
      const opened = await open({ dataDir: folder });
      ends.push(() => opened.store.close());
      return opened;
    },
  });
});

test('a second process on the same folder is refused with a clear sentence', async () => {
  const { folder, remove } = temporaryFolder();
  const opened = await open({ dataDir: folder });
  await expect(open({ dataDir: folder })).rejects.toThrow(/Another Parley already runs on this data folder/);
  await opened.store.close();
  const again = await open({ dataDir: folder });
  await again.store.close();
  remove();
});
