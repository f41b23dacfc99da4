import type { PlatformRequest, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { whatsappTwilio, type TwilioSettings } from '../../../../../gateway/src/channels/twilio/index.ts';
import { answered, recordingIo } from '../../../support/channel-io.ts';
import { BASIC, settings } from './settings.ts';

const WEBHOOK = 'https://parley.example/webhooks/chn_1';
const withService: TwilioSettings = { ...settings, messagingServiceSid: 'MG555' };

type Part = 'account' | 'senders' | 'service' | 'pool';
const partOf = ({ url }: PlatformRequest): Part => {
  if (url.includes('/ChannelSenders')) return 'pool';
  if (url.includes('/Services/')) return 'service';
  return url.includes('/Channels/Senders') ? 'senders' : 'account';
};

const sender = (fields: object = {}) => ({
  sid: 'XE1',
  status: 'ONLINE',
  sender_id: settings.from,
  webhook: { callback_url: WEBHOOK, callback_method: 'POST' },
  properties: { quality_rating: 'HIGH', messaging_limit: '10K Customers/24hr' },
  offline_reasons: null,
  ...fields,
});
const senders = (...some: object[]) => answered(200, { senders: some, meta: { next_page_url: null } });
const service = (fields: object = {}) =>
  answered(200, { sid: 'MG555', inbound_request_url: WEBHOOK, inbound_method: 'POST', use_inbound_webhook_on_number: false, ...fields });

const WELL: Record<Part, PlatformResponse> = {
  account: answered(200, { sid: settings.accountSid, status: 'active', type: 'Full' }),
  senders: senders(sender()),
  service: service(),
  pool: answered(200, { senders: [{ sender: settings.from }], meta: {} }),
};

async function checked(answers: Partial<Record<Part, PlatformResponse>> = {}, using: TwilioSettings = settings, webhookUrl = WEBHOOK) {
  const io = recordingIo((request) => answers[partOf(request)] ?? WELL[partOf(request)], { webhookUrl });
  const findings = (await whatsappTwilio.checkHealth?.(using, io)) ?? [];
  return { findings, said: findings.map(({ what, level }) => `${what}:${level}`), requests: io.requests };
}

test('a channel that works is told so, by asking the account and the sender', async () => {
  const { said, requests, findings } = await checked();
  expect(said).toEqual(['credentials:ok', 'account:ok', 'sender:ok', 'quality:ok', 'webhook_address:ok']);
  expect(findings.every((finding) => finding.nextStep === undefined)).toBe(true);
  expect(requests.map(({ method, url, headers }) => [method, url, headers?.['authorization']])).toEqual([
    ['GET', `https://api.twilio.com/2010-04-01/Accounts/${settings.accountSid}.json`, BASIC],
    ['GET', 'https://messaging.twilio.com/v2/Channels/Senders?Channel=whatsapp&PageSize=100', BASIC],
  ]);
});

test('with a Messaging Service its address counts, not the one of the sender', async () => {
  const { said, requests } = await checked({ senders: senders(sender({ webhook: {} })) }, withService);
  expect(said).toEqual(['credentials:ok', 'account:ok', 'sender:ok', 'quality:ok', 'messaging_service:ok', 'webhook_address:ok']);
  expect(requests.map(({ url }) => url)).toContain('https://messaging.twilio.com/v1/Services/MG555');
  expect(requests.map(({ url }) => url)).toContain('https://messaging.twilio.com/v1/Services/MG555/ChannelSenders?PageSize=100');
});

test('a Messaging Service that defers to its senders leaves the address to them', async () => {
  const deferring = { service: service({ use_inbound_webhook_on_number: true, inbound_request_url: null }) };
  expect((await checked(deferring, withService)).said).toContain('webhook_address:ok');
  expect((await checked({ ...deferring, senders: senders(sender({ webhook: {} })) }, withService)).said).toContain('webhook_address:error');
});

test.each([
  ['a wrong token', { account: answered(401, { code: 20003, message: `Bad ${settings.authToken}` }) }, 'credentials:error'],
  ['an account that does not exist', { account: answered(404, { code: 20404 }) }, 'credentials:error'],
  ['a suspended account', { account: answered(200, { status: 'suspended', type: 'Full' }) }, 'account:error'],
  ['a closed account', { account: answered(200, { status: 'closed' }) }, 'account:error'],
  ['a trial', { account: answered(200, { status: 'active', type: 'Trial' }) }, 'account:warning'],
  ['no answer', { account: { is: 'no_answer', why: 'ECONNREFUSED', reached: 'no' } as const }, 'platform:error'],
  ['a page', { account: answered(200, '<html>') }, 'platform:error'],
  ['a fault', { account: answered(503, '') }, 'platform:error'],
  ['no such sender', { senders: senders(sender({ sender_id: 'whatsapp:+15550009999' })) }, 'sender:error'],
  [
    'a sender that is off',
    { senders: senders(sender({ status: 'OFFLINE', offline_reasons: [{ code: '63020', message: 'Not verified.' }] })) },
    'sender:error',
  ],
  ['a sender in the making', { senders: senders(sender({ status: 'PENDING_VERIFICATION' })) }, 'sender:error'],
  ['a list of senders that is refused', { senders: answered(403, { code: 20403, message: 'Forbidden' }) }, 'sender:warning'],
  ['a list of senders that is none', { senders: answered(200, '[]') }, 'sender:warning'],
  ['no answer about senders', { senders: { is: 'no_answer', why: 'reset', reached: 'maybe' } as const }, 'sender:warning'],
  ['a poor rating', { senders: senders(sender({ properties: { quality_rating: 'LOW' } })) }, 'quality:warning'],
  ['no webhook', { senders: senders(sender({ webhook: null })) }, 'webhook_address:error'],
  [
    "somebody else's webhook",
    { senders: senders(sender({ webhook: { callback_url: 'https://other.example/x' } })) },
    'webhook_address:error',
  ],
  [
    'a webhook with GET',
    { senders: senders(sender({ webhook: { callback_url: WEBHOOK, callback_method: 'GET' } })) },
    'webhook_address:error',
  ],
])('%s is found, with what to do', async (_what, answers, expected) => {
  const { findings, said } = await checked(answers);
  expect(said).toContain(expected);
  const finding = findings.find(({ what, level }) => `${what}:${level}` === expected);
  expect(finding?.nextStep).toMatch(/\.$/);
  expect(JSON.stringify(findings)).not.toContain(settings.authToken);
});

test.each([
  ['no such service', { service: answered(404, { code: 20404 }) }, 'messaging_service:error'],
  ['a service that cannot be read', { service: answered(200, {}) }, 'messaging_service:warning'],
  ['no answer about it', { service: { is: 'no_answer', why: 'reset', reached: 'maybe' } as const }, 'messaging_service:warning'],
  [
    'a service without the sender',
    { pool: answered(200, { senders: [{ sender: 'whatsapp:+1999' }], meta: {} }) },
    'messaging_service:error',
  ],
  ['a service without an address', { service: service({ inbound_request_url: null }) }, 'webhook_address:error'],
  ['a service with another address', { service: service({ inbound_request_url: 'https://other.example/x' }) }, 'webhook_address:error'],
])('%s is found, with what to do', async (_what, answers, expected) => {
  const { findings, said } = await checked(answers, withService);
  expect(said).toContain(expected);
  expect(findings.find(({ what, level }) => `${what}:${level}` === expected)?.nextStep).toMatch(/\.$/);
});

test('a dead token ends the questions', async () => {
  const { requests } = await checked({ account: answered(401, { code: 20003 }) }, withService);
  expect(requests).toHaveLength(1);
});

test("why a sender is off is said in Twilio's words", async () => {
  const off = senders(sender({ status: 'OFFLINE', offline_reasons: [{ code: '63020', message: 'Not verified.' }] }));
  const { findings } = await checked({ senders: off });
  expect(findings.find(({ what }) => what === 'sender')?.detail).toBe(
    'The WhatsApp sender is OFFLINE, not ONLINE. Twilio says: Not verified.',
  );
});

test('a sender on a later page is found, with the credentials on the host of ours', async () => {
  const second = senders(sender());
  const first = answered(200, { senders: [], meta: { next_page_url: 'https://evil.example/v2/Channels/Senders?Channel=whatsapp&Page=1' } });
  const io = recordingIo((request) =>
    partOf(request) === 'senders' ? (request.url.includes('Page=1') ? second : first) : WELL[partOf(request)],
  );
  const findings = (await whatsappTwilio.checkHealth?.(settings, io)) ?? [];
  expect(findings).toContainEqual(expect.objectContaining({ what: 'sender', level: 'ok' }));
  expect(io.requests.every(({ url }) => new URL(url).hostname.endsWith('.twilio.com'))).toBe(true);
});

test("options of Twilio's in the address's fragment do not make it another", async () => {
  expect((await checked({ senders: senders(sender({ webhook: { callback_url: `${WEBHOOK}#rc=3&rp=all` } })) })).said).toContain(
    'webhook_address:ok',
  );
});

test('the sandbox number is in no list, and is said to be one', async () => {
  const { said, requests } = await checked({}, { ...settings, from: 'whatsapp:+14155238886' });
  expect(said).toEqual(['credentials:ok', 'account:ok', 'sender:warning']);
  expect(requests).toHaveLength(1);
});

test.each([
  'http://parley.example/webhooks/chn_1',
  'https://localhost:8400/webhooks/chn_1',
  'https://192.168.1.5/webhooks/chn_1',
  'https://my_host.example/webhooks/chn_1',
])('that Twilio may not reach %s is said, unless a stand-in is asked', async (webhookUrl) => {
  expect((await checked({}, settings, webhookUrl)).said).toContain('public_address:warning');
  expect((await checked({}, { ...settings, apiBaseUrl: 'http://127.0.0.1:9999' }, webhookUrl)).said).not.toContain(
    'public_address:warning',
  );
});
