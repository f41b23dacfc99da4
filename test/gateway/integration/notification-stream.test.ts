import { streamStart } from '../../../gateway/src/events/notification-news.ts';
import { type EventStream, createEventStream } from '../../../gateway/src/events/stream.ts';
import { API_KEY, type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { type LiveStream, type StreamMessage, openStream } from '../support/live-stream.ts';
import { STORES, customerWrites, makeTeam, membersNamed } from '../support/people.ts';

/* The one live stream of a browser: what happened, and what its member is told. */
describe.each(STORES)('the live stream of a member on %s', (store) => {
  let api: TestApi;
  let stream: EventStream;
  let channelId: string;
  let Ann: string;
  let Ben: string;
  const open: LiveStream[] = [];
  beforeAll(async () => {
    api = await startApi(store, {
      async stream(_request, response, { after, memberId }) {
        const { cursor, news } = await streamStart(api.store, after, memberId);
        stream.add(response, cursor, [], memberId, news);
      },
    });
    stream = createEventStream({ store: api.store, log: api.deps.log, withSignedMedia: (json) => json });
    channelId = await connect(api);
    ({ Ann, Ben } = await membersNamed(api, 'Ann', 'Ben'));
    await makeTeam(api, { mode: 'grab', representatives: [Ann, Ben], channelIds: [channelId] });
  });
  afterAll(async () => {
    for (const one of open) one.close();
    stream.close();
    await api.close();
  });
  const listen = async (memberId: string | null, lastEventId?: string) => {
    const query = memberId === null ? '' : `?memberId=${memberId}`;
    const one = await openStream(`${api.url}/api/v1/events/stream${query}`, API_KEY, lastEventId);
    open.push(one);
    return one;
  };
  /** A commit's hint, so that no test waits for the regular look. */
  const hint = () => stream.wake([Ann, Ben]);
  const isNotification = (message: StreamMessage) => message.name === 'notification';

  it('carries what happens and what they are told, and goes on where it broke', async () => {
    const first = await listen(Ben);
    const id = await customerWrites(api, channelId, '15550100');
    hint();
    const event = await first.next();
    expect(event).toMatchObject({ name: 'event', data: { type: 'contact.created' } });
    const offer = await first.next(isNotification);
    expect(offer.data).toMatchObject({ kind: 'grab_offer', conversation: { id }, actions: [{ name: 'grab' }] });
    first.close();
    await api.post(`/conversations/${id}/grab`, { memberId: Ann });
    const later = await customerWrites(api, channelId, '15550101');
    const second = await listen(Ben, offer.id);
    const isOf = (wanted: string) => (message: StreamMessage) => message.data.conversation?.id === wanted || message.data.data?.conversation?.id === wanted; // prettier-ignore
    // What happens in it from then on is not theirs to see; that somebody has it is.
    expect((await second.next(isOf(id))).data).toMatchObject({ id: offer.data.id, ended: { reason: 'taken', by: { name: 'Ann' } } });
    const next = await second.next(isNotification);
    expect(next.data).toMatchObject({ kind: 'grab_offer', conversation: { id: later } });
    // What is read on one of their screens is read on all.
    await api.post(`/notifications/${next.data.id}/read`, { memberId: Ben });
    hint();
    const read = await second.next(isNotification);
    expect([read.data.id, read.data.readAt]).toEqual([next.data.id, expect.any(String)]);
    const from = read.id.slice(0, read.id.indexOf('~'));
    expect((await api.get(`/events?after=${from}&limit=1`)).status).toBe(200);
  });

  it('has nobody else’s notifications, and a key’s has none', async () => {
    const others = await listen(Ann);
    const keys = await listen(null);
    const id = await customerWrites(api, channelId, '15550102');
    await api.post(`/conversations/${id}/notes`, { text: 'look', memberId: Ben, mentions: [Ann] });
    hint();
    const told = [await others.next(isNotification), await others.next(isNotification)];
    expect(told.map((one) => one.data.kind)).toEqual(['grab_offer', 'mention']);
    const seen: StreamMessage[] = [];
    await keys.next((message) => seen.push(message) > 0 && message.data.type === 'note.created');
    expect(seen.map((one) => one.name)).not.toContain('notification');
    expect(seen.every((one) => /^\d+\.\d+$/.test(one.id))).toBe(true);
    expect((await api.get('/events/stream?after=nonsense')).body.code).toBe('invalid_cursor');
    expect((await api.get('/events/stream?memberId=mbr_0')).body.errors).toEqual([{ path: 'memberId', message: 'There is no such member.' }]); // prettier-ignore
  });
});
