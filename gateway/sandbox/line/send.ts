import type { ApiAnswer, ApiCall } from '../calls.ts';
import { listAt, parseJson, textAt } from '../json.ts';
import { checkMessages } from './check-messages.ts';
import { badBody, FAILED_TO_SEND, INVALID_REPLY_TOKEN, invalidProperty, lineRefusal, NOT_JSON, OUT_OF_QUOTA } from './errors.ts';
import { isRetryKey } from './retry-keys.ts';
import type { LineState } from './state.ts';
import type { SentMessage } from './wire.ts';

const RECIPIENT = /^[UCR][0-9a-f]{32}$/;

/** `POST /v2/bot/message/reply`: free, once, within a minute. https://developers.line.biz/en/reference/messaging-api/#send-reply-message */
export function takeReply(state: LineState, call: ApiCall): ApiAnswer {
  if (call.headers['x-line-retry-key'] !== undefined) return lineRefusal(400, 'The retry key is not supported by this API');
  const body = parseJson(call.body);
  if (body === undefined) return NOT_JSON;
  const token = textAt(body, 'replyToken');
  if (token === undefined) return badBody([{ message: 'May not be empty', property: 'replyToken' }]);
  const problems = checkMessages(messagesOf(body));
  if (problems.length > 0) return badBody(problems);
  const customer = state.replyTokens.holder(token, state.parts.clock.now());
  if (customer === undefined) return INVALID_REPLY_TOKEN;
  state.replyTokens.use(token);
  return { status: 200, body: { sentMessages: show(state, customer, listAt(body, 'messages')) } };
}

/** `POST /v2/bot/message/push`: https://developers.line.biz/en/reference/messaging-api/#send-push-message */
export function takePush(state: LineState, call: ApiCall, requestId: string): ApiAnswer {
  const now = state.parts.clock.now();
  const key = call.headers['x-line-retry-key'];
  if (key !== undefined && !isRetryKey(key)) return lineRefusal(400, 'The retry key is invalid');
  const body = parseJson(call.body);
  if (body === undefined) return NOT_JSON;
  const to = textAt(body, 'to');
  if (to === undefined || to === '') return badBody([{ message: 'May not be empty', property: 'to' }]);
  if (!RECIPIENT.test(to)) return invalidProperty('to');
  const problems = checkMessages(messagesOf(body));
  if (problems.length > 0) return badBody(problems);
  const accepted = key === undefined ? undefined : state.retryKeys.find(key, now);
  if (accepted !== undefined) {
    return {
      status: 409,
      headers: { 'x-line-accepted-request-id': accepted.requestId },
      body: { message: 'The retry key is already accepted', sentMessages: accepted.sentMessages },
    };
  }
  const reached = state.groups.get(to)?.members.length ?? (state.customers.has(to) ? 1 : 0);
  if (reached === 0) return FAILED_TO_SEND;
  const quota = state.behaviour().monthlyQuota;
  if (quota !== null && state.used >= quota) return OUT_OF_QUOTA;
  // A push to someone who has blocked the account is accepted in silence, and does not count.
  const isBlocked = state.blocked.has(to);
  // A group counts by its members.
  if (!isBlocked) state.used += reached;
  const messages = listAt(body, 'messages');
  const sentMessages = isBlocked ? messages.map(() => ({ id: state.ids.decimal() })) : show(state, to, messages);
  if (key !== undefined) state.retryKeys.remember(key, { requestId, sentMessages, at: now });
  return { status: 200, body: { sentMessages } };
}

function messagesOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'messages' in body ? body.messages : undefined;
}

function show(state: LineState, customer: string, messages: readonly unknown[]): readonly SentMessage[] {
  return messages.map((message) => {
    const id = state.ids.decimal();
    const quoteToken = state.ids.token();
    state.tokens.set(quoteToken, id);
    const quoted = textAt(message, 'quoteToken');
    const hasFile = ['image', 'video', 'audio'].includes(textAt(message, 'type') ?? '');
    state.parts.chats.add({
      id,
      customer,
      from: 'business',
      at: state.parts.clock.now(),
      message,
      receipt: 'sent',
      quotes: quoted === undefined ? null : (state.tokens.get(quoted) ?? null),
      ...(hasFile ? { file: `/sandbox/api/line/files/${id}` } : {}),
    });
    return { id, quoteToken };
  });
}
