import type { InboundEvent } from '../../model/inbound.ts';
import type { RawRequest } from '../channel.ts';
import { readBody } from './params.ts';
import { messageEvents } from './parse-message.ts';
import { statusEvent, statusWord } from './parse-status.ts';

/** The parameter of a status callback's address that carries our message's id: Twilio hands nothing back with a status. */
export const CORRELATION = 'correlation';

/**
 * The events of one request: a message (https://www.twilio.com/docs/messaging/guides/webhook-request) or a status.
 * Parameters that are not known are kept and otherwise left alone, for Twilio adds new ones without notice. Nothing throws.
 *
 * @returns undefined where the body is no form and no JSON object
 */
export function parse(request: RawRequest): readonly InboundEvent[] | undefined {
  const read = readBody(request.body);
  if (read === undefined) return undefined;
  const word = statusWord(read.params);
  if (word === undefined) return messageEvents(read.params);
  const correlation = request.query[CORRELATION];
  return [statusEvent(read.params, word, correlation === '' ? undefined : correlation)];
}
