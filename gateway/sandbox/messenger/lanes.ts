import { at, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Trouble } from '../trouble.ts';
import type { MessengerProblem } from './errors.ts';
import { invalid, NOT_PERMITTED, OUTSIDE_INSTAGRAM_WINDOW, OUTSIDE_WINDOW, required } from './errors.ts';
import type { MessengerState } from './state.ts';

const HOUR_MS = 60 * 60_000;
/** https://developers.facebook.com/documentation/business-messaging/messenger-platform/policy */
export const WINDOW_MS = 24 * HOUR_MS;
export const HUMAN_AGENT_MS = 7 * 24 * HOUR_MS;
const TYPES = ['RESPONSE', 'UPDATE', 'MESSAGE_TAG', 'UTILITY'];
/** Refused since 27 April 2026: https://developers.facebook.com/documentation/business-messaging/messenger-platform/changelog */
const ENDED_TAGS = ['CONFIRMED_EVENT_UPDATE', 'ACCOUNT_UPDATE', 'POST_PURCHASE_UPDATE'];

/** Whether a message may go to this customer now, by its `messaging_type`: undefined where it may. */
export function checkLane(state: MessengerState, fields: JsonObject, customer: string, trouble: Trouble): MessengerProblem | undefined {
  const type = textAt(fields, 'messaging_type');
  const isTemplate = at(fields, 'message', 'template') !== undefined;
  if (type === undefined) return required('messaging_type');
  if (!TYPES.includes(type)) return invalid(`Param messaging_type must be one of {${TYPES.join(', ')}} - got "${type}".`);
  if (isTemplate !== (type === 'UTILITY')) return invalid('messaging_type UTILITY and message[template] go together');
  switch (type) {
    case 'UTILITY':
      return state.behaviour().scopes.includes('page_utility_messaging') ? undefined : NOT_PERMITTED;
    case 'MESSAGE_TAG':
      return checkTag(textAt(fields, 'tag')) ?? within(state, customer, trouble, HUMAN_AGENT_MS);
    default:
      return within(state, customer, trouble, WINDOW_MS);
  }
}

function checkTag(tag: string | undefined): MessengerProblem | undefined {
  if (tag === undefined) return required('tag');
  if (ENDED_TAGS.includes(tag)) return invalid(`The message tag ${tag} is deprecated. Use a utility message instead.`);
  return tag === 'HUMAN_AGENT' ? undefined : invalid(`Param tag must be one of {HUMAN_AGENT} - got "${tag}".`);
}

/** Whether the customer acted less than `lengthMs` ago. The trouble `closed_window` makes that at least 25 hours. */
export function within(state: MessengerState, customer: string, trouble: Trouble, lengthMs: number): MessengerProblem | undefined {
  const acted = state.lastActed.get(customer) ?? Number.NEGATIVE_INFINITY;
  const agoMs = state.parts.clock.now() - acted;
  const feltMs = trouble.kind === 'closed_window' ? Math.max(agoMs, 25 * HOUR_MS) : agoMs;
  if (feltMs < lengthMs) return undefined;
  return state.network === 'instagram' ? OUTSIDE_INSTAGRAM_WINDOW : OUTSIDE_WINDOW;
}
