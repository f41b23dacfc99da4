import type { messagingApi } from '@line/bot-sdk';
import type { Outcome, SentAs } from '../../model/outcome.ts';
import type { Address, ChannelIo, Part } from '../channel.ts';
import { isOutcome, readAnswer, type ReadAnswer } from '../http-outcome.ts';
import { endingOf, isReplyTokenRefused } from './errors.ts';
import { apiUrl, authorization, withoutSecrets, type LineSettings } from './settings.ts';
import { messagesOf, sentIdsOf } from './wire.ts';

type Messages = readonly messagingApi.Message[];

/** A token must be used within a minute of its event; one that has less than this left is not worth the call. */
const REPLY_MARGIN_MS = 10_000;

/**
 * Sends one part: with the free reply token while it is surely good, else as a push, which counts against the monthly
 * quota. A token that LINE refuses has sent nothing, so the same call goes on to the push. Never throws.
 *
 * A push may be repeated, LINE recognises its `X-Line-Retry-Key` for 24 hours
 * (https://developers.line.biz/en/docs/messaging-api/retrying-api-request/). A reply may not: it takes no such key, so
 * one that got no answer, or a 5xx after which LINE may have sent it all the same, ends `unknown`.
 */
export async function send(part: Part, to: Address, settings: LineSettings, io: ChannelIo): Promise<Outcome> {
  const messages = messagesOf(part.body);
  if (messages === undefined) return refused('message_invalid', 'The part holds no LINE messages.');
  const quoting = part.index === 0 ? withQuote(messages, to) : messages;
  const token = replyToken(part, to, io.now());
  if (token === undefined) return push(quoting, to, settings, io);
  const answer = await call('/v2/bot/message/reply', { replyToken: token, messages: quoting }, {}, settings, io, false);
  if (isOutcome(answer)) return answer;
  if (isReplyTokenRefused(answer)) return push(quoting, to, settings, io);
  const ending = outcomeOf(answer, 'reply', settings, io.now());
  return answer.status >= 500 ? { is: 'unknown', detail: detailIn(ending), safeToRepeat: false } : ending;
}

async function push(messages: Messages, to: Address, settings: LineSettings, io: ChannelIo): Promise<Outcome> {
  const recipient = recipientOf(to);
  if (recipient === undefined) return refused('recipient_unreachable', 'No LINE id is known for this recipient.');
  const retryKey = { 'x-line-retry-key': io.idempotencyKey };
  const answer = await call('/v2/bot/message/push', { to: recipient, messages }, retryKey, settings, io, true);
  if (isOutcome(answer)) return answer;
  // Accepted by an earlier try whose answer never came; the body repeats what it was.
  if (answer.status === 409) return { is: 'accepted', externalIds: sentIdsOf(answer.json), sentAs: 'push' };
  return outcomeOf(answer, 'push', settings, io.now());
}

async function call(
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
  settings: LineSettings,
  io: ChannelIo,
  safeToRepeat: boolean,
): Promise<ReadAnswer | Outcome> {
  const response = await io.fetch({
    method: 'POST',
    url: apiUrl(settings, path),
    headers: { 'content-type': 'application/json', ...authorization(settings), ...headers },
    body: JSON.stringify(body),
  });
  if (response.is === 'no_answer') return readAnswer({ ...response, why: withoutSecrets(response.why, settings) }, { safeToRepeat });
  return readAnswer(response, { safeToRepeat });
}

/** LINE names every message it took; a 2xx that names none may be somebody else's page in between. */
function outcomeOf(answer: ReadAnswer, sentAs: SentAs, settings: LineSettings, now: number): Outcome {
  const externalIds = sentIdsOf(answer.json);
  if (answer.status >= 200 && answer.status < 300 && externalIds.length > 0) return { is: 'accepted', externalIds, sentAs };
  return endingOf(answer, settings, now, { safeToRepeat: sentAs === 'push' });
}

/** The token, for the first part only: it works once. */
function replyToken(part: Part, to: Address, now: number): string | undefined {
  if (part.index !== 0 || to.freeReply === null) return undefined;
  return to.freeReply.until - now > REPLY_MARGIN_MS ? to.freeReply.token : undefined;
}

/** Quotes with the first message that can: LINE lets only texts and stickers do it. */
function withQuote(messages: Messages, to: Address): Messages {
  const quoteToken = to.quoted?.tokens['quoteToken'];
  if (quoteToken === undefined) return messages;
  const quoting = messages.findIndex((message) => message.type === 'text' || message.type === 'sticker');
  return messages.map((message, index) => (index === quoting ? { ...message, quoteToken } : message));
}

function recipientOf(to: Address): string | undefined {
  const kind = to.kind === 'group' ? 'group' : 'user_id';
  return to.keys.find((key) => key.kind === kind)?.value;
}

function refused(reason: 'message_invalid' | 'recipient_unreachable', detail: string): Outcome {
  return { is: 'refused', reason, detail };
}

function detailIn(outcome: Outcome): string {
  return outcome.is === 'accepted' ? 'LINE answered with a server error.' : outcome.detail;
}
