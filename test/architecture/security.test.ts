import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');
/** A file and the name of a test in it, up to the next one or the end of the sentence. */
const NAMED = /`(test\/[^`]+)` › (.+?)(?=; `test\/|\. [A-Z*]| \||\.$)/gu;

const rows = readFileSync(path.join(ROOT, 'gateway/SECURITY.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.split('|').length === 5 && !line.includes('---') && !line.includes('Held by'));
const named = rows.flatMap((row) =>
  [...row.matchAll(NAMED)].map(([, file = '', name = '']) => ({ file, name: name.replaceAll('\\_', '_').trim() })),
);

test('every threat names what holds it, or says that nothing does', () => {
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.filter((row) => !row.includes(' › ') && !row.includes('**None**'))).toEqual([]);
});

test.each(named)('$file has the test that the page on security names: $name', ({ file, name }) => {
  const whole = path.join(ROOT, file);
  expect(existsSync(whole) ? readFileSync(whole, 'utf8') : `there is no ${file}`).toContain(name);
});
