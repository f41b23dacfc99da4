import { createLogger, type LoggerOptions } from '../../../../gateway/src/log/logger.ts';
import { createMetrics } from '../../../../gateway/src/log/metrics.ts';

const CANARY = 'canary-5f3a9b';

function setup(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const log = createLogger({ level: 'trace', stream: { write: (line: string) => void lines.push(line) }, ...options });
  return { log, text: () => lines.join(''), first: (): Record<string, unknown> => JSON.parse(lines[0] ?? '{}') };
}

describe('the log', () => {
  test('a line is JSON with level, time, fields and message', () => {
    const { log, first } = setup();
    log.info({ channelId: 'chn_1', count: 3 }, 'webhook stored');
    expect(first()).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      channelId: 'chn_1',
      count: 3,
      msg: 'webhook stored',
    });
  });

  test.each([
    ['authorization', { headers: { Authorization: `Bearer ${CANARY}` } }],
    ['cookies', { headers: { cookie: CANARY, 'set-cookie': [CANARY] } }],
    [
      'signatures',
      { request: { headers: { 'x-hub-signature-256': `sha256=${CANARY}`, 'X-Line-Signature': CANARY, 'webhook-signature': CANARY } } },
    ],
    ['channel settings', { channel: { settings: { anything: CANARY } } }],
    [
      'tokens, however written',
      { access_token: CANARY, accessToken: CANARY, 'access-token': CANARY, appSecret: CANARY, replyToken: CANARY },
    ],
    ['what people write', { message: { content: { type: 'text', text: CANARY } }, body: CANARY, payload: { a: CANARY } }],
    ['a list', { all: [{ deep: { password: CANARY } }] }],
    ['bytes', { raw: Buffer.from(CANARY) }],
    ['URLs', { url: `https://graph.example/v1/x?access_token=${CANARY}&a=1`, db: `postgres://parley:${CANARY}@db/parley` }],
    ['very deep fields', { a: { b: { c: { d: { e: { f: { g: { h: CANARY } } } } } } } }],
  ])('%s never reach it', (_, fields) => {
    const { log, text } = setup();
    log.error(fields, 'something happened');
    expect(text()).toContain('something happened');
    expect(text()).not.toContain(CANARY);
    expect(text()).not.toContain(Buffer.from(CANARY).toString('base64'));
  });

  test('secrets in messages, errors and child loggers never reach it', () => {
    const { log, text } = setup();
    log.warn(`GET https://x.example/?access_token=${CANARY} failed`);
    log.warn('sent %s', `Bearer ${CANARY}`);
    log.child({ apiKey: CANARY, channelId: 'chn_1' }).info('child');
    const error = Object.assign(new Error(`401 for Bearer ${CANARY}`), { config: { headers: { authorization: CANARY } }, code: 'E_AUTH' });
    log.error({ err: new Error('outer', { cause: error }) }, 'failed');
    log.error(error);
    expect(text()).not.toContain(CANARY);
    expect(text()).toContain('E_AUTH');
    expect(text()).toContain('outer');
    expect(text()).toContain('chn_1');
  });

  test('further fields can be named as secrets', () => {
    const { log, text, first } = setup({ secretKeys: ['encoding_key'] });
    log.info({ encodingKey: CANARY, encodingKeys: 'stays', empty: { encodingKey: '' } }, 'x');
    expect(text()).not.toContain(CANARY);
    expect(first()).toMatchObject({ encodingKey: '[redacted]', encodingKeys: 'stays', empty: { encodingKey: '' } });
  });

  test('what is logged is not changed by it', () => {
    const fields = { token: CANARY, list: [1, { body: 'x' }] };
    setup().log.info(fields, 'x');
    expect(fields).toEqual({ token: CANARY, list: [1, { body: 'x' }] });
  });

  test('lines below the level are not written', () => {
    const { log, text } = setup({ level: 'warn' });
    log.info('quiet');
    expect(text()).toBe('');
  });
});

describe('the metrics', () => {
  test('what is counted can be read, with the gauges that must be asked for', async () => {
    const metrics = createMetrics();
    metrics.watch((all) => all.oldestDueLaneAgeSeconds.set(4.5));
    metrics.webhooks.inc({ channel_type: 'line', result: 'stored' }, 3);
    metrics.sends.inc({ channel_type: 'whatsapp', ending: 'unknown' });
    metrics.ingestSeconds.observe(0.004);
    const text = await metrics.render();
    expect(text).toContain('parley_webhooks_total{channel_type="line",result="stored"} 3');
    expect(text).toContain('parley_sends_total{channel_type="whatsapp",ending="unknown"} 1');
    expect(text).toContain('parley_ingest_seconds_bucket{le="0.005"} 1');
    expect(text).toContain('parley_oldest_due_lane_age_seconds 4.5');
    expect(text).toContain('parley_process_resident_memory_bytes');
    expect(await metrics.render()).toContain('parley_webhooks_total');
  });

  test('two sets of metrics do not meet', async () => {
    const one = createMetrics();
    const other = createMetrics();
    one.unknownAccounts.inc({ channel_type: 'facebook' });
    expect(await other.registry.getSingleMetricAsString('parley_unknown_account_total')).not.toContain('facebook');
  });
});
