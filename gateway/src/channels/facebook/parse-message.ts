import type { InboundEcho, InboundEvent, InboundMessage, InboundRevoke } from '../../model/inbound.ts';
import { field, isTrue, present, textField } from '../meta/wire.ts';
import { contentsOf, tapped } from './content.ts';
import { correlationIn } from './correlation.ts';
import { MOST_PARTS, nameless, partOf } from './message-id.ts';
import { customerOf, hashOf, headOf, ignored, type Occurrence } from './occurrence.ts';
import { personOf } from './person.ts';
import { sourceOf, storyOf } from './source.ts';

/**
 * The field `message`: what a customer wrote, what the business wrote elsewhere (echo), or that either took it back
 * (https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/messages).
 */
export function messageEvents(occurrence: Occurrence): readonly InboundEvent[] {
  const message = field(occurrence.item, 'message');
  const mid = textField(message, 'mid');
  if (mid === undefined) return [ignored(headOf(occurrence, 'ignored'), 'message without an id')];
  if (isTrue(message, 'is_deleted')) return revokes(occurrence, mid);
  if (isTrue(message, 'is_self')) return [ignored(headOf(occurrence, 'ignored', mid), 'message of the account to itself')];
  return isTrue(message, 'is_echo') ? echoes(occurrence, message, mid) : messages(occurrence, message, mid);
}

function messages(occurrence: Occurrence, message: unknown, mid: string): readonly InboundEvent[] {
  const from = customerOf(occurrence);
  if (from === undefined) return [ignored(headOf(occurrence, 'ignored', mid), 'message without a sender')];
  const quotedExternalId = textField(field(message, 'reply_to'), 'mid');
  const source = sourceOf(field(message, 'referral')) ?? storyOf(message);
  return contentsOf(message, occurrence.network).map((content, part) => {
    const externalId = partOf(mid, part);
    const isFirst = part === 0;
    return {
      ...headOf(occurrence, 'message', externalId),
      ...present<InboundMessage>({
        is: 'message',
        from,
        externalId,
        content,
        quotedExternalId: isFirst ? quotedExternalId : undefined,
        source: isFirst ? source : undefined,
      }),
    };
  });
}

/**
 * What the business wrote from the Page's inbox or another app. Our own comes back, too: on Messenger it is known by the metadata that
 * `send` put on it, also where its echo is faster than Meta's answer to the send, and settles a send that got no answer. Instagram's
 * carries none, so that any of them may be ours.
 */
function echoes(occurrence: Occurrence, message: unknown, mid: string): readonly InboundEvent[] {
  const correlation = correlationIn(message);
  if (correlation !== undefined) {
    return [{ ...headOf(occurrence, 'sent', mid), is: 'status', externalId: mid, correlation, state: 'sent' }];
  }
  const id = textField(field(occurrence.item, 'recipient'), 'id');
  if (id === undefined) return [ignored(headOf(occurrence, 'ignored', mid), 'echo without a recipient')];
  const to = personOf(occurrence.network, id);
  const quoted = textField(field(message, 'reply_to'), 'mid');
  const mayBeOurs = occurrence.network === 'instagram' ? true : undefined;
  return contentsOf(message, occurrence.network).map((content, part) => {
    const externalId = partOf(mid, part);
    const quotedExternalId = part === 0 ? quoted : undefined;
    return {
      ...headOf(occurrence, 'echo', externalId),
      ...present<InboundEcho>({ is: 'echo', to, externalId, content, quotedExternalId, mayBeOurs }),
    };
  });
}

/** Everything under the id goes; how many messages that became is not known here, and one that is not there changes nothing. */
function revokes(occurrence: Occurrence, mid: string): readonly InboundEvent[] {
  return Array.from({ length: MOST_PARTS }, (_, part) => {
    const targetExternalId = partOf(mid, part);
    return { ...headOf(occurrence, 'revoke', targetExternalId), ...({ is: 'revoke', targetExternalId } satisfies InboundRevoke) };
  });
}

/**
 * A tapped button, menu row or icebreaker (…/webhook-events/messaging_postbacks). Real ones come with and without an id; without, the
 * tap is named by the hash of all it says.
 */
export function postbackEvents(occurrence: Occurrence): readonly InboundEvent[] {
  const postback = field(occurrence.item, 'postback');
  const from = customerOf(occurrence);
  const content = tapped(textField(postback, 'payload'), textField(postback, 'title'));
  if (from === undefined || content === undefined) {
    return [ignored(headOf(occurrence, 'ignored'), from === undefined ? 'postback without a sender' : 'postback that says nothing')];
  }
  const externalId = textField(postback, 'mid') ?? nameless(hashOf([occurrence.account, occurrence.at, occurrence.item]));
  return [
    {
      ...headOf(occurrence, 'message', externalId),
      ...present<InboundMessage>({ is: 'message', from, externalId, content, source: sourceOf(field(postback, 'referral')) }),
    },
  ];
}
