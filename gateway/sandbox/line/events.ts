import type { StoredFile } from '../stand-in.ts';
import type { LineSays } from './says.ts';
import { lineMessage } from './says.ts';
import type { LineCustomer, LineState } from './state.ts';
import type { LineEvent } from './wire.ts';

/**
 * What a customer does, as it stands in `events[]`; hands out the tokens that come with it.
 * https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
 */
export function eventOf(state: LineState, customer: LineCustomer, says: LineSays, id: string, file: StoredFile | undefined): LineEvent {
  const now = state.parts.clock.now();
  const head = {
    webhookEventId: state.ids.ulid(now),
    timestamp: now,
    mode: 'active',
    source: { type: 'user', userId: customer.id },
    deliveryContext: { isRedelivery: false },
  } as const;
  const replyToken = state.ids.token();
  const answerable = (): { readonly replyToken: string } => {
    state.replyTokens.issue(replyToken, customer.id, now);
    return { replyToken };
  };
  switch (says.type) {
    case 'unsend':
      return { ...head, type: 'unsend', unsend: { messageId: says.messageId } };
    case 'follow': {
      const isUnblocked = state.blocked.delete(customer.id);
      return { ...head, ...answerable(), type: 'follow', follow: { isUnblocked } };
    }
    case 'unfollow':
      state.blocked.add(customer.id);
      return { ...head, type: 'unfollow' };
    case 'postback':
      return { ...head, ...answerable(), type: 'postback', postback: { data: says.data } };
    case 'raw':
      return { type: 'unknown', ...says.event, ...head, ...answerable() };
    default: {
      const [quoteToken, markAsReadToken] = [state.ids.token(), state.ids.token()];
      state.tokens.set(quoteToken, id).set(markAsReadToken, id);
      return { ...head, ...answerable(), type: 'message', message: lineMessage(says, { id, quoteToken, markAsReadToken, file }) };
    }
  }
}
