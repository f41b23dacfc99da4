import { timingSafeEqual } from 'node:crypto';
import type { ApiAnswer, ApiCall } from '../calls.ts';
import type { Trouble } from '../trouble.ts';
import { describeAccount, describeSender, describeService } from './account.ts';
import { answerContent } from './content-routes.ts';
import { notFound, refuse, unauthorized } from './errors.ts';
import { messageList, messageResource, rfc2822 } from './messages.ts';
import { cutPage, listBody } from './paging.ts';
import { takeMessage } from './send.ts';
import type { TwilioState } from './state.ts';

/** Typing shows this long at most: https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource */
const TYPING_MS = 25_000;

/** What answering needs besides the state. */
export interface RouteFacts {
  readonly state: TwilioState;
  readonly trouble: Trouble;
  /** The address the console has for what comes in. */
  readonly callbackUrl: string | null;
}

/** One call to any of Twilio's hosts: `api`, `content` and `messaging` share this stand-in's address. */
export function answerTwilio(facts: RouteFacts, call: ApiCall): ApiAnswer {
  const { state } = facts;
  const answer = call.path.startsWith('/mms/') ? signedFile(state, call) : route(facts, call);
  return { ...answer, headers: { 'twilio-request-id': `RQ${state.ids.uuid().replaceAll('-', '')}`, ...answer.headers } };
}

function route(facts: RouteFacts, call: ApiCall): ApiAnswer {
  const { state } = facts;
  const root = `/2010-04-01/Accounts/${state.account.accountSid}`;
  const isMedia = call.method === 'GET' && /\/Media\/ME[0-9a-f]{32}$/.test(call.path);
  const needsLogin = !isMedia || state.behaviour().mediaAuth;
  if (needsLogin && !isOwner(call.headers['authorization'], state)) return unauthorized();
  if (call.path === `${root}.json` && call.method === 'GET') return { status: 200, body: describeAccount(state.account) };
  if (call.path === `${root}/Messages.json` && call.method === 'POST')
    return takeMessage(state, new URLSearchParams(call.body.toString('utf8')), facts.trouble);
  if (call.path === `${root}/Messages.json` && call.method === 'GET')
    return { status: 200, body: messageList(state.messages.page(call.query), state.account.accountSid) };
  if (call.path.startsWith(`${root}/Messages/`) && call.method === 'GET') return message(state, call.path, call.path.slice(root.length));
  if (call.path === '/v2/Indicators/Typing.json' && call.method === 'POST') return showTyping(state, call);
  if (call.method === 'GET' && call.path.startsWith('/v2/Channels/Senders')) return senders(facts, call);
  if (call.method === 'GET' && call.path === `/v1/Services/${state.account.messagingServiceSid}`)
    return { status: 200, body: describeService(state.account, facts.callbackUrl, state.baseUrl) };
  return answerContent(state, call);
}

/** https://www.twilio.com/docs/usage/requests-to-twilio#credentials */
function isOwner(header: string | undefined, { account }: TwilioState): boolean {
  const expected = Buffer.from(`Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`);
  const given = Buffer.from(header ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** `/Messages/{sid}.json`, `/Messages/{sid}/Media.json`, `/Messages/{sid}/Media/{sid}` */
function message(state: TwilioState, path: string, tail: string): ApiAnswer {
  const accountSid = state.account.accountSid;
  const [, , messageSid = '', sub, mediaSid = ''] = tail.replace(/\.json$/, '').split('/');
  const found = state.messages.find(messageSid);
  if (found === undefined) return notFound(path);
  if (sub === undefined) return { status: 200, body: messageResource(found, accountSid) };
  const describe = (sid: string): unknown => {
    const media = state.media.find(sid);
    if (media === undefined) return undefined;
    const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${messageSid}/Media/${sid}.json`;
    const date = rfc2822(media.createdAt);
    const content_type = media.file.mimeType.split(';')[0];
    return { sid, account_sid: accountSid, parent_sid: messageSid, content_type, date_created: date, date_updated: date, uri };
  };
  if (mediaSid === '') return { status: 200, body: { media_list: found.mediaSids.map(describe), page: 0, page_size: 50 } };
  const media = found.mediaSids.includes(mediaSid) ? state.media.find(mediaSid) : undefined;
  if (media === undefined) return notFound(path);
  if (tail.endsWith('.json')) return { status: 200, body: describe(mediaSid) };
  return { status: 307, headers: { location: state.media.sign(media, state.parts.clock.now()) }, body: Buffer.alloc(0) };
}

/** The host of the bytes lets the signature speak; credentials beside it are a fault of the caller, and it says so as S3 does. */
function signedFile(state: TwilioState, call: ApiCall): ApiAnswer {
  const xml = { 'content-type': 'application/xml' };
  if (call.headers['authorization'] !== undefined) {
    const words = '<Error><Code>InvalidArgument</Code><Message>Only one auth mechanism allowed</Message></Error>';
    return { status: 400, headers: xml, body: Buffer.from(words) };
  }
  const file = state.media.open(call.path, call.query, state.parts.clock.now());
  if (file === undefined) return { status: 403, headers: xml, body: Buffer.from('<Error><Code>AccessDenied</Code></Error>') };
  const name = file.name === undefined ? {} : { 'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(file.name)}` };
  return { status: 200, headers: { 'content-type': file.mimeType, ...name }, body: file.bytes };
}

/** Marks the customer's messages up to this one as read, and shows dots: https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource */
function showTyping(state: TwilioState, call: ApiCall): ApiAnswer {
  const form = new URLSearchParams(call.body.toString('utf8'));
  const entry = state.parts.chats.find(form.get('messageId') ?? '');
  if (form.get('channel') !== 'whatsapp') return refuse(20001, 'channel must be whatsapp');
  if (entry === undefined || entry.from !== 'customer') return refuse(20001, 'messageId is not the SID of a message of this channel');
  for (const earlier of state.parts.chats.of(entry.customer)) {
    if (earlier.from === 'customer' && earlier.at <= entry.at && earlier.receipt !== 'read')
      state.parts.chats.change(earlier.id, () => ({ receipt: 'read' }));
  }
  state.parts.tell({ what: 'typing', customer: entry.customer, forMs: TYPING_MS });
  return { status: 200, body: { success: true } };
}

function senders({ state, callbackUrl }: RouteFacts, call: ApiCall): ApiAnswer {
  const sender = describeSender(state.account, callbackUrl, state.baseUrl);
  if (call.path === `/v2/Channels/Senders/${state.account.senderSid}`) return { status: 200, body: sender };
  if (call.path !== '/v2/Channels/Senders') return notFound(call.path);
  if (call.query.get('Channel') !== 'whatsapp') return refuse(20001, 'Channel is required');
  return { status: 200, body: listBody('senders', cutPage([sender], call.query), `${state.baseUrl}/v2/Channels/Senders`) };
}
