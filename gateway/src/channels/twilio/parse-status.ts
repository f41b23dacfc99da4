import type { InboundEvent, InboundStatus } from '../../model/inbound.ts';
import { refusalOf } from './errors.ts';
import { type Params, plainParams, textParam } from './params.ts';
import { ignoredEvent, sidOf } from './parse-message.ts';
import { whatsappPart } from './person.ts';

/** `accepted`, `scheduled`, `queued` and `sending` are before Meta has the message, and say nothing that its acceptance did not. */
const STATES: ReadonlyMap<string, InboundStatus['state']> = new Map<string, InboundStatus['state']>([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['undelivered', 'failed'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

/** Words for what a message that comes in is going through. */
const INBOUND: readonly string[] = ['receiving', 'received'];

/** The word of a status callback; undefined where the request is none. Messages that come in have `SmsStatus` only. */
export function statusWord(params: Params): string | undefined {
  const word = (textParam(params, 'MessageStatus') ?? eventWord(params))?.toLowerCase();
  return word === undefined || INBOUND.includes(word) ? undefined : word;
}

/** `EventType` alone, should a callback have no `MessageStatus`. */
function eventWord(params: Params): string | undefined {
  const word = textParam(params, 'EventType')?.toLowerCase();
  return word !== undefined && STATES.has(word) ? word : undefined;
}

/**
 * What became of a message of ours (https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks).
 * The order of callbacks is not kept by Twilio.
 *
 * @param correlation what the send put into the callback's address
 */
export function statusEvent(params: Params, word: string, correlation: string | undefined): InboundEvent {
  const externalId = sidOf(params);
  const state = STATES.get(word);
  const from = textParam(params, 'From');
  if (from !== undefined && whatsappPart(from) === undefined) return ignoredEvent(params, 'status of another channel of Twilio');
  if (externalId === undefined || state === undefined) return ignoredEvent(params, `status ${word}`);
  return {
    key: `status:${externalId}:${word}`,
    sentAt: null,
    account: null,
    raw: plainParams(params),
    is: 'status',
    externalId,
    state,
    ...(correlation === undefined ? {} : { correlation }),
    ...(state === 'failed' ? { error: errorOf(params, word) } : {}),
  };
}

function errorOf(params: Params, word: string): NonNullable<InboundStatus['error']> {
  const platformCode = textParam(params, 'ErrorCode');
  const said = textParam(params, 'ChannelStatusMessage') ?? textParam(params, 'ErrorMessage');
  const page =
    platformCode === undefined
      ? `Twilio reports the message as ${word} and gives no reason.`
      : `Twilio reports error ${platformCode}: https://www.twilio.com/docs/api/errors/${encodeURIComponent(platformCode)}`;
  return { code: refusalOf(platformCode), detail: said ?? page, ...(platformCode === undefined ? {} : { platformCode }) };
}
