import { createClock } from '../../../gateway/src/conversations/clock.ts';
import { createLogger } from '../../../gateway/src/log/logger.ts';
import type { Worker } from '../../../gateway/src/work/worker.ts';
import { type TestApi, startApi } from '../support/api.ts';
import { WHATSAPP, connect } from '../support/channels.ts';
import { STORES, customerWrites, eventTypesOf, makeTeam } from '../support/people.ts';

const nineToSix = [{ from: '09:00', to: '18:00' }];
const WORKDAYS = { mon: nineToSix, tue: nineToSix, wed: nineToSix, thu: nineToSix, fri: nineToSix };

describe.each(STORES)('what teams and channels set for themselves, on %s', (dialect) => {
  let api: TestApi;
  let clock: Worker;
  let phones = 0;
  beforeAll(async () => {
    api = await startApi(dialect);
    clock = createClock({ store: api.store, run: api.deps.commands, now: api.deps.now, log: createLogger({ level: 'silent' }) });
  });
  afterAll(() => api.close());

  const patch = (path: string, body: object) => api.request('PATCH', path, body);
  const channel = (more: object = {}) => connect(api, { ...WHATSAPP, ...more });
  const writes = (channelId: string) => customerWrites(api, channelId, `155506${phones++}`);
  const waitingOf = async (id: string) => (await api.get(`/conversations/${id}`)).body.waiting;
  const secondsAfter = (waiting: { since: string; soonAt: string; overdueAt: string }) =>
    [waiting.soonAt, waiting.overdueAt].map((time) => (Date.parse(time) - Date.parse(waiting.since)) / 1000);
  const stored = (id: string) =>
    api.store.reader
      .selectFrom('conversations')
      .select(['waitingSince', 'soonAt', 'overdueAt'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
  const later = async (ms: number) => {
    api.clock.now += ms;
    await clock.tick();
  };
  const errorsOf = (body: { errors: { path: string }[] }) => body.errors.map((error) => error.path);

  it('holds the channel’s word above the team’s above the organisation’s, and says whose it is', async () => {
    const channelId = await channel();
    const teamId = await makeTeam(api, { channelIds: [channelId] });
    await patch(`/teams/${teamId}`, { overrides: { soonAfterSeconds: 60, languages: ['es', 'pt-BR'] } });
    const changed = await patch(`/channels/${channelId}`, { overrides: { soonAfterSeconds: 30 } });
    expect(changed.body.overrides).toEqual({ soonAfterSeconds: 30 });
    expect((await api.get(`/teams/${teamId}`)).body.overrides).toEqual({ soonAfterSeconds: 60, languages: ['es', 'pt-BR'] });
    const here = await api.get(`/settings?teamId=${teamId}&channelId=${channelId}`);
    expect(here.body).toMatchObject({ soonAfterSeconds: 30, overdueAfterSeconds: 300, languages: ['es', 'pt-BR'] });
    expect(here.body.origins).toMatchObject({ soonAfterSeconds: 'channel', overdueAfterSeconds: 'default', languages: 'team' });
    expect((await api.get(`/settings?teamId=${teamId}`)).body).toMatchObject({
      soonAfterSeconds: 60,
      origins: { soonAfterSeconds: 'team' },
    });
    const conversation = await writes(channelId);
    expect(secondsAfter(await waitingOf(conversation))).toEqual([30, 300]);
    expect((await patch(`/channels/${channelId}`, { overrides: { soonAfterSeconds: null } })).body.overrides).toEqual({});
    expect(secondsAfter(await waitingOf(conversation))).toEqual([60, 300]);
  });

  it('tells whoever writes in a conversation where calls are held, which files are taken and which languages are spoken', async () => {
    const channelId = await channel();
    const teamId = await makeTeam(api, { channelIds: [channelId] });
    await patch(`/teams/${teamId}`, { overrides: { conferenceUrl: 'https://meet.example.com/{conversationId}', languages: ['fr'] } });
    await patch(`/channels/${channelId}`, { attachments: { maxBytes: 5_000_000 }, overrides: { languages: ['pt-BR'] } });
    const conversation = await writes(channelId);
    expect((await api.get(`/conversations/${conversation}/settings`)).body).toEqual({
      conferenceUrl: 'https://meet.example.com/{conversationId}',
      languages: ['pt-BR'],
      attachments: expect.objectContaining({ maxBytes: 5_000_000, mimeTypes: expect.arrayContaining(['image/png']) }),
    });
    expect((await api.get(`/settings?channelId=${channelId}`)).body.origins.attachments).toBe('channel');
    expect((await api.get('/conversations/cnv_01JCXW3T5M8ZP4Q7RSV2N6K9AB/settings')).status).toBe(404);
  });

  it('judges waits that run by what is set now, also what is stored of them', async () => {
    const [channelId, elsewhere] = [await channel(), await channel()];
    const [conversation, other] = [await writes(channelId), await writes(elsewhere)];
    await patch(`/channels/${channelId}`, { overrides: { soonAfterSeconds: 10, overdueAfterSeconds: 20 } });
    await later(11_000);
    expect(await eventTypesOf(api, conversation)).toContain('conversation.soon_overdue');
    expect(await eventTypesOf(api, other)).not.toContain('conversation.soon_overdue');
    const { waitingSince, soonAt, overdueAt } = await stored(conversation);
    expect([Number(soonAt), Number(overdueAt)].map((at) => at - Number(waitingSince))).toEqual([10_000, 20_000]);
    expect((await api.get(`/conversations?waiting=soon&channelId=${channelId}`)).body.data).toHaveLength(1);
  });

  it('does not put off a deadline that comes before the clock has looked at all of them', async () => {
    const channelId = await channel({ overrides: { soonAfterSeconds: 100 } });
    const conversation = await writes(channelId);
    api.clock.now += 99_500;
    await patch(`/channels/${channelId}`, { overrides: { overdueAfterSeconds: 200 } });
    await later(501);
    expect(await eventTypesOf(api, conversation)).toContain('conversation.soon_overdue');
  });

  it('follows a conversation to the team it is given', async () => {
    const channelId = await channel();
    const slow = await makeTeam(api, { name: 'Slow', channelIds: [channelId] });
    const fast = await makeTeam(api, { name: 'Fast' });
    await patch(`/teams/${fast}`, { overrides: { soonAfterSeconds: 5, overdueAfterSeconds: 7 } });
    const conversation = await writes(channelId);
    expect(secondsAfter(await waitingOf(conversation))).toEqual([180, 300]);
    await api.post(`/conversations/${conversation}/assign`, { teamId: fast });
    expect(secondsAfter(await waitingOf(conversation))).toEqual([5, 7]);
    const { waitingSince, soonAt } = await stored(conversation);
    expect(Number(soonAt) - Number(waitingSince)).toBe(5000);
    await later(8000);
    expect((await eventTypesOf(api, conversation)).filter((type) => type.includes('overdue'))).toEqual([
      'conversation.soon_overdue',
      'conversation.overdue',
    ]);
    await api.post(`/conversations/${conversation}/assign`, { teamId: slow });
    expect((await waitingOf(conversation)).level).toBe('ok');
  });

  it('lets waits run in business hours only, and says so', async () => {
    api.clock.now = Date.parse('2026-11-27T16:58:00Z');
    const channelId = await channel();
    const teamId = await makeTeam(api, { channelIds: [channelId] });
    const businessHours = { timeZone: 'Europe/Berlin', weekly: WORKDAYS, holidays: ['2026-11-30'] };
    const team = await patch(`/teams/${teamId}`, { overrides: { businessHours, autoCloseInBusinessTime: true } });
    expect(team.body.overrides.businessHours).toEqual(businessHours);
    const conversation = await writes(channelId);
    const seen = (await api.get(`/conversations/${conversation}`)).body;
    expect(seen.waiting).toMatchObject({ soonAt: '2026-12-01T08:01:00.000Z', overdueAt: '2026-12-01T08:03:00.000Z' });
    expect(seen.because).toEqual({
      rule: 'nobody_joined',
      since: '2026-11-27T16:58:00.000Z',
      messageId: seen.waiting.messageId,
      thresholds: { soonAfterSeconds: 180, overdueAfterSeconds: 300 },
      clock: 'business',
      timeZone: 'Europe/Berlin',
      actorId: null,
    });
    await later(3 * 24 * 3_600_000);
    expect((await waitingOf(conversation)).level).toBe('ok');
    expect((await api.get(`/conversations/${conversation}`)).body.status).toBe('rep_needed');
    // Hours that change move the wait that runs.
    await patch(`/teams/${teamId}`, { overrides: { businessHours: { ...businessHours, holidays: [] } } });
    await later(2001);
    expect((await eventTypesOf(api, conversation)).filter((type) => type.includes('overdue'))).toEqual([
      'conversation.soon_overdue',
      'conversation.overdue',
    ]);
  });

  it('never makes anybody overdue where nobody ever works', async () => {
    const channelId = await channel();
    await patch(`/channels/${channelId}`, { overrides: { businessHours: { timeZone: 'UTC', weekly: {} } } });
    const conversation = await writes(channelId);
    expect(await waitingOf(conversation)).toMatchObject({ level: 'ok', soonAt: null, overdueAt: null });
    expect((await api.get(`/conversations?waiting=ok&channelId=${channelId}`)).body.data).toHaveLength(1);
    await later(10 * 60_000);
    expect((await eventTypesOf(api, conversation)).filter((type) => type.includes('overdue'))).toEqual([]);
  });

  it('starts with the bots where a channel says so, in every session', async () => {
    const channelId = await channel();
    await patch(`/channels/${channelId}`, { overrides: { startsWith: 'bot' } });
    const conversation = await writes(channelId);
    const seen = (await api.get(`/conversations/${conversation}`)).body;
    expect(seen).toMatchObject({ handler: 'bot', status: 'bot', because: { rule: 'bot_holds_it', messageId: seen.waiting.messageId } });
    await api.post(`/conversations/${conversation}/hand-over`, { to: 'people' });
    await api.post(`/conversations/${conversation}/close`, {});
    await customerWrites(api, channelId, `155506${phones - 1}`);
    expect((await api.get(`/conversations/${conversation}`)).body).toMatchObject({ handler: 'bot' });
  });

  const day = (...ranges: { from: string; to: string }[]) => ({ businessHours: { timeZone: 'UTC', weekly: { mon: ranges } } });
  it.each([
    [{ soonAfterSeconds: 600 }, 'overrides.soonAfterSeconds'],
    [{ overdueAfterSeconds: 100 }, 'overrides.overdueAfterSeconds'],
    [{ soonAfterSeconds: 0 }, 'overrides.soonAfterSeconds'],
    [{ colour: 'red' }, 'overrides.colour'],
    [{ businessHours: { timeZone: 'Mars/Base', weekly: {} } }, 'overrides.businessHours.timeZone'],
    [day({ from: '9:00', to: '10:00' }), 'overrides.businessHours.weekly.mon.0.from'],
    [day({ from: '09:00', to: '25:00' }), 'overrides.businessHours.weekly.mon.0.to'],
    [day({ from: '09:00', to: '12:00' }, { from: '11:00', to: '13:00' }), 'overrides.businessHours.weekly.mon.1'],
    [{ businessHours: { timeZone: 'UTC', weekly: {}, holidays: ['25.12.'] } }, 'overrides.businessHours.holidays.0'],
    [{ businessHours: { timeZone: 'UTC', weekly: {}, holidays: ['2026-02-30'] } }, 'overrides.businessHours.holidays.0'],
    [{ languages: ['not a language'] }, 'overrides.languages.0'],
    [{ conferenceUrl: 'http://meet.example/{conversationId}' }, 'overrides.conferenceUrl'],
    [{ conferenceUrl: 'https://meet.example/{name}' }, 'overrides.conferenceUrl'],
  ])('%j is refused by the path of the field', async (overrides, path) => {
    const channelId = await channel();
    const answer = await patch(`/channels/${channelId}`, { overrides });
    expect([answer.status, errorsOf(answer.body)]).toEqual([400, [path]]);
    const team = await api.post('/teams', { name: 'Night', mode: 'grab', overrides });
    expect([team.status, errorsOf(team.body)]).toEqual([400, [path]]);
  });

  it('keeps the organisation from setting what would not fit a team, and takes nights', async () => {
    const weekly = { mon: [{ from: '22:00', to: '06:00' }] };
    const made = await api.post('/teams', {
      name: 'Night',
      mode: 'grab',
      overrides: {
        soonAfterSeconds: 250,
        businessHours: { timeZone: 'UTC', weekly },
        conferenceUrl: 'https://meet.jit.si/{conversationId}',
      },
    });
    expect(made.status).toBe(201);
    expect(made.body.overrides.businessHours).toEqual({ timeZone: 'UTC', weekly, holidays: [] });
    const refused = await patch('/settings', { overdueAfterSeconds: 240 });
    expect([refused.status, errorsOf(refused.body)]).toEqual([400, ['overdueAfterSeconds']]);
    expect(refused.body.errors[0].message).toContain('Night');
    expect((await api.get('/settings?teamId=tea_0')).status).toBe(400);
  });
});
