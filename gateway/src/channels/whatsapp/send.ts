import type { Outcome } from '../../model/outcome.ts';
import type { Address, ChannelIo, Part } from '../channel.ts';
import { isOutcome, outcomeByCode, outcomeByStatus, readAnswer, type ReadAnswer } from '../http-outcome.ts';
import { endingOf } from './errors.ts';
import { bearer, graphUrl, type WhatsappSettings, withoutSecrets } from './settings.ts';
import { asObject, field, listField, textField, type WireObject } from './wire.ts';

/** The Cloud API has no idempotency key: a send that may have arrived is never repeated by itself. */
const REPEAT = { safeToRepeat: false } as const;

/**
 * Sends one part (POST /{version}/{phone number id}/messages,
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/message-api).
 * The correlation comes back in every status of the message. Never throws.
 */
export async function send(part: Part, to: Address, settings: WhatsappSettings, io: ChannelIo): Promise<Outcome> {
  const recipient = recipientOf(to);
  if (recipient === undefined) {
    return { is: 'refused', reason: 'recipient_unreachable', detail: 'WhatsApp knows this customer by no phone number and no id.' };
  }
  const response = await io.fetch({
    method: 'POST',
    url: graphUrl(settings, [settings.phoneNumberId, 'messages']),
    headers: { ...bearer(settings), 'content-type': 'application/json' },
    body: JSON.stringify({
      messaging_product: 'whatsapp',
      ...recipient,
      ...asObject(part.body),
      ...quoteOf(part, to),
      biz_opaque_callback_data: io.correlation,
    }),
  });
  const answer = readAnswer(response, REPEAT);
  const outcome = isOutcome(answer) ? answer : outcomeOf(answer, io.now());
  return 'detail' in outcome ? { ...outcome, detail: withoutSecrets(outcome.detail, settings) } : outcome;
}

/** By phone where there is one, which every kind of message takes; by business-scoped id in `recipient` otherwise. */
function recipientOf(to: Address): WireObject | undefined {
  const value = (kind: string) => to.keys.find((key) => key.kind === kind && key.value !== '')?.value;
  if (to.kind === 'group') {
    const group = value('group');
    return group === undefined ? undefined : { recipient_type: 'group', to: group };
  }
  const phone = value('phone');
  if (phone !== undefined) return { recipient_type: 'individual', to: phone };
  const userId = value('bsuid') ?? value('parent_bsuid');
  return userId === undefined ? undefined : { recipient_type: 'individual', recipient: userId };
}

/** Only the first part quotes; a template shows no quote (…/messages/contextual-replies). */
function quoteOf(part: Part, to: Address): WireObject {
  if (to.quoted === null || part.index > 0 || field(part.body, 'type') === 'template') return {};
  return { context: { message_id: to.quoted.externalId } };
}

function outcomeOf(answer: ReadAnswer, now: number): Outcome {
  const error = field(answer.json, 'error');
  const code = textField(error, 'code');
  if (code !== undefined) return failureOf(answer, error, code, now);
  const externalIds = listField(answer.json, 'messages').flatMap((message) => textField(message, 'id') ?? []);
  if (answer.status < 300 && externalIds.length > 0) return { is: 'accepted', externalIds };
  return outcomeByStatus(answer, `WhatsApp answered ${answer.status}.`, now, REPEAT);
}

/** The code decides, not the status; a code that no table knows leaves the status to decide. */
function failureOf(answer: ReadAnswer, error: unknown, code: string, now: number): Outcome {
  const details = textField(field(error, 'error_data'), 'details');
  const detail = [textField(error, 'message') ?? `WhatsApp answered error ${code}.`, ...(details === undefined ? [] : [details])].join(' ');
  const ending = endingOf(code, textField(error, 'error_subcode'));
  if (ending !== undefined) return outcomeByCode(ending, code, detail, answer, now);
  const outcome = outcomeByStatus(answer, detail, now, REPEAT);
  return outcome.is === 'refused' || outcome.is === 'deferred' ? { ...outcome, platformCode: code } : outcome;
}
