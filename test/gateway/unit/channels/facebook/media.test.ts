import type { Downloaded } from '../../../../../gateway/src/channels/channel.ts';
import { facebook } from '../../../../../gateway/src/channels/facebook/index.ts';
import { answered } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

const STORED = { is: 'stored', storageKey: 'k', bytes: 3, mimeType: 'image/png', sha256: 'x' } as const;

async function fetchedBy(downloaded: Downloaded, ref: Record<string, string> = { url: 'https://scontent.xx.fbcdn.net/1' }) {
  const asked: unknown[] = [];
  const io = {
    fetch: () => Promise.resolve(answered(500, '')),
    download: (request: unknown) => {
      asked.push(request);
      return Promise.resolve(downloaded);
    },
  };
  return { fetched: await facebook.fetchMedia?.(ref, settings, io), asked };
}

test('a file is fetched at its address, without a token', async () => {
  const { fetched, asked } = await fetchedBy(STORED);
  expect(fetched).toEqual(STORED);
  expect(asked).toEqual([{ url: 'https://scontent.xx.fbcdn.net/1' }]);
});

test.each([
  [403, 'gone'],
  [404, 'gone'],
  [410, 'gone'],
  [408, 'later'],
  [425, 'later'],
  [429, 'later'],
  [500, 'later'],
  [503, 'later'],
] as const)('an address that answers %i is %s', async (status, is) => {
  expect((await fetchedBy({ is: 'answer', status })).fetched).toEqual({ is, why: `the file’s address answered ${status}` });
});

test.each([
  [true, 'later'],
  [false, 'gone'],
] as const)('a download that failed (again: %s) is %s', async (again, is) => {
  expect((await fetchedBy({ is: 'failed', why: 'refused', again })).fetched).toEqual({ is, why: 'refused' });
});

test.each([[{}], [{ url: '' }]])('a reference like %j names no file', async (ref: Record<string, string>) => {
  const { fetched, asked } = await fetchedBy(STORED, ref);
  expect(fetched).toMatchObject({ is: 'gone' });
  expect(asked).toEqual([]);
});
