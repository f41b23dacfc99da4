import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InboundEvent } from '../../../../gateway/src/model/inbound.ts';
import { expectWellFormed } from './parsing.ts';
import { type ChannelUnderTest, type SignatureVector, NOW, post } from './under-test.ts';

const FIXTURES = process.env['PARLEY_FIXTURES'];

/** `message:text`, `echo:image`, `status:read`, `notice:followed`, else the event's `is`. */
export function labelOf(event: InboundEvent): string {
  if (event.is === 'message' || event.is === 'echo') return `${event.is}:${event.content.type}`;
  if (event.is === 'status') return `status:${event.state}`;
  if (event.is === 'notice') return `notice:${event.notice}`;
  return event.is;
}

export function describeFixtures<S>(under: ChannelUnderTest<S>): void {
  const { fixtures } = under;
  if (fixtures === null) return;
  const folder = FIXTURES === undefined ? undefined : join(FIXTURES, fixtures.folder);
  if (folder === undefined || !existsSync(folder)) {
    test.skip("the platforms' real payloads were not run: PARLEY_FIXTURES does not name their folder", () => undefined);
    return;
  }
  const read = (file: string) => readFileSync(join(folder, file));
  const kinds = kindsByFile(readFileSync(join(folder, '..', 'INDEX.md'), 'utf8'), fixtures.folder);

  test.each([...kinds])('%s parses to what it is: %j', (file, fileKinds) => {
    const events = under.channel.parse(post(read(file)), under.settings, NOW);
    if (fixtures.unreadable?.includes(file) === true) return expect(events).toBeUndefined();
    for (const kind of fileKinds) {
      const expected = fixtures.kinds[kind];
      if (expected === undefined) throw new Error(`no expectation for the kind ${kind}`);
      if (expected === null) continue;
      expectWellFormed(events);
      expect(expected).toContainEqual(
        (events ?? []).map(labelOf).find((label) => expected.includes(label)) ?? `none of ${JSON.stringify((events ?? []).map(labelOf))}`,
      );
    }
  });
  test.each(readdirSync(folder).filter((file) => file.startsWith('sig_')))('%s is judged as its author says', (file) => {
    const vector = JSON.parse(read(file).toString('utf8')) as SignatureVector;
    if (fixtures.judge !== undefined) return fixtures.judge(vector, file);
    const verdict = under.channel.verify(post(vector.body, vector.headers), under.withSecret(vector.secret), NOW);
    expect(verdict.is).toBe(vector.valid ? 'genuine' : 'forged');
  });
}

/** `- **kind**: a.json, b.json` under `## folder`, turned round: each file with its kinds. */
function kindsByFile(index: string, folder: string): Map<string, string[]> {
  const section = index.split(/^## /m).find((part) => part.startsWith(`${folder} `) || part.startsWith(`${folder}\n`)) ?? '';
  const found = new Map<string, string[]>();
  for (const [, kind = '', files = ''] of section.matchAll(/^- \*\*(.+)\*\*:(.*)$/gm)) {
    for (const file of files.split(',').map((name) => name.trim())) {
      if (file !== '') found.set(file, [...(found.get(file) ?? []), kind]);
    }
  }
  return found;
}
