import { readConfig } from '../../../gateway/src/config.ts';

const KEY = Buffer.alloc(32, 1).toString('base64');

test('nothing needs to be set, but a key for the secrets', () => {
  expect(readConfig({ PARLEY_SECRET_KEY: KEY })).toMatchObject({
    port: 8400,
    host: '127.0.0.1',
    publicUrl: 'http://127.0.0.1:8400',
    databaseUrl: undefined,
    netPolicy: { allowedNetworks: [], allowLoopback: false },
    trustProxy: false,
    logLevel: 'info',
  });
});

test('an empty variable is the same as none', () => {
  expect(readConfig({ PARLEY_SECRET_KEY: KEY, PARLEY_PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 8400, databaseUrl: undefined });
});

test('every problem is named at once, each by its setting', () => {
  const problems = readConfig({
    PARLEY_PORT: '99999', PARLEY_PUBLIC_URL: 'ftp://x', PARLEY_SECRET_KEY: 'short', DATABASE_URL: 'mysql://x', PARLEY_ADMIN_EMAIL: 'ann',
    PARLEY_ADMIN_PASSWORD: 'short', PARLEY_API_KEY: 'short', PARLEY_ALLOWED_NETWORKS: '10.0.0.0/8, here', PARLEY_ALLOW_LOOPBACK: 'yes', PARLEY_LOG_LEVEL: 'loud',
    PARLEY_MEDIA_URL: 'ftp://x', SMTP_URL: 'http://x', PARLEY_MAIL_FROM: 'Ann\r\nBcc: all@example.com',
  }); // prettier-ignore
  if (!('length' in problems)) throw new Error('bad settings were taken');
  for (const name of [
    'PORT',
    'PUBLIC_URL',
    'SECRET_KEY',
    'ADMIN_EMAIL',
    'ADMIN_PASSWORD',
    'API_KEY',
    'ALLOWED_NETWORKS',
    'ALLOW_LOOPBACK',
    'LOG_LEVEL',
    'MEDIA_URL',
    'MAIL_FROM',
  ]) {
    expect(problems.some((problem) => problem.startsWith(`PARLEY_${name} `))).toBe(true);
  }
  expect(problems.some((problem) => problem.startsWith('DATABASE_URL '))).toBe(true);
  expect(problems.some((problem) => problem.startsWith('SMTP_URL '))).toBe(true);
  expect(problems.join('\n')).toContain('"here"');
});

test('PostgreSQL needs the secret key to be given, because several gateways share it', () => {
  expect(readConfig({ DATABASE_URL: 'postgres://localhost/parley' })).toEqual([expect.stringContaining('PARLEY_SECRET_KEY is required')]);
});

test('a public address loses the slash at its end, and proxies are counted', () => {
  expect(readConfig({ PARLEY_SECRET_KEY: KEY, PARLEY_PUBLIC_URL: 'https://parley.example.com/', PARLEY_TRUST_PROXY: '2' })).toMatchObject({
    publicUrl: 'https://parley.example.com',
    trustProxy: 2,
  });
});

test('mails come from who is named, or from an address at the public one', () => {
  const smtp = { PARLEY_SECRET_KEY: KEY, SMTP_URL: 'smtps://user:secret@mail.example.com' };
  expect(readConfig({ PARLEY_SECRET_KEY: KEY })).toMatchObject({ mail: undefined });
  expect(readConfig({ ...smtp, PARLEY_PUBLIC_URL: 'https://parley.example.com' })).toMatchObject({
    mail: { url: 'smtps://user:secret@mail.example.com', from: 'Parley <parley@parley.example.com>' },
  });
  expect(readConfig({ ...smtp, PARLEY_MAIL_FROM: 'Harbour Books <desk@harbour.example>' })).toMatchObject({
    mail: { from: 'Harbour Books <desk@harbour.example>' },
  });
  const problems = readConfig({
    PARLEY_SECRET_KEY: KEY,
    SMTP_URL: 'https://user:canary@mail.example.com',
    PARLEY_MAIL_FROM: 'x@y\r\nBcc: z@y',
  });
  expect(problems).toEqual([expect.stringMatching(/^SMTP_URL must/), expect.stringMatching(/^PARLEY_MAIL_FROM must/)]);
  expect(String(problems)).not.toContain('canary');
});

test('answers come back to a mailbox with room for a token before the @, and only with a secret that cannot be guessed', () => {
  const given = {
    PARLEY_SECRET_KEY: KEY,
    PARLEY_MAIL_REPLY_TO: 'reply@harbour.example',
    IMAP_URL: 'imaps://reply:canary@mail.example.com/Answers',
    PARLEY_MAIL_SECRET: 'a-secret-of-sixteen',
  };
  expect(readConfig(given)).toMatchObject({
    mailReplyTo: given.PARLEY_MAIL_REPLY_TO,
    mailbox: given.IMAP_URL,
    mailSecret: given.PARLEY_MAIL_SECRET,
  });
  expect(readConfig({ PARLEY_SECRET_KEY: KEY })).toMatchObject({ mailReplyTo: undefined, mailbox: undefined, mailSecret: undefined });
  const problems = readConfig({
    PARLEY_SECRET_KEY: KEY,
    PARLEY_MAIL_REPLY_TO: `${'a'.repeat(21)}@harbour.example`,
    IMAP_URL: 'https://reply:canary@mail.example.com',
    PARLEY_MAIL_SECRET: 'short',
  });
  expect([problems].flat().map((problem) => String(problem).split(' ')[0]).sort()).toEqual(['IMAP_URL', 'PARLEY_MAIL_REPLY_TO', 'PARLEY_MAIL_SECRET']); // prettier-ignore
  expect(String(problems)).not.toContain('canary');
});

describe('traces', () => {
  const given = {
    PARLEY_SECRET_KEY: KEY,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://10.1.2.3:4318/',
    PARLEY_ALLOWED_NETWORKS: '10.0.0.0/8',
  };

  test('go where the standard settings say', () => {
    expect(readConfig({ PARLEY_SECRET_KEY: KEY, OTEL_SERVICE_NAME: 'chat' })).toMatchObject({ traces: undefined });
    const more = {
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20abc, x-team = a=b',
      OTEL_SERVICE_NAME: 'chat',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
    };
    expect(readConfig({ ...given, ...more })).toMatchObject({
      traces: {
        url: 'http://10.1.2.3:4318/v1/traces',
        headers: { authorization: 'Bearer abc', 'x-team': 'a=b' },
        ...{ serviceName: 'chat', ratio: 0.25 },
      },
    });
    expect(readConfig(given)).toMatchObject({ traces: { headers: {}, serviceName: 'parley', ratio: 1 } });
  });

  test('go to private addresses only where those are let out', () => {
    const [problem, ...more] = [readConfig({ ...given, PARLEY_ALLOWED_NETWORKS: '' })].flat();
    expect([problem, more]).toEqual([expect.stringMatching(/^OTEL_EXPORTER_OTLP_ENDPOINT .*PARLEY_ALLOWED_NETWORKS/), []]);
  });

  test('bad settings are named, and what they hold is not told', () => {
    const problems = readConfig({
      ...given,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'grpc://collector:4317',
      OTEL_EXPORTER_OTLP_HEADERS: 'canary',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_TRACES_SAMPLER_ARG: '2',
    });
    expect([problems].flat().map((problem) => String(problem).split(' ')[0]).sort()).toEqual([
      'OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_TRACES_SAMPLER_ARG',
    ]); // prettier-ignore
    expect(String(problems)).not.toContain('canary');
  });
});
