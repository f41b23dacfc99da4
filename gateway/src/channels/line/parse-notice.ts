import type { InboundEvent, InboundNotice } from '../../model/inbound.ts';
import { freeReplyIn, type EventContext } from './parse-context.ts';
import { field, idAt, listAt, textAt } from './wire.ts';

type Notice = Pick<InboundNotice, 'notice' | 'text' | 'reachable'>;

/** The events about a person or group that say nothing in words; undefined for those that need nothing. */
export function noticeEvent(context: EventContext): InboundEvent | undefined {
  const notice = noticeOf(context);
  if (notice === undefined) return undefined;
  if (context.from === undefined) return { ...context.common, is: 'ignored', what: `${context.type}_without_source` };
  return { ...context.common, is: 'notice', from: context.from, ...notice, ...freeReplyIn(context) };
}

function noticeOf({ event, type }: EventContext): Notice | undefined {
  switch (type) {
    case 'follow':
      return { notice: 'followed', text: followText(event), reachable: true };
    case 'unfollow':
      return { notice: 'unfollowed', text: 'The customer blocked the account.', reachable: false };
    case 'join':
      return { notice: 'joined', text: 'The account was added to the group.', reachable: true };
    case 'leave':
      return { notice: 'left', text: 'The account was removed from the group.', reachable: false };
    case 'memberJoined':
      return { notice: 'member_joined', text: `${people(listAt(event, 'joined', 'members').length)} joined the group.` };
    case 'memberLeft':
      return { notice: 'member_left', text: `${people(listAt(event, 'left', 'members').length)} left the group.` };
    case 'accountLink':
      return { notice: 'other', text: linkText(event) };
    case 'membership':
      return { notice: 'other', text: membershipText(event) };
    case 'beacon':
      return beacon(event);
    default:
      return undefined;
  }
}

/** Both are one event: https://developers.line.biz/en/reference/messaging-api/#follow-event */
function followText(event: unknown): string {
  return field(event, 'follow', 'isUnblocked') === true
    ? 'The customer unblocked the account.'
    : 'The customer added the account as a friend.';
}

function people(count: number): string {
  return count === 1 ? 'One person' : `${count} people`;
}

function linkText(event: unknown): string {
  return textAt(event, 'link', 'result') === 'ok' ? 'The customer linked their account.' : 'Linking the customer’s account failed.';
}

function membershipText(event: unknown): string {
  const id = idAt(event, 'membership', 'membershipId');
  const what = id === undefined ? 'a membership' : `the membership ${id}`;
  switch (textAt(event, 'membership', 'type')) {
    case 'joined':
      return `The customer joined ${what}.`;
    case 'left':
      return `The customer left ${what}.`;
    case 'renewed':
      return `The customer renewed ${what}.`;
    default:
      return `Something changed about ${what} of the customer.`;
  }
}

/** `stay` repeats every few seconds while somebody is near, which nobody wants to read. */
function beacon(event: unknown): Notice | undefined {
  const kind = textAt(event, 'beacon', 'type');
  if (kind === 'stay') return undefined;
  const hwid = idAt(event, 'beacon', 'hwid') ?? 'without a name';
  const text = kind === 'banner' ? `The customer tapped the banner of the beacon ${hwid}.` : `The customer came near the beacon ${hwid}.`;
  return { notice: 'other', text };
}
