import type { InboundEvent, InboundMessage } from '../../model/inbound.ts';
import { asObject, field, listField, textField } from '../meta/wire.ts';
import { nameless } from './message-id.ts';
import { customerOf, hashOf, headOf, ignored, type Occurrence } from './occurrence.ts';

/**
 * The answers to a feedback form, each by the id of its question
 * (https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/template/customer-feedback).
 */
export function feedbackEvents(occurrence: Occurrence): readonly InboundEvent[] {
  const from = customerOf(occurrence);
  const fields = Object.fromEntries(
    listField(field(occurrence.item, 'messaging_feedback'), 'feedback_screens').flatMap((screen) =>
      Object.entries(asObject(field(screen, 'questions'))).flatMap(([id, answer]) => answersOf(id, answer)),
    ),
  );
  if (from === undefined || Object.keys(fields).length === 0) return [ignored(headOf(occurrence, 'ignored'), 'feedback that says nothing')];
  const externalId = nameless(hashOf([occurrence.account, occurrence.at, occurrence.item]));
  const message: InboundMessage = { is: 'message', from, externalId, content: { type: 'form_reply', name: 'feedback', fields } };
  return [{ ...headOf(occurrence, 'message', externalId), ...message }];
}

/** The score, and what was written below it. */
function answersOf(id: string, answer: unknown): readonly (readonly [string, string])[] {
  const score = textField(answer, 'payload');
  const words = textField(field(answer, 'follow_up'), 'payload');
  return [...(score === undefined ? [] : [[id, score] as const]), ...(words === undefined ? [] : [[`${id}.follow_up`, words] as const])];
}
