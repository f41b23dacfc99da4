import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { membersNamed, customerWrites } from '../support/people.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

interface Field {
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly type: string;
}

describe('what can be connected', () => {
  async function fieldsOf(type: string, provider: string | null): Promise<readonly Field[]> {
    const { body } = await api.get('/channel-types');
    const found: { type: string; provider: string | null; fields: Field[] }[] = body.data;
    return found.find((one) => one.type === type && one.provider === provider)?.fields ?? [];
  }

  test('each kind is listed with a form, its secrets among it', async () => {
    const line = await fieldsOf('line', null);
    expect(line.filter((field) => field.secret).map((field) => field.name)).toEqual(['channelSecret', 'channelAccessToken']);
    expect(line.filter((field) => field.required).map((field) => field.name)).toEqual(['channelSecret', 'channelAccessToken']);
    expect(line.every((field) => field.label !== '' && field.label !== field.name)).toBe(true);
    expect((await fieldsOf('whatsapp', 'twilio')).map((field) => field.name)).toContain('authToken');
    expect((await fieldsOf('wechat', null)).find((field) => field.name === 'passiveReplies')?.type).toBe('boolean');
  });

  test('a field with a default need not be filled in', async () => {
    expect((await fieldsOf('whatsapp', 'cloud_api')).find((field) => field.name === 'graphVersion')).toMatchObject({
      required: false,
      type: 'text',
    });
  });
});

test('several contacts are given by their ids, and nobody else', async () => {
  await membersNamed(api, 'Mia');
  const channelId = await connect(api);
  for (const phone of ['15550101', '15550102', '15550103']) await customerWrites(api, channelId, phone);
  const ids: string[] = (await api.get('/contacts')).body.data.map((contact: { id: string }) => contact.id);
  const two = ids.slice(0, 2);
  const answer = await api.get(`/contacts?id=${two.join(',')}`);
  expect(answer.body.data.map((contact: { id: string }) => contact.id).toSorted()).toEqual(two.toSorted());
  expect((await api.get('/contacts?id=nobody')).status).toBe(400);
});
