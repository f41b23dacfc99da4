import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openStore } from '../../../gateway/src/store/store.ts';
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

test('nothing counts as committed once another file is in the place of the database', async () => {
  const { folder, remove } = temporaryFolder();
  const replaced: string[] = [];
  const opened = await openStore({ dataDir: folder, databaseUrl: undefined, now: Date.now, onReplaced: (file) => replaced.push(file) });
  if (typeof opened === 'string') throw new Error(opened);
  const file = path.join(folder, 'parley.db');
  const commit = opened.committer.register<string, string>({ name: 'echo', run: (_tx, items) => Promise.resolve(items) });
  expect(await commit('before')).toBe('before');
  renameSync(file, `${file}.mine`);
  await expect(commit('gone')).rejects.toThrow(`${file} was moved, removed or replaced while it was open`);
  copyFileSync(`${file}.mine`, file);
  await expect(commit('another')).rejects.toThrow('was moved, removed or replaced');
  expect(new Set(replaced)).toEqual(new Set([file]));
  renameSync(`${file}.mine`, file);
  expect(await commit('back')).toBe('back');
  await opened.close();
  remove();
});

test.each([
  ['a file stands where its folder should be', (folder: string) => writeFileSync(path.join(folder, 'data'), '')],
  [
    'the file is no database',
    (folder: string) => {
      mkdirSync(path.join(folder, 'data'));
      writeFileSync(path.join(folder, 'data/parley.db'), 'This is a letter and no database, however long it may become. '.repeat(20));
    },
  ],
])('says in a sentence that the data folder cannot be used where %s', async (_, spoil) => {
  const { folder, remove } = temporaryFolder();
  spoil(folder);
  const opened = await openStore({ dataDir: path.join(folder, 'data'), databaseUrl: undefined, now: Date.now });
  expect(opened).toEqual(expect.stringMatching(/^The database in the data folder .*data cannot be used: \S.*$/));
  remove();
});
