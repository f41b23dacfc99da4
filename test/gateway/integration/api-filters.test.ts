import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { textMessage } from '../support/inbound.ts';
import { customerWrites } from '../support/people.ts';

let api: TestApi;
let channelId: string;
beforeAll(async () => {
  api = await startApi();
  channelId = await connect(api);
});
afterAll(() => api.close());

/* Every filter once against what is really stored; how they are judged is in unit/model/matching.test.ts. */
test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
  ['firstOfSession', { firstOfSession: true }, ['message.received']],
  ['keywords', { keywords: ['INVOICE'] }, ['message.received']],
  ['contentTypes', { contentTypes: ['text'] }, ['message.received', 'message.received']],
  ['authorTypes', { authorTypes: ['member'] }, []],
  ['fromStatuses', { fromStatuses: ['rep_needed'] }, ['conversation.status_changed']],
  ['toStatuses', { toStatuses: ['rep_needed', 'closed'] }, ['conversation.status_changed', 'conversation.status_changed']],
  ['channelIds', { channelIds: ['chn_00000000000000000000000000'] }, []],
])('a subscription with %s hears only that', async (name, filter, types) => {
  const made = await api.post('/subscriptions', {
    url: `https://n8n.example.com/${name}`,
    events: ['message.received', 'conversation.status_changed'],
    filter,
  });
  const phone = `1555020${name.length}${name.charCodeAt(0)}`;
  const conversation = await customerWrites(api, channelId, phone);
  await api.ingest(channelId, textMessage(phone, `wamid.${name}`, 'about my invoice'));
  await api.post(`/conversations/${conversation}/close`);
  const { data } = (await api.get(`/subscriptions/${made.body.id}/deliveries`)).body;
  expect(data.map((one: { type: string }) => one.type)).toEqual(types);
});
