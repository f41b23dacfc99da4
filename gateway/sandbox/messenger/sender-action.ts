import type { ApiAnswer } from '../calls.ts';
import { react } from '../chats.ts';
import { textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Trouble } from '../trouble.ts';
import type { MessengerProblem } from './errors.ts';
import { invalid, NOT_AVAILABLE, refuse, required, TOO_FAST } from './errors.ts';
import { WINDOW_MS, within } from './lanes.ts';
import type { MessengerState } from './state.ts';

/** Typing shows this long, or until the next message. */
const TYPING_MS = 20_000;
const ACTIONS = ['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact'];

/**
 * `POST /{page}/messages` with a `sender_action`. Meta's page does not say which of them need the window; here all but
 * `mark_seen` do, so that a caller must bear a refusal.
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/sender-actions
 */
export function takeAction(state: MessengerState, fields: JsonObject, customer: string, trouble: Trouble, trace: string): ApiAnswer {
  const action = textAt(fields, 'sender_action') ?? '';
  const problem = checkAction(state, fields, customer, trouble, action);
  if (problem !== undefined) return refuse(problem, trace);
  perform(state, fields, customer, action);
  return { status: 200, body: { recipient_id: customer } };
}

function checkAction(
  state: MessengerState,
  fields: JsonObject,
  customer: string,
  trouble: Trouble,
  action: string,
): MessengerProblem | undefined {
  if (!ACTIONS.includes(action))
    return invalid(`Param sender_action must be one of {${ACTIONS.join(', ').toUpperCase()}} - got "${action}".`);
  const closed = action === 'mark_seen' ? undefined : within(state, customer, trouble, WINDOW_MS);
  if (closed !== undefined) return closed;
  if (state.blocked.has(customer)) return NOT_AVAILABLE;
  if (!state.textRate.take('page', state.parts.clock.now())) return TOO_FAST;
  if (action !== 'react' && action !== 'unreact') return undefined;
  const id = textAt(fields, 'payload', 'message_id');
  if (id === undefined) return required('payload[message_id]');
  if (state.parts.chats.find(id)?.customer !== customer) return invalid('Invalid message id');
  const reaction = textAt(fields, 'payload', 'reaction') ?? '';
  if (action === 'react' && reaction === '') return required('payload[reaction]');
  // https://developers.facebook.com/documentation/business-messaging/instagram-messaging/features/send-message
  const isOther = state.network === 'instagram' && action === 'react' && reaction !== 'love';
  return isOther ? invalid(`Param payload[reaction] must be one of {LOVE} - got "${reaction}".`) : undefined;
}

function perform(state: MessengerState, fields: JsonObject, customer: string, action: string): void {
  const { chats, tell } = state.parts;
  switch (action) {
    case 'typing_on':
    case 'typing_off':
      return tell({ what: 'typing', customer, forMs: action === 'typing_on' ? TYPING_MS : 0 });
    case 'mark_seen':
      for (const entry of chats.of(customer))
        if (entry.from === 'customer' && entry.receipt !== 'read') chats.change(entry.id, () => ({ receipt: 'read' }));
      return undefined;
    default: {
      const reaction = action === 'react' ? (textAt(fields, 'payload', 'reaction') ?? '') : '';
      const emoji = reaction === 'love' ? '❤️' : reaction;
      chats.change(textAt(fields, 'payload', 'message_id') ?? '', (entry) => react(entry, 'business', emoji));
      return undefined;
    }
  }
}
