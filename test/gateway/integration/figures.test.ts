import { createHmac } from 'node:crypto';
import { readConfig } from '../../../gateway/src/config.ts';
import { line } from '../../../gateway/src/channels/line/index.ts';
import { createDeliveries } from '../../../gateway/src/events/deliver.ts';
import { signingKey } from '../../../gateway/src/events/signature.ts';
import { createTranscripts } from '../../../gateway/src/events/transcript.ts';
import { createIngest } from '../../../gateway/src/ingest/create-ingest.ts';
import { createPassiveAnswers } from '../../../gateway/src/ingest/passive-answers.ts';
import { createReceive } from '../../../gateway/src/ingest/receive.ts';
import { createLogger } from '../../../gateway/src/log/logger.ts';
import { createMetrics } from '../../../gateway/src/log/metrics.ts';
import { openBase } from '../../../gateway/src/start/base.ts';
import { openChannels } from '../../../gateway/src/start/channels.ts';
import { assembleTraffic } from '../../../gateway/src/start/traffic.ts';
import { addChannel } from '../../../gateway/src/store/channels.ts';
import { dueAges } from '../../../gateway/src/store/due-ages.ts';
import { LINE } from '../support/channels.ts';
import { factsOf, textMessage } from '../support/inbound.ts';
import { newDatabase } from '../support/postgres.ts';
import { STORES } from '../support/people.ts';
import { until } from '../support/receiver.ts';
import { open, temporaryFolder } from '../support/stores.ts';

const SECRET = LINE.settings.channelSecret;
const CHANNEL = 'chn_01JCXW3T5M8ZP4Q7RSV2N6K9AB';

/** A message as LINE sends it. @param secret of the channel, or of whoever says that they are LINE */
function lineWebhook(text: string, secret: string = SECRET) {
  const message = { id: '1', type: 'text', quoteToken: 'q', text };
  const source = { type: 'user', userId: `U${'0'.repeat(32)}` };
  const event = {
    type: 'message',
    mode: 'active',
    timestamp: 1,
    webhookEventId: '01',
    deliveryContext: { isRedelivery: false },
    replyToken: 'r',
  };
  const body = Buffer.from(JSON.stringify({ destination: 'U1', events: [{ ...event, source, message }] }));
  const signature = createHmac('sha256', secret).update(body).digest('base64');
  return { method: 'POST', url: 'https://parley.example/webhooks/x', query: {}, headers: { 'x-line-signature': signature }, body };
}

it('every stage of a message has its figure', async () => {
  const { folder, remove } = temporaryFolder();
  const config = readConfig({ PARLEY_DATA_DIR: folder, PARLEY_LOG_LEVEL: 'silent' });
  if ('length' in config) throw new Error(config.join(' '));
  const base = await openBase(config);
  if (typeof base === 'string') throw new Error(base);
  const row = {
    ...{ id: CHANNEL, type: 'line', provider: null, name: 'Support', status: 'connected', healthJson: '{"level":"ok"}' },
    ...{
      attachmentsJson: null,
      overridesJson: null,
      oneWayReply: null,
      twoWay: 1,
      settingsJson: '{}',
      secrets: base.seal.seal(JSON.stringify(LINE.settings)),
    },
    ...{ createdAt: 1, updatedAt: 1, deletedAt: null },
  };
  const add = base.store.committer.register<null, null>({
    name: 'a channel',
    run: async (tx, items) => {
      await addChannel(tx, row);
      return items;
    },
  });
  await add(null);
  const channels = await openChannels(base);
  const traffic = assembleTraffic(base, channels, config, () => undefined);
  expect(await traffic.receive(CHANNEL, lineWebhook('hello'))).toMatchObject({ is: 'reply' });
  expect(await traffic.receive(CHANNEL, lineWebhook('hello'))).toMatchObject({ is: 'reply' });
  expect(await traffic.receive(CHANNEL, lineWebhook('hello', 'a guess'))).toMatchObject({ is: 'problem' });
  const text = await base.metrics.render();
  const figure = (name: string) =>
    text
      .split('\n')
      .find((one) => one.startsWith(`${name} `))
      ?.slice(name.length + 1);
  expect({
    verified: figure('parley_webhooks_total{channel_type="line",result="stored"}'),
    forged: figure('parley_webhooks_total{channel_type="line",result="signature_invalid"}'),
    parsed: figure('parley_parsed_events_total{channel_type="line"}'),
    stored: figure('parley_stored_events_total{result="fresh"}'),
    repeated: figure('parley_stored_events_total{result="repeated"}'),
    spooled: figure('parley_spooled_webhooks'),
    members: figure('parley_open_streams{kind="members"}'),
    visitors: figure('parley_open_streams{kind="visitors"}'),
  }).toEqual({ verified: '2', forged: '1', parsed: '2', stored: '1', repeated: '1', spooled: '0', members: '0', visitors: '0' });
  expect(Number(figure('parley_commit_seconds_count'))).toBeGreaterThan(2);
  expect(Number(figure('parley_commit_items_sum'))).toBeGreaterThan(2);
  expect(Number(figure('parley_ingest_seconds_count'))).toBe(2);
  expect(Number(figure('parley_nodejs_eventloop_lag_p99_seconds'))).toBeGreaterThanOrEqual(0);
  for (const work of ['delivery', 'send', 'resume', 'deadline', 'wait'])
    expect(figure(`parley_oldest_due_age_seconds{work="${work}"}`)).toMatch(/^\d/);
  await traffic.rates.close();
  await base.net.close();
  await base.store.close();
  remove();
});

describe.each(STORES)('what is due on %s', (dialect) => {
  it('is told by its age, for deliveries, sends, deadlines and questions', async () => {
    const { folder, remove } = temporaryFolder();
    const database = dialect === 'postgres' ? await newDatabase() : undefined;
    const opened = await open({ dataDir: folder, ...(database === undefined ? {} : { databaseUrl: database.url }) });
    opened.subscriptions.push({ id: 'sub_1', events: ['message.received'], filter: {} });
    const ages = async () => Object.fromEntries(await dueAges(opened.store, opened.clock.now));
    expect(await ages()).toEqual({ delivery: 0, send: 0, resume: 0, deadline: 0, wait: 0 });
    await opened.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage('15550100', 'wamid.1', 'hello')] });
    const { id } = await opened.store.reader.selectFrom('conversations').select('id').executeTakeFirstOrThrow();
    const due = opened.clock.now;
    await opened.run({
      locks: [],
      async run({ tx: { db } }) {
        await db.updateTable('conversations').set({ clockDueAt: due }).execute();
        const lane = { conversationId: id, dueAt: due, version: 1, attempts: 0, leaseToken: null, leaseUntil: null };
        for (const kind of ['send', 'resume'])
          await db
            .insertInto('lanes')
            .values({ ...lane, id: kind, kind, destinationId: kind })
            .execute();
      },
    });
    opened.clock.now += 7000;
    expect(await ages()).toEqual({ delivery: 7000, send: 7000, resume: 7000, deadline: 7000, wait: 0 });
    await opened.store.close();
    await database?.drop();
    remove();
  });
});

it('a request’s id leads from its webhook through the log to what was delivered', async () => {
  const { folder, remove } = temporaryFolder();
  const opened = await open({ dataDir: folder });
  opened.subscriptions.push({ id: 'sub_1', events: ['message.received'], filter: {} });
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ level: 'debug', stream: { write: (text) => void lines.push(JSON.parse(text)) } });
  const metrics = createMetrics();
  const now = () => opened.clock.now;
  const deliveries = createDeliveries({
    ...{ store: opened.store, committer: opened.store.committer, ids: opened.ids, now, random: () => 0.5, log, metrics, token: 'token' },
    net: { post: () => Promise.resolve({ is: 'answer', status: 200, opening: '' }) },
    withSignedMedia: (json) => json,
    receiverOf: (id) =>
      Promise.resolve({ id, url: 'https://crm.example', keys: [signingKey('whsec_AAAA')], gathering: { batch: null, burst: null } }),
    transcriptOf: createTranscripts(opened.store),
  });
  const ingest = createIngest(
    { store: opened.store, log, metrics, now, dataDir: folder },
    {
      ...{ ids: opened.ids, factsOf, subscriptions: () => Promise.resolve(opened.subscriptions) },
      wake: (flushed) => deliveries.wake(flushed.deliveryLanes),
    },
  );
  const channel = { id: 'chn_1', ref: { ...factsOf('chn_1').ref, type: 'line' as const }, channel: line, settings: LINE.settings };
  const receive = createReceive({
    channels: () =>
      Promise.resolve(new Map([['chn_1', { ...channel, facts: factsOf('chn_1'), health: { level: 'ok' }, isDeleted: false }]])),
    ...{ store: ingest.store, passive: createPassiveAnswers(), now, log, metrics },
  });
  deliveries.start();
  await receive('chn_1', lineWebhook('words of a customer'), 'req-1');
  await until(() => lines.some((one) => one['msg'] === 'a delivery was tried'));
  const stored = lines.find((one) => one['requestId'] === 'req-1');
  expect(stored).toMatchObject({ msg: 'a webhook was stored', channelId: 'chn_1', webhookId: expect.stringMatching(/^whk_/) });
  const [delivered] = lines.filter((one) => one['msg'] === 'a delivery was tried');
  expect(delivered).toMatchObject({ subscriptionId: 'sub_1', ending: 'delivered' });
  expect(stored?.['eventIds']).toEqual(expect.arrayContaining([...Object(delivered?.['eventIds'])]));
  expect(JSON.stringify(lines)).not.toContain('words of a customer');
  await deliveries.stop();
  await opened.store.close();
  remove();
});
