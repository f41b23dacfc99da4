import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SRC = path.join(ROOT, 'gateway/src');

/** What each folder of the gateway may import from the others; see gateway/ARCHITECTURE.md. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  channels: ['model'],
  log: ['model'],
  net: ['model'],
  work: ['log'],
  store: ['model'],
  media: ['model', 'net', 'store', 'log'],
  conversations: ['model', 'channels', 'store', 'media', 'net', 'log', 'work', 'ingest'],
  ingest: ['model', 'channels', 'store', 'media', 'net', 'log', 'work', 'conversations'],
  outbox: ['model', 'channels', 'store', 'media', 'net', 'log', 'work', 'conversations', 'ingest'],
  events: ['model', 'channels', 'store', 'media', 'net', 'log', 'work', 'outbox'],
  // It reads addresses of every kind by their own readers, which are pure.
  'config.ts': ['model', 'log', 'net', 'media'],
  operations: ['model', 'store', 'http', 'config.ts'],
  http: ['model', 'channels', 'store', 'media', 'net', 'log', 'work', 'conversations', 'ingest', 'outbox', 'events'],
  start: ['model', 'store', 'media', 'net', 'log', 'work', 'conversations', 'ingest', 'outbox', 'events', 'http', 'config.ts'],
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly isTypeOnly: boolean;
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(/^\s*(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)'|import\('([^']+)'\)|^import\s+'([^']+)'/gm);
  return [...found].map((match) => ({
    file: path.relative(ROOT, file),
    from: match[2] ?? match[3] ?? match[4] ?? '',
    isTypeOnly: match[1] !== undefined,
  }));
}

/** The folder of the gateway's source that a relative import leads to; its own file at the top has the name of the file. */
function folderOf(file: string): string {
  return path.relative(SRC, file).split(path.sep)[0] ?? '';
}

const all = filesUnder(SRC).flatMap((file) => importsOf(file).map((one) => ({ ...one, folder: folderOf(file), path: file })));

test('the rules see the gateway’s imports', () => {
  expect(all.length).toBeGreaterThan(200);
});

test('imports run one way: model, channels, then what works with them, then http, then main', () => {
  const wrong = all.filter((one) => {
    if (!one.from.startsWith('.') || one.folder === 'main.ts') return false;
    const target = folderOf(path.resolve(path.dirname(one.path), one.from));
    return target !== one.folder && !(MAY_IMPORT[one.folder] ?? ['log', 'net']).includes(target);
  });
  expect(wrong.map((one) => `${one.file} imports ${one.from}`)).toEqual([]);
});

test('only src/store knows SQL or Kysely’s queries', () => {
  const wrong = all.filter((one) => /^(kysely|pg|node:sqlite)$/.test(one.from) && one.folder !== 'store');
  expect(wrong.map((one) => `${one.file} imports ${one.from}`)).toEqual([]);
});

test('only src/net opens connections out of the process', () => {
  const wrong = all.filter(
    (one) =>
      /^(undici|axios|got|nodemailer|imapflow|node:net|node:tls|node:https|node:dns(\/promises)?)$/.test(one.from) &&
      one.folder !== 'net' &&
      !one.isTypeOnly,
  );
  expect(wrong.map((one) => `${one.file} imports ${one.from}`)).toEqual([]);
  const fetching = filesUnder(SRC).filter((file) => folderOf(file) !== 'net' && /(?<![.\w])fetch\(/.test(readFileSync(file, 'utf8')));
  expect(fetching.map((file) => path.relative(ROOT, file))).toEqual([]);
});

test('only src/config.ts and src/main.ts touch the environment', () => {
  const readers = filesUnder(SRC).filter((file) => /process\.env/.test(readFileSync(file, 'utf8')));
  expect(readers.map((file) => path.relative(SRC, file)).filter((file) => file !== 'config.ts' && file !== 'main.ts')).toEqual([]);
});

test('the nodes and the credential import n8n-workflow, node:crypto and each other, and never the gateway', () => {
  const files = [...filesUnder(path.join(ROOT, 'nodes')), ...filesUnder(path.join(ROOT, 'credentials'))];
  expect(files.length).toBeGreaterThan(5);
  const wrong = files.flatMap(importsOf).filter((one) => !/^(n8n-workflow|(node:)?crypto)$/.test(one.from) && !one.from.startsWith('.'));
  expect(wrong.map((one) => `${one.file} imports ${one.from}`)).toEqual([]);
  expect(files.flatMap(importsOf).filter((one) => one.from.includes('gateway'))).toEqual([]);
});

test('the console knows the gateway only over HTTP: it imports its own files, React, what is built on it, and QR codes', () => {
  const folder = path.join(ROOT, 'gateway/console');
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(50);
  const wrong = files.flatMap((file) =>
    importsOf(file).filter(({ from }) =>
      from.startsWith('.')
        ? path.relative(folder, path.resolve(path.dirname(file), from)).startsWith('..')
        : !/^(react(-dom\/client)?|@tanstack\/react-(query|virtual)|radix-ui\/[a-z-]+|uqr)$/.test(from),
    ),
  );
  expect(wrong.map((one) => `${one.file} imports ${one.from}`)).toEqual([]);
  const html = files.filter((file) => readFileSync(file, 'utf8').includes('dangerouslySetInnerHTML'));
  expect(html).toEqual([]);
});

test('the widget knows the gateway only over HTTP, brings no library to anybody’s page, and reads nothing as HTML', () => {
  const folder = path.join(ROOT, 'gateway/widget');
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(30);
  const wrong = files.flatMap((file) =>
    importsOf(file).filter(
      ({ from }) => !from.startsWith('.') || path.relative(folder, path.resolve(path.dirname(file), from)).startsWith('..'),
    ),
  );
  expect(wrong.map((one) => `${one.file} imports ${one.from}`)).toEqual([]);
  const html = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|document\.cookie|\beval\(/;
  expect(files.filter((file) => html.test(readFileSync(file, 'utf8')))).toEqual([]);
});
