import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiAnswer, ApiCall } from '../../../../gateway/sandbox/calls.ts';
import { DEMO_TWILIO } from '../../../../gateway/sandbox/demo-accounts.ts';
import { at, textAt } from '../../../../gateway/sandbox/json.ts';
import type { TwilioOptions, TwilioStandIn } from '../../../../gateway/sandbox/twilio.ts';
import { createTwilio } from '../../../../gateway/sandbox/twilio.ts';
import type { TwilioSays } from '../../../../gateway/sandbox/twilio/says.ts';
import type { TestClock } from './bench.ts';
import { callOf, testClock } from './bench.ts';

export const { accountSid, authToken, from, messagingServiceSid } = DEMO_TWILIO;
export const BASE = 'http://127.0.0.1:1/twilio';
export const ROOT = `/2010-04-01/Accounts/${accountSid}`;
export const BASIC = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
export const RAVI = '15555550163';
export const TO = `whatsapp:+${RAVI}`;
export const APPROVED = { hello: 'HX55500000000000000000000000000001', order: 'HX55500000000000000000000000000002' };

/** A call without the header, as a client makes that left its credentials behind. */
export const NO_LOGIN = { authorization: undefined as unknown as string };

export const ANY_CALL: ApiCall = {
  method: 'POST',
  path: `${ROOT}/Messages.json`,
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.alloc(0),
};

export interface Webhook {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly params: Record<string, string>;
}
export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string;
  readonly cut?: boolean;
}

/** The business's server: keeps the forms it gets and answers as told, then with empty TwiML. */
export async function startBusiness() {
  const received: Webhook[] = [];
  const answers: Answer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url?.startsWith('/files/') === true) {
        const type = request.url.endsWith('.exe') ? 'application/x-msdownload' : 'image/png';
        response.writeHead(request.url.includes('missing') ? 404 : 200, { 'content-type': type }).end('bytes');
        return;
      }
      const params = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
      received.push({ url: `http://${request.headers.host}${request.url ?? ''}`, headers: request.headers, params });
      const { status = 200, type = 'text/xml', body = '<Response/>', cut = false } = answers.shift() ?? {};
      if (cut) request.socket.destroy();
      else response.writeHead(status, { 'content-type': type }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    received,
    answers,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export let clock: TestClock;
export let business: Awaited<ReturnType<typeof startBusiness>>;
export let standIn: TwilioStandIn;

export function make(options: Partial<TwilioOptions> = {}): void {
  standIn = createTwilio({ ...DEMO_TWILIO, baseUrl: BASE, clock, ...options });
  standIn.connect(`${business.origin}/webhooks/chn_1`);
}
export const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}, trouble = {}) =>
  callOf(standIn, 'none')(method, path, body, { authorization: BASIC, ...headers }, trouble);
export const post = (form: Record<string, string>, trouble = {}): Promise<ApiAnswer> =>
  call('POST', `${ROOT}/Messages.json`, new URLSearchParams(form).toString(), {}, trouble);
export const send = (form: Record<string, string> = {}, trouble = {}) =>
  post({ From: from, To: TO, Body: 'Hello', StatusCallback: `${business.origin}/status`, ...form }, trouble);
export const says = async (message: TwilioSays, who = RAVI) => {
  const said = standIn.customerSays(who, message);
  await said.webhook;
  return said.id;
};
export const codeOf = (answer: ApiAnswer) => at(answer.body, 'code');
export const sidOf = (answer: ApiAnswer) => textAt(answer.body, 'sid') ?? '';
export const lastParams = () => business.received.at(-1)?.params ?? {};
export const statuses = () => business.received.filter((one) => one.url.endsWith('/status')).map((one) => one.params['MessageStatus']);
export const makeContent = async (types: Record<string, unknown>, more = {}) =>
  call('POST', '/v1/Content', { friendly_name: 'test', language: 'en', types, ...more });

beforeEach(async () => {
  clock = testClock();
  business = await startBusiness();
  make();
});
afterEach(async () => {
  await standIn.stop();
  await business.stop();
});
