import http from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import express from 'express';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createFolderStorage } from '../../gateway/src/media/folder-storage.ts';
import { takeFile } from '../../gateway/src/media/intake.ts';
import { type ServableFile, serveMedia } from '../../gateway/src/media/serve.ts';
import { createMediaSigner } from '../../gateway/src/media/signing.ts';
import { DEFAULT_MEDIA_RULES } from '../../gateway/src/model/settings.ts';
import { POLYGLOTS } from '../gateway/unit/media/files.ts';
import { launchBrowser } from '../support/browser.ts';

/** What a customer's file may say of itself. */
const DECLARED = ['image/jpeg', 'text/html', 'image/svg+xml', 'application/xhtml+xml'] as const;
/** Rules that take whatever comes. */
const EVERYTHING = {
  mimeTypes: [...DEFAULT_MEDIA_RULES.mimeTypes, 'application/octet-stream', ...DECLARED],
  maxBytes: 1e6,
  maxDocumentBytes: 1e6,
};

const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-hostile-'));
const storage = createFolderStorage(folder);
const signer = createMediaSigner(Buffer.alloc(32, 1), 'https://parley.example', Date.now);
const files = new Map<string, ServableFile>();
let bare: Buffer = Buffer.alloc(0);
let server: http.Server;
let base: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let ran: string[] = [];

beforeAll(async () => {
  const app = express();
  app.get('/media/:id', serveMedia({ storage, signer, find: (id) => files.get(id) }));
  app.get('/bare', (_request, response) => void response.type('html').send(bare));
  app.get('/around', (request, response) => void response.type('html').send(around(String(request.query['url']))));
  server = http.createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  browser = await launchBrowser();
  context = await browser.newContext({ acceptDownloads: false });
  await context.exposeBinding('ran', ({ frame }) => void ran.push(frame.url()));
  page = await context.newPage();
  page.on('dialog', (dialog) => void dialog.dismiss());
});
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => (ran = []));

/** A careless page that shows a file in every way there is but as a script of its own. */
function around(url: string): string {
  const at = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<!doctype html><img src="${at}"><iframe src="${at}"></iframe><object data="${at}"></object><embed src="${at}"><video src="${at}"></video><link rel="stylesheet" href="${at}">`;
}

/** The same file, with scripts that say that they ran. */
function telling(bytes: Buffer): Buffer {
  const swap = (text: string) => text.replaceAll('document.title="ran"', 'ran();//************').replaceAll('alert(1)', 'ran();//');
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return isWide ? Buffer.from(swap(bytes.toString('utf16le')), 'utf16le') : Buffer.from(swap(bytes.toString('latin1')), 'latin1');
}

/** Stores the file as a customer's; gives the address that the console and workflows get. */
async function stored(id: string, bytes: Buffer, mimeType: string): Promise<string> {
  const chunks = (async function* () {
    yield await Promise.resolve(bytes);
  })();
  const taken = await takeFile(chunks, { mimeType, name: 'photo.jpg' }, { storage, rules: EVERYTHING });
  if (taken.is !== 'stored') throw new Error(taken.why);
  files.set(id, { state: 'stored', storageKey: taken.storageKey, mimeType: taken.mimeType, name: 'photo.jpg', bytes: taken.bytes });
  const { pathname, search } = new URL(signer.sign(id));
  return base + pathname + search;
}

/** Goes there; what comes as a download opens nothing. */
async function visit(url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'load' }).catch((error: unknown) => {
    if (!(error instanceof Error && /Download is starting|ERR_ABORTED/.test(error.message))) throw error;
  });
}

test('a script would be noticed, by itself and in a frame', async () => {
  bare = telling(POLYGLOTS[0]?.[1] ?? Buffer.alloc(0));
  await visit(`${base}/bare`);
  expect(ran).toEqual([`${base}/bare`]);
  await visit(`${base}/around?url=${encodeURIComponent('/bare')}`);
  expect(ran.length).toBeGreaterThan(1);
});

test.each(DECLARED)('no file that calls itself %s runs anything, opened by itself or shown in a page', async (mimeType) => {
  let nth = 0;
  for (const [name, bytes] of POLYGLOTS.filter(([, content]) => content.length > 0)) {
    const url = await stored(`att_${mimeType.replace(/\W/g, '')}${nth++}`, telling(bytes), mimeType);
    await visit(url);
    await visit(`${base}/around?url=${encodeURIComponent(url)}`);
    expect({ name, ran }).toEqual({ name, ran: [] });
  }
});
