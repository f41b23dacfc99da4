import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const PAGE = fileURLToPath(new URL('../../../../gateway/sandbox/page', import.meta.url));
const TROUBLES = ['none', 'outage', 'throttle', 'expired_token', 'closed_window', 'slow', 'reset_before', 'reset_after', 'never_answer'];
const STATUSES = ['bot', 'rep_needed', 'pending', 'soon_overdue', 'overdue', 'active', 'closed'];
const DELIVERIES = ['queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown'];
const PLATFORMS = ['whatsapp', 'line', 'facebook', 'instagram', 'wechat', 'twilio'];

type Words = Readonly<Record<string, string>>;

const load = async (name: string): Promise<Readonly<Record<string, unknown>>> =>
  (await import(pathToFileURL(path.join(PAGE, name)).href)) as Readonly<Record<string, unknown>>;
const wordsOf = async (name: string): Promise<Words> => Object.values(await load(`strings/${name}`))[0] as Words;
const scripts = readdirSync(PAGE).filter((name) => name.endsWith('.js') && name !== 'strings.js');
const source = (name: string): string => readFileSync(path.join(PAGE, name), 'utf8');
const placesIn = (words: string): readonly string[] => [...words.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

describe.each(['zh-hans.js', 'zh-hant.js'])('%s', (name) => {
  test('has every word English has, and no other', async () => {
    expect(Object.keys(await wordsOf(name)).sort()).toEqual(Object.keys(await wordsOf('en.js')).sort());
  });

  test('fills in the same values, and leaves nothing empty', async () => {
    const [english, words] = [await wordsOf('en.js'), await wordsOf(name)];
    const placesOf = (table: Words): unknown => Object.entries(table).map(([key, text]) => [key, placesIn(text), text.trim() !== '']);
    expect(Object.fromEntries(Object.entries(words).map(([key, text]) => [key, placesIn(text)]))).toEqual(
      Object.fromEntries(Object.entries(english).map(([key, text]) => [key, placesIn(text)])),
    );
    expect(placesOf(words)).not.toContainEqual([expect.anything(), expect.anything(), false]);
  });

  test('is written in its own script', async () => {
    const text = Object.values(await wordsOf(name)).join('');
    const [simplified, traditional] = [/[发送这没时间关闭连]/, /[發這沒時間關閉連]/];
    expect(text).toMatch(name === 'zh-hans.js' ? simplified : traditional);
    expect(text).not.toMatch(name === 'zh-hans.js' ? /[發這沒時間關閉連]/ : /[发这没时间关闭连]/);
  });
});

test('every word a script asks for is there, and none is there in vain', async () => {
  const english = await wordsOf('en.js');
  const asked = new Set(scripts.flatMap((name) => [...source(name).matchAll(/\bsay\('([^']+)'/g)].map(([, key = '']) => key)));
  expect([...asked].filter((key) => english[key] === undefined)).toEqual([]);
  // The others are named in data: as a word of a platform's own, or as the end of a key that is put together.
  const everything = scripts.map(source).join('\n');
  const isUsed = (key: string): boolean =>
    asked.has(key) || everything.includes(`'${key}'`) || everything.includes(`\`${key.split('.')[0] ?? ''}.`) || key.startsWith('short.');
  expect(Object.keys(english).filter((key) => !isUsed(key))).toEqual([]);
});

test.each([
  ['platform', PLATFORMS],
  ['subtitle', PLATFORMS],
  ['trouble', TROUBLES],
  ['status', STATUSES],
  ['delivery', DELIVERIES],
  ['receipt', ['sending', 'sent', 'delivered', 'read', 'failed']],
])('there are words for every %s', async (what, names) => {
  const english = await wordsOf('en.js');
  expect(names.filter((name) => english[`${what}.${name}`] === undefined)).toEqual([]);
});
