import { createClock } from '../../../gateway/src/conversations/clock.ts';
import { createLogger } from '../../../gateway/src/log/logger.ts';
import type { InboundEvent } from '../../../gateway/src/model/inbound.ts';
import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { STORES, addMember, customerWrites, eventTypesOf, eventsOf } from '../support/people.ts';

describe.each(STORES)('a person who answers on %s', (dialect) => {
  let api: TestApi;
  let channelId: string;
  let member: string;
  let phones = 0;
  let phone = '';
  let conversation: string;
  beforeAll(async () => {
    api = await startApi(dialect);
    channelId = await connect(api);
    member = await addMember(api, 'Ann');
  });
  beforeEach(async () => {
    phone = `155508${phones++}`;
    conversation = await customerWrites(api, channelId, phone);
  });
  afterAll(() => api.close());

  const text = (words: string) => ({ content: { type: 'text', text: words } });
  const botSays = async (words: string, more: object = {}): Promise<string> =>
    (await api.post(`/conversations/${conversation}/messages`, { ...text(words), ...more })).body.id;
  const toBot = () => api.post(`/conversations/${conversation}/hand-over`, { to: 'bot' });
  const answers = () => api.post(`/conversations/${conversation}/messages`, { ...text('I am here.'), memberId: member });
  const echo = (): InboundEvent => ({
    is: 'echo', key: `echo.${phone}`, sentAt: null, account: null, raw: null, to: { keys: [{ kind: 'phone', value: phone }] }, externalId: `wamid.echo.${phone}`,
    content: { type: 'text', text: 'from my phone' },
  }); // prettier-ignore
  const seen = async () => (await api.get(`/conversations/${conversation}`)).body;
  const deliveries = async () => {
    const messages: { id: string; delivery: unknown }[] = (await api.get(`/conversations/${conversation}/messages`)).body.data;
    return new Map(messages.map(({ id, delivery }) => [id, delivery]));
  };
  const HELD = { state: 'failed', error: { code: 'held_by_member' } };

  it.each([
    ['here', answers],
    ['in the platform’s own app', () => api.ingest(channelId, echo())],
  ])('%s takes the conversation from the bot and holds back what it had still to say', async (_where, answer) => {
    await toBot();
    const [one, two] = [await botSays('One moment.'), await botSays('Still there?')];
    await answer();
    expect(await seen()).toMatchObject({ handler: 'people', waiting: null, status: 'active' });
    const found = await deliveries();
    expect([found.get(one), found.get(two)]).toMatchObject([HELD, HELD]);
    const types = await eventTypesOf(api, conversation);
    expect(types.filter((type) => type === 'message.failed')).toHaveLength(2);
    const handed = (await eventsOf(api, conversation)).filter((event) => event.type === 'conversation.handed_over');
    expect(handed.map(({ data, actor }) => [data.from, data.to, actor.type])).toEqual([
      ['people', 'bot', 'bot'],
      ['bot', 'people', 'member'],
    ]);
  });

  it('also holds back a workflow that answers where nobody holds the conversation', async () => {
    const id = await botSays('We have got your message.', { answers: true });
    await api.ingest(channelId, echo());
    expect((await deliveries()).get(id)).toMatchObject(HELD);
  });

  it('leaves alone what a workflow sends while a person holds the conversation, and what has begun to go out', async () => {
    await answers();
    const meant = await botSays('Your parcel is on its way.');
    await answers();
    expect((await deliveries()).get(meant)).toEqual({ state: 'queued' });
    await api.post(`/conversations/${conversation}/close`, {});
    await api.ingest(channelId, echo());
    expect((await deliveries()).get(meant)).toMatchObject(HELD);
  });

  it('leaves alone what waits for the customer’s next message', async () => {
    api.clock.now += 25 * 3_600_000;
    const waits = await botSays('Your order has arrived.', { onWindowClosed: 'queue' });
    await api.ingest(channelId, echo());
    expect((await deliveries()).get(waits)).toEqual({ state: 'queued' });
  });

  it('keeps a hand-over of the bot itself from losing its last words', async () => {
    await toBot();
    const last = await botSays('I will get somebody.');
    await api.post(`/conversations/${conversation}/hand-over`, { to: 'people' });
    await api.post(`/conversations/${conversation}/join`, { memberId: member });
    expect((await deliveries()).get(last)).toEqual({ state: 'queued' });
  });

  it('gives the conversation back to the bot when people have been silent for long enough', async () => {
    const clock = createClock({ store: api.store, run: api.deps.commands, now: api.deps.now, log: createLogger({ level: 'silent' }) });
    await api.request('PATCH', `/channels/${channelId}`, { overrides: { giveBackAfterSeconds: 600, botTimeoutSeconds: 3600 } });
    await toBot();
    await api.post(`/conversations/${conversation}/hand-over`, { to: 'people' });
    const after = async (seconds: number) => {
      api.clock.now += seconds * 1000;
      await clock.tick();
      return (await seen()).handler;
    };
    // The customer waits: this is not the bot's to hide.
    expect(await after(700)).toBe('people');
    await answers();
    expect(await after(600)).toBe('people');
    await answers();
    expect(await after(600)).toBe('people');
    expect(await after(1)).toBe('bot');
    const [last] = (await eventsOf(api, conversation)).filter((event) => event.type === 'conversation.handed_over').slice(-1);
    expect(last).toMatchObject({ actor: { type: 'system' }, data: { from: 'people', to: 'bot' } });
    await api.request('PATCH', `/channels/${channelId}`, { overrides: { giveBackAfterSeconds: null, botTimeoutSeconds: null } });
  });
});
