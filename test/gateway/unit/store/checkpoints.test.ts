import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { type Checkpoints, createCheckpoints } from '../../../../gateway/src/store/checkpoints.ts';
import { temporaryFolder } from '../../support/stores.ts';

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
let database: DatabaseSync;
let checkpoints: Checkpoints;
beforeEach(() => {
  folder = temporaryFolder();
  file = path.join(folder.folder, 'log.db');
  database = new DatabaseSync(file);
  // The connection that writes never copies: what is copied here was copied by the thread.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; create table lines (text)');
});
afterEach(async () => {
  await checkpoints.close();
  database.close();
  folder.remove();
});

const commit = () => {
  database.exec(`insert into lines values ('${'x'.repeat(3000)}')`);
  checkpoints.committed(database);
};
const logged = () => Number(database.prepare('PRAGMA wal_checkpoint(NOOP)').get()?.['log']);

test('what is in the log is copied beside the commits, and the log begins anew', async () => {
  checkpoints = createCheckpoints(file, 20);
  let commits = 0;
  // As long as it takes the thread to begin; the log of all commits would be longer.
  for (let longest = 0; logged() >= longest; await wait(1)) {
    longest = logged();
    commit();
    commits++;
  }
  expect(logged()).toBeLessThan(commits);
  expect(statSync(file).size).toBeGreaterThan(20 * 3000);
  expect(database.prepare('select count(*) as lines from lines').get()).toEqual({ lines: commits });
});

test('while there is little to copy there is no thread and nothing is copied', async () => {
  checkpoints = createCheckpoints(file, 1000);
  for (let commits = 0; commits < 50; commits++) commit();
  await checkpoints.close();
  expect(logged()).toBeGreaterThan(50);
  expect(database.prepare('PRAGMA wal_checkpoint(NOOP)').get()).toMatchObject({ checkpointed: 0 });
});

test('where the thread cannot open the file commits go on, and the end is not held up', async () => {
  checkpoints = createCheckpoints(path.join(folder.folder, 'nowhere', 'log.db'), 1);
  for (let commits = 0; commits < 5; commits++) commit();
  await checkpoints.close();
  commit();
  expect(database.prepare('select count(*) as lines from lines').get()).toEqual({ lines: 6 });
});

test('the end is waited for by a process that has nothing else to do', () => {
  checkpoints = createCheckpoints(file);
  const program = `
    import { DatabaseSync } from 'node:sqlite';
    import { createCheckpoints } from ${JSON.stringify(new URL('../../../../gateway/src/store/checkpoints.ts', import.meta.url).href)};
    const database = new DatabaseSync(${JSON.stringify(file)});
    const checkpoints = createCheckpoints(${JSON.stringify(file)}, 1);
    database.exec("insert into lines values ('a')");
    checkpoints.committed(database);
    await checkpoints.close();
    database.close();
    console.log('closed');`;
  const ended = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', program], { encoding: 'utf8' });
  expect([ended.stderr, ended.stdout, ended.status]).toEqual(['', 'closed\n', 0]);
});

test('after the end nothing is left beside the file', async () => {
  checkpoints = createCheckpoints(file, 20);
  for (let commits = 0; commits < 200; commits++) commit();
  await checkpoints.close();
  database.close();
  expect(['-wal', '-shm'].map((end) => existsSync(file + end))).toEqual([false, false]);
  database = new DatabaseSync(file);
  expect(database.prepare('select count(*) as lines from lines').get()).toEqual({ lines: 200 });
});
