import type { StoredFile } from '../stand-in.ts';
import type { LineSays } from './says.ts';
import { lineMessage } from './says.ts';
import type { LineCustomer, LineState } from './state.ts';
import type { LineEvent } from './wire.ts';

/**
 * What a customer does, as it stands in `events[]`; hands out the tokens that come with it.
 * https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
 */
export function eventOf(
  state: LineState,
  customer: LineCustomer,
  says: Exclude<LineSays, { type: 'redelivery' }>,
  id: string,
  { file, group }: { readonly file: StoredFile | undefined; readonly group: string | undefined },
): LineEvent {
  const now = state.parts.clock.now();
  const source =
    group === undefined
      ? ({ type: 'user', userId: customer.id } as const)
      : ({ type: 'group', groupId: group, userId: customer.id } as const);
  const head = {
    webhookEventId: state.ids.ulid(now),
    timestamp: now,
    mode: 'active',
    source,
    deliveryContext: { isRedelivery: false },
  } as const;
  const replyToken = state.ids.token();
  const answerable = (): { readonly replyToken: string } => {
    state.replyTokens.issue(replyToken, group ?? customer.id, now);
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
      const quoteToken = state.ids.token();
      const markAsReadToken = state.behaviour().chat ? state.ids.token() : undefined;
      state.tokens.set(quoteToken, id);
      if (markAsReadToken !== undefined) state.tokens.set(markAsReadToken, id);
      return { ...head, ...answerable(), type: 'message', message: lineMessage(says, { id, quoteToken, markAsReadToken, file }) };
    }
  }
}
