import type { Outcome } from '../../model/outcome.ts';
import type { Address, ChannelIo, Part } from '../channel.ts';
import { isOutcome, outcomeByStatus, readAnswer, type ReadAnswer } from '../http-outcome.ts';
import { failureIn } from './graph.ts';
import { recipientOf } from './recipient.ts';
import { bearer, graphUrl, type WhatsappSettings, withoutSecrets } from './settings.ts';
import { isFileRefused, prepare } from './upload.ts';
import { listField, readPart, textField, type Fields } from './wire.ts';

/** The Cloud API has no idempotency key: a send that may have arrived is never repeated by itself. */
const REPEAT = { safeToRepeat: false } as const;

/**
 * Sends one part (POST /{version}/{phone number id}/messages,
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/message-api),
 * a file of ours uploaded before. The correlation comes back in every status of the message. Never throws.
 */
export async function send(part: Part, to: Address, settings: WhatsappSettings, io: ChannelIo): Promise<Outcome> {
  const recipient = recipientOf(to);
  if (recipient === undefined) {
    return { is: 'refused', reason: 'recipient_unreachable', detail: 'WhatsApp knows this customer by no phone number and no id.' };
  }
  const read = readPart(part.body);
  const first = await prepare(read, settings, io);
  if (first.is !== 'prepared') return first;
  const around = { ...recipient, ...quoteOf(part, read.message, to), biz_opaque_callback_data: io.correlation };
  const outcome = await post({ ...first.message, ...around }, settings, io);
  if (first.kept === null || !isFileRefused(outcome)) return outcome;
  // A handle of before may have died at Meta before its time; the message was refused, so it can go out again.
  first.kept.forget();
  const again = await prepare(read, settings, io);
  return again.is === 'prepared' ? post({ ...again.message, ...around }, settings, io) : again;
}

async function post(body: Fields, settings: WhatsappSettings, io: ChannelIo): Promise<Outcome> {
  const response = await io.fetch({
    method: 'POST',
    url: graphUrl(settings, [settings.phoneNumberId, 'messages']),
    headers: { ...bearer(settings), 'content-type': 'application/json' },
    body: JSON.stringify({ messaging_product: 'whatsapp', ...body }),
  });
  const answer = readAnswer(response, REPEAT);
  const outcome = isOutcome(answer) ? answer : outcomeOf(answer, io.now());
  return 'detail' in outcome ? { ...outcome, detail: withoutSecrets(outcome.detail, settings) } : outcome;
}

/** Only the first part quotes; a template shows no quote (…/messages/contextual-replies). */
function quoteOf(part: Part, message: Fields, to: Address): Fields {
  if (to.quoted === null || part.index > 0 || textField(message, 'type') === 'template') return {};
  return { context: { message_id: to.quoted.externalId } };
}

function outcomeOf(answer: ReadAnswer, now: number): Outcome {
  const failure = failureIn(answer, now, REPEAT);
  if (failure !== undefined) return failure;
  const externalIds = listField(answer.json, 'messages').flatMap((message) => textField(message, 'id') ?? []);
  return externalIds.length > 0
    ? { is: 'accepted', externalIds }
    : outcomeByStatus(answer, `WhatsApp answered ${answer.status}.`, now, REPEAT);
}
