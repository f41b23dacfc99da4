import { lineSettings } from '../../../../../gateway/src/channels/line/settings.ts';

const given = { channelSecret: 'a-secret', channelAccessToken: 'a-token' };

test('the two secrets are all a channel needs', () => expect(lineSettings.parse(given)).toEqual(given));
test('blanks around pasted values are taken off', () => {
  expect(lineSettings.parse({ ...given, channelAccessToken: ' a-token\n', botUserId: ' U01 ' })).toEqual({ ...given, botUserId: 'U01' });
});
test.each([
  [{ ...given, channelSecret: ' ' }, 'channelSecret'],
  [{ channelSecret: 'a-secret' }, 'channelAccessToken'],
  [{ ...given, apiBaseUrl: 'ftp://files.example' }, 'apiBaseUrl'],
  [{ ...given, apiBaseUrl: 'nowhere' }, 'apiBaseUrl'],
])('%j is refused for its %s', (settings, field) => {
  expect(lineSettings.safeParse(settings).error?.issues[0]?.path).toEqual([field]);
});
test('a field that does not exist is refused', () => expect(lineSettings.safeParse({ ...given, channelSecrets: 'x' }).success).toBe(false));
test('every field has a label, and exactly the secrets are marked', () => {
  const marked = Object.entries(lineSettings.shape).map(([name, schema]) => [
    name,
    schema.meta()?.['label'] !== undefined,
    schema.meta()?.['secret'] === true,
  ]);
  expect(marked).toEqual([
    ['botUserId', true, false],
    ['channelSecret', true, true],
    ['channelAccessToken', true, true],
    ['apiBaseUrl', true, false],
  ]);
});
