import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { addMember, customerWrites } from '../support/people.ts';

let api: TestApi;
let channelId: string;
let id: string;
beforeAll(async () => {
  api = await startApi();
  channelId = await connect(api);
  id = await customerWrites(api, channelId);
  const memberId = await addMember(api, 'Mia');
  const asked = await api.post(`/conversations/${id}/messages`, { content: { type: 'text', text: 'How can we help?' }, answers: true });
  // It is out before a person answers, which would hold it back.
  await setDelivery(asked.body.id, 'sent');
  await api.post(`/conversations/${id}/notes`, { text: 'A regular' });
  await api.post(`/conversations/${id}/messages`, { content: { type: 'text', text: 'Mia here' }, memberId });
  const lost = await api.post(`/conversations/${id}/messages`, { content: { type: 'text', text: 'lost on the way' } });
  await setDelivery(lost.body.id, 'failed');
});
afterAll(() => api.close());
const setDelivery = (messageId: string, deliveryState: string) =>
  api.deps.commands({
    locks: [],
    run: async (unit) => {
      await unit.tx.db.updateTable('messages').set({ deliveryState }).where('id', '=', messageId).execute();
    },
  });
const transcript = async (query = '') => (await api.get(`/conversations/${id}/transcript${query}`)).body;

test('tells who said what, oldest first, without notes and without what did not arrive', async () => {
  const { messages } = await transcript();
  expect(messages.map((line: { role: string; name: string; text: string }) => [line.role, line.name, line.text])).toEqual([
    ['customer', 'Customer 15550100', 'hello'],
    ['bot', expect.any(String), 'How can we help?'],
    ['agent', 'Mia', 'Mia here'],
  ]);
});

test('tells the last ones as one text', async () => {
  expect((await transcript('?limit=1&format=text')).text).toBe('Agent (Mia): Mia here');
});

test('tells notes where they are asked for', async () => {
  const { messages } = await transcript('?notes=true');
  expect(messages.map((line: { role: string }) => line.role)).toEqual(['customer', 'bot', 'note', 'agent']);
});

test('refuses what it does not know', async () => {
  expect((await api.get(`/conversations/${id}/transcript?format=html`)).body.errors).toMatchObject([{ path: 'format' }]);
  expect((await api.get('/conversations/cnv_00000000000000000000000000/transcript')).status).toBe(404);
});
