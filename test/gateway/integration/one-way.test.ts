import { type TestApi, startApi } from '../support/api.ts';
import { WHATSAPP, connect } from '../support/channels.ts';
import { textMessage } from '../support/inbound.ts';
import { STORES, customerWrites, makeTeam, membersNamed } from '../support/people.ts';

const HOUR = 3_600_000;

describe.each(STORES)('a channel where nobody answers, on %s', (dialect) => {
  let api: TestApi;
  let channelId: string;
  beforeAll(async () => {
    api = await startApi(dialect);
    channelId = await connect(api, { ...WHATSAPP, twoWay: false, oneWayReply: 'Nobody reads this. Call 555 0100.' });
  });
  afterAll(() => api.close());

  const patch = (body: object) => api.request('PATCH', `/channels/${channelId}`, body);
  const sent = async (conversation: string): Promise<readonly string[]> => {
    const messages: { direction: string; author: { type: string }; content: { text: string } }[] = (
      await api.get(`/conversations/${conversation}/messages`)
    ).body.data;
    return messages.filter(({ direction }) => direction === 'outbound').map(({ content, author }) => `${author.type}: ${content.text}`);
  };

  it('says so at most once a day, and starts no wait', async () => {
    const conversation = await customerWrites(api, channelId, '15550901');
    await customerWrites(api, channelId, '15550901');
    const reply = 'system: Nobody reads this. Call 555 0100.';
    expect(await sent(conversation)).toEqual([reply]);
    expect(api.woken.some((flushed) => flushed.sendLanes.some((lane) => lane.conversationId === conversation))).toBe(true);
    expect((await api.get(`/conversations/${conversation}`)).body).toMatchObject({ waiting: null, status: 'active' });
    api.clock.now += 24 * HOUR - 1;
    await customerWrites(api, channelId, '15550901');
    expect(await sent(conversation)).toEqual([reply]);
    api.clock.now += 1;
    await customerWrites(api, channelId, '15550901');
    expect(await sent(conversation)).toEqual([reply, reply]);
  });

  it('says nothing to a blocked person, and nothing where nothing is set', async () => {
    const blocked = await customerWrites(api, channelId, '15550902');
    const { contactId } = (await api.get(`/conversations/${blocked}`)).body;
    await api.post(`/contacts/${contactId}/block`, { blocked: true });
    api.clock.now += 48 * HOUR;
    await api.ingest(channelId, textMessage('15550902', 'wamid.blocked', 'hello?'));
    expect(await sent(blocked)).toHaveLength(1);
    expect((await patch({ oneWayReply: null })).body.oneWayReply).toBeNull();
    expect(await sent(await customerWrites(api, channelId, '15550903'))).toEqual([]);
    expect((await patch({ oneWayReply: ' ' })).body.errors).toEqual([expect.objectContaining({ path: 'oneWayReply' })]);
  });

  it('tells whoever switches it to two-way what load to expect', async () => {
    const other = await connect(api, { ...WHATSAPP, name: 'Another', twoWay: false });
    const ids = await membersNamed(api, 'Ann', 'Ben', 'Cat');
    for (let i = 0; i < 6; i++) await customerWrites(api, other, `155510${i}`);
    api.clock.now += 8 * 24 * HOUR;
    for (let i = 0; i < 21; i++) await customerWrites(api, other, `155510${i % 14}`);
    await makeTeam(api, { name: 'A', channelIds: [other], representatives: [ids.Ann, ids.Ben], admins: [ids.Cat] });
    await makeTeam(api, { name: 'B', channelIds: [other], representatives: [ids.Ben] });
    const switched = await api.request('PATCH', `/channels/${other}`, { twoWay: true });
    expect(switched.body).toMatchObject({ twoWay: true });
    expect(switched.body.warnings).toEqual([
      { code: 'expected_load', detail: expect.stringContaining('21 messages of 14 customers'), days: 7, messages: 21, customers: 14, messagesPerDay: 3, customersPerDay: 2, representatives: 2 },
    ]); // prettier-ignore
    expect((await api.request('PATCH', `/channels/${other}`, { twoWay: true })).body.warnings).toEqual([]);
    const open = await connect(api, { ...WHATSAPP, name: 'For all', twoWay: false });
    const [warning] = (await api.request('PATCH', `/channels/${open}`, { twoWay: true })).body.warnings;
    // Without a team it is everybody's: the seeded admin, Ann, Ben and Cat.
    expect(warning).toMatchObject({ messages: 0, representatives: 4 });
  });
});
