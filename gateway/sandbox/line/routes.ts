import type { ApiAnswer, ApiCall } from '../calls.ts';
import { numberAt, parseJson, textAt } from '../json.ts';
import type { LineOptions } from '../line.ts';
import type { Trouble } from '../trouble.ts';
import { botInfo, quota, setWebhookEndpoint, testWebhookEndpoint, verifyToken, webhookEndpoint } from './account.ts';
import { checkMessages } from './check-messages.ts';
import { badBody, invalidProperty, lineRefusal, lineUnauthorized, NOT_FOUND, NOT_JSON, TOO_FAST } from './errors.ts';
import { groupMember, groupSummary, profile } from './people.ts';
import { takePush, takeReply } from './send.ts';
import type { LineState } from './state.ts';
import type { LineWebhooks } from './webhooks.ts';

/** One call to the Messaging API, on either of its hosts: https://developers.line.biz/en/reference/messaging-api/ */
export async function answerLine(options: LineOptions, state: LineState, webhooks: LineWebhooks, call: ApiCall): Promise<ApiAnswer> {
  const requestId = state.ids.uuid();
  const answer = await route(options, state, webhooks, call, requestId);
  return { ...answer, headers: { 'x-line-request-id': requestId, ...answer.headers } };
}

function route(
  options: LineOptions,
  state: LineState,
  webhooks: LineWebhooks,
  call: ApiCall,
  requestId: string,
): ApiAnswer | Promise<ApiAnswer> {
  const asked = `${call.method} ${call.path}`;
  if (asked === 'POST /v2/oauth/verify') {
    return verifyToken(options, state, new URLSearchParams(call.body.toString('utf8')).get('access_token'), 'long_lived');
  }
  if (asked === 'GET /oauth2/v2.1/verify') return verifyToken(options, state, call.query.get('access_token'), 'v2_1');
  if (call.headers['authorization'] !== `Bearer ${options.channelAccessToken}`) return lineUnauthorized('invalid token');
  if (!state.rate.take(call.path.split('/').slice(0, 5).join('/'), state.parts.clock.now())) return TOO_FAST;
  switch (asked) {
    case 'POST /v2/bot/message/reply':
      return takeReply(state, call);
    case 'POST /v2/bot/message/push':
      return takePush(state, call, requestId);
    case 'POST /v2/bot/message/validate/reply':
    case 'POST /v2/bot/message/validate/push':
      return validate(call);
    case 'POST /v2/bot/chat/loading/start':
      return startLoading(state, call);
    case 'POST /v2/bot/chat/markAsRead':
      return markAsRead(state, call);
    case 'GET /v2/bot/info':
      return botInfo(options, state);
    case 'GET /v2/bot/channel/webhook/endpoint':
      return webhookEndpoint(state);
    case 'PUT /v2/bot/channel/webhook/endpoint':
      return setWebhookEndpoint(state, call);
    case 'POST /v2/bot/channel/webhook/test':
      return testWebhookEndpoint(state, webhooks, call);
    case 'GET /v2/bot/message/quota':
      return quota(state);
    case 'GET /v2/bot/message/quota/consumption':
      return { status: 200, body: { totalUsage: state.used } };
    default:
      return call.method === 'GET' ? read(state, call.path) : NOT_FOUND;
  }
}

/** What has an id in its path. */
function read(state: LineState, path: string): ApiAnswer {
  const [, , what = '', id = '', part = '', under = ''] = path.slice(1).split('/');
  if (what === 'profile' && part === '') return profile(state, id);
  if (what === 'group' && part === 'summary') return groupSummary(state, id);
  if (what === 'group' && part === 'member') return groupMember(state, id, under);
  return what === 'message' ? content(state, id, path.slice(`/v2/bot/message/${id}`.length), part) : NOT_FOUND;
}

function validate(call: ApiCall): ApiAnswer {
  const body = parseJson(call.body);
  if (body === undefined) return NOT_JSON;
  const problems = checkMessages(typeof body === 'object' && body !== null && 'messages' in body ? body.messages : undefined);
  return problems.length > 0 ? badBody(problems) : { status: 200, body: {} };
}

/** https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator */
function startLoading(state: LineState, call: ApiCall): ApiAnswer {
  const body = parseJson(call.body);
  const chatId = textAt(body, 'chatId') ?? '';
  const seconds = numberAt(body, 'loadingSeconds') ?? 20;
  if (!state.customers.has(chatId)) return invalidProperty('chatId');
  if (seconds < 5 || seconds > 60 || seconds % 5 !== 0)
    return badBody([{ message: 'Must be a multiple of 5 between 5 and 60', property: 'loadingSeconds' }]);
  state.parts.tell({ what: 'typing', customer: chatId, forMs: seconds * 1000 });
  return { status: 202, body: {} };
}

/** https://developers.line.biz/en/reference/messaging-api/#mark-as-read */
function markAsRead(state: LineState, call: ApiCall): ApiAnswer {
  const read = state.tokens.get(textAt(parseJson(call.body), 'markAsReadToken') ?? '');
  const entry = state.parts.chats.find(read ?? '');
  if (entry === undefined) return invalidProperty('markAsReadToken');
  for (const earlier of state.parts.chats.of(entry.customer)) {
    if (earlier.from === 'customer' && earlier.at <= entry.at && earlier.receipt !== 'read')
      state.parts.chats.change(earlier.id, () => ({ receipt: 'read' }));
  }
  return { status: 200, body: {} };
}

/** https://developers.line.biz/en/reference/messaging-api/#get-content */
function content(state: LineState, id: string, tail: string, part: string): ApiAnswer {
  const kept = state.contents.get(id);
  if (kept === undefined || part !== 'content') return NOT_FOUND;
  if (kept.state === 'unsent') return lineRefusal(410, 'Gone');
  const isReady = state.parts.clock.now() >= kept.readyAt;
  switch (tail) {
    case '/content/transcoding':
      return { status: 200, body: { status: isReady ? 'succeeded' : 'processing' } };
    case '/content':
    case '/content/preview':
      if (!isReady) return { status: 202, body: {} };
      return { status: 200, headers: { 'content-type': kept.file.mimeType }, body: kept.file.bytes };
    default:
      return NOT_FOUND;
  }
}

/** The platform's own words for what is switched on. */
export function lineFailure(trouble: Trouble, requestId: string): ApiAnswer {
  const headers = { 'x-line-request-id': requestId };
  if (trouble.kind === 'expired_token') return { ...lineUnauthorized('expired'), headers };
  if (trouble.kind === 'throttle') {
    return {
      ...TOO_FAST,
      headers: trouble.retryAfterSeconds === null ? headers : { ...headers, 'retry-after': String(trouble.retryAfterSeconds) },
    };
  }
  return { ...lineRefusal(trouble.status, 'Internal server error'), headers };
}
