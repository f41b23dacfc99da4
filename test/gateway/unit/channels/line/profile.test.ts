import fc from 'fast-check';
import type { Address, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { line } from '../../../../../gateway/src/channels/line/index.ts';
import { answered, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

type To = Pick<Address, 'keys' | 'kind'>;
const user = { kind: 'user_id', value: 'U01' } as const;
const group = { kind: 'group', value: 'C01' } as const;
const room = { kind: 'group', value: 'R01' } as const;
const person: To = { kind: 'person', keys: [user] };

async function read(to: To, answer: PlatformResponse) {
  const io = recordingIo(answer);
  const result = await line.readProfile?.(to, settings, io);
  return { result, paths: io.requests.map(({ method, url }) => `${method} ${url.replace('https://api.line.me', '')}`), io };
}
const PROFILE = answered(200, {
  displayName: 'Yuki',
  userId: 'U01',
  pictureUrl: 'https://profile.line-scdn.example/1',
  statusMessage: 'On the night train',
  language: 'ja',
});

test('a friend has a name, a picture and a language', async () => {
  const { result, paths, io } = await read(person, PROFILE);
  expect(result).toEqual({ is: 'profile', profile: { name: 'Yuki', locale: 'ja', pictureUrl: 'https://profile.line-scdn.example/1' } });
  expect(paths).toEqual(['GET /v2/bot/profile/U01']);
  expect(io.requests[0]?.headers).toEqual({ authorization: 'Bearer an-access-token+/=' });
});

test('a group has a name and a picture', async () => {
  const summary = answered(200, { groupId: 'C01', groupName: 'Book club', pictureUrl: 'https://profile.line-scdn.example/2' });
  const { result, paths } = await read({ kind: 'group', keys: [group] }, summary);
  expect(result).toEqual({ is: 'profile', profile: { name: 'Book club', pictureUrl: 'https://profile.line-scdn.example/2' } });
  expect(paths).toEqual(['GET /v2/bot/group/C01/summary']);
});

test.each<[string, To, readonly string[]]>([
  ['a member of a group', { kind: 'person', keys: [group, user] }, ['GET /v2/bot/group/C01/member/U01']],
  ['a member of a room', { kind: 'person', keys: [user, room] }, ['GET /v2/bot/room/R01/member/U01']],
  ['a room, of which LINE tells nothing', { kind: 'group', keys: [room] }, []],
  ['a group without its id', { kind: 'group', keys: [user] }, []],
  ['a person without an id', { kind: 'person', keys: [] }, []],
  ['an id that is no id', { kind: 'person', keys: [{ kind: 'user_id', value: '../info?x' }] }, ['GET /v2/bot/profile/..%2Finfo%3Fx']],
])('for %s exactly this is asked', async (_whom, to, paths) => {
  const asked = await read(to, PROFILE);
  expect(asked.paths).toEqual(paths);
  expect(asked.result?.is).toBe(paths.length === 0 ? 'none' : 'profile');
});

test.each<[string, PlatformResponse, object]>([
  ['who blocked the account is nobody', answered(404, { message: 'Not found' }), { is: 'none' }],
  ['an id that LINE finds wrong is nobody', answered(400, { message: 'Bad' }), { is: 'none' }],
  ['who has no name is nobody', answered(200, { displayName: ' ', userId: 'U01' }), { is: 'none' }],
  ['with a dead token it is asked again later', answered(401, { message: 'no' }), { is: 'later' }],
  ['without the right it is asked again later', answered(403, { message: 'no' }), { is: 'later' }],
  ['too fast is asked again later', answered(429, { message: 'rate limit' }), { is: 'later' }],
  ['an outage is asked again later', answered(500, ''), { is: 'later' }],
  ['no answer is asked again later', { is: 'no_answer', why: `lost ${settings.channelAccessToken}`, reached: 'maybe' }, { is: 'later' }],
  ['another’s page is asked again later', answered(200, '<html>'), { is: 'later' }],
])('%s', async (_what, answer, expected) => {
  const { result } = await read(person, answer);
  expect(result).toMatchObject(expected);
  expect(JSON.stringify(result)).not.toContain(settings.channelAccessToken);
});

test('whatever LINE answers, it is one of the three', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 100, max: 599 }), fc.oneof(fc.json(), fc.string()), async (status, body) => {
      expect(['profile', 'none', 'later']).toContain((await read(person, answered(status, body))).result?.is);
    }),
  );
});
