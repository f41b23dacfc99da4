import { facebook } from '../../../../../gateway/src/channels/facebook/index.ts';
import { answered, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

const person = (value: string) => ({ keys: [{ kind: 'psid' as const, value }], kind: 'person' as const });

async function read(answer: Parameters<typeof recordingIo>[0], value = '5550020000000001') {
  const io = recordingIo(answer);
  return { found: await facebook.readProfile?.(person(value), settings, io), url: io.requests[0]?.url };
}

test('a person of the Page has a first and a last name and a picture', async () => {
  const { found, url } = await read(answered(200, { id: '1', first_name: 'Ana', last_name: 'Lima', profile_pic: 'https://x.example/p' }));
  expect(url).toBe('https://graph.facebook.com/v25.0/5550020000000001?fields=first_name%2Clast_name%2Cprofile_pic');
  expect(found).toEqual({ is: 'profile', profile: { name: 'Ana Lima', pictureUrl: 'https://x.example/p' } });
});

test('a person of Instagram has one name, else a username', async () => {
  const { found, url } = await read(
    answered(200, { name: 'Ana L.', username: 'ana.l', profile_pic: 'https://x.example/p' }),
    'ig:5550030000000001',
  );
  expect(url).toBe('https://graph.facebook.com/v25.0/5550030000000001?fields=name%2Cusername%2Cprofile_pic');
  expect(found).toEqual({ is: 'profile', profile: { name: 'Ana L.', pictureUrl: 'https://x.example/p' } });
  expect((await read(answered(200, { username: 'ana.l' }), 'ig:1')).found).toEqual({ is: 'profile', profile: { name: 'ana.l' } });
});

test.each([
  ['an empty profile', answered(200, { id: '1' })],
  ['no profile', answered(400, { error: { code: 100, error_subcode: 2018218, message: 'No profile' } })],
  ['no such person', answered(400, { error: { code: 100, error_subcode: 33, message: 'does not exist' } })],
])('%s is none', async (_what, answer) => {
  expect((await read(answer)).found).toEqual({ is: 'none' });
});

test('a person without an id is none, without a call', async () => {
  expect(await read(answered(500, ''), '')).toEqual({ found: { is: 'none' }, url: undefined });
});

test.each([
  ['a missing permission', answered(403, { error: { code: 10, message: 'not permitted' } })],
  ['too many calls', answered(400, { error: { code: 4, message: 'slow down' } })],
  ['a server error', answered(502, '<html>')],
  ['no answer', { is: 'no_answer', why: 'refused', reached: 'no' } as const],
])('%s is asked again', async (_what, answer) => {
  expect((await read(answer)).found).toEqual({ is: 'later', why: expect.any(String) });
});
