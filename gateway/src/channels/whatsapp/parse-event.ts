import type { InboundEcho, InboundEvent, InboundMessage, InboundReaction, Source } from '../../model/inbound.ts';
import { type Change, headOf, headOfChange, ignored } from './change.ts';
import { contentOf } from './content.ts';
import { refusalOf } from './errors.ts';
import { systemEvent } from './parse-system.ts';
import { type Named, groupOf, namingOf, personOf } from './person.ts';
import { field, isTrue, listField, present, textField } from './wire.ts';

/** Messages, reactions, edits and errors of the field `messages`. */
export function messageEvents(change: Change): readonly InboundEvent[] {
  return [...listField(change.value, 'messages').map((message) => messageEvent(change, message)), ...errorEvents(change)];
}

/** What the owner wrote in the phone's own app, next to us (field `smb_message_echoes`). */
export function echoEvents(change: Change): readonly InboundEvent[] {
  return listField(change.value, 'message_echoes').map((message) => echoEvent(change, message));
}

/** `value.errors`: faults of the platform that belong to no message. */
export function errorEvents(change: Change): readonly InboundEvent[] {
  return listField(change.value, 'errors').map((error) => {
    const code = textField(error, 'code') ?? 'unknown';
    const detail = textField(field(error, 'error_data'), 'details') ?? textField(error, 'message') ?? textField(error, 'title');
    const level = refusalOf(code) === 'channel_settings' ? 'error' : 'warning';
    return {
      ...headOfChange({ ...change, value: [change.value, error] }, 'error'),
      is: 'health',
      level,
      what: `error.${code}`,
      detail: detail ?? 'WhatsApp reported an error.',
      raw: error,
    };
  });
}

/** Whose conversation it is, and in a group who wrote. */
interface Parties {
  readonly from: Named;
  readonly author?: Named;
}

function partiesOf(change: Change, message: unknown): Parties | undefined {
  const person = personOf(namingOf(message, 'from'), change.value);
  const groupId = textField(message, 'group_id');
  if (groupId === undefined) return person === undefined ? undefined : { from: person };
  return present<Parties>({ from: groupOf(groupId), author: person });
}

function messageEvent(change: Change, message: unknown): InboundEvent {
  const id = textField(message, 'id');
  const type = textField(message, 'type');
  const changed = changedMessage(change, message, type, id);
  if (changed !== undefined) return changed;
  const parties = partiesOf(change, message);
  if (type === 'system') return systemEvent(change, message, parties?.from);
  if (parties === undefined || id === undefined) return ignored(headOf(change, 'ignored', id, message), 'message without sender or id');
  if (type === 'reaction') return reactionEvent(change, message, parties);
  if (type === 'request_welcome') {
    const text = 'The customer opened the chat for the first time.';
    return { ...headOf(change, 'notice', id, message), is: 'notice', from: parties.from, notice: 'other', text };
  }
  return {
    ...headOf(change, 'message', id, message),
    ...parties,
    ...present<InboundMessage>({
      is: 'message',
      from: parties.from,
      externalId: id,
      content: contentOf(message),
      quotedExternalId: textField(field(message, 'context'), 'id'),
      source: sourceOf(message),
      forwarded: isForwarded(message) ? true : undefined,
    }),
  };
}

/** An edit or a revoke, of the customer or of the owner: both name the message that they change. */
function changedMessage(change: Change, message: unknown, type: string | undefined, id: string | undefined): InboundEvent | undefined {
  if (type !== 'edit' && type !== 'revoke') return undefined;
  const body = field(message, type);
  const targetExternalId = textField(body, 'original_message_id');
  if (targetExternalId === undefined) return ignored(headOf(change, 'ignored', id, message), `${type} without a message`);
  const head = headOf(change, type, id, message);
  return type === 'revoke'
    ? { ...head, is: 'revoke', targetExternalId }
    : { ...head, is: 'edit', targetExternalId, content: contentOf(field(body, 'message')) };
}

/** Meta's samples repeat a wamid over several reactions, so the key is made of all that tells them apart. An absent or empty emoji takes it away. */
function reactionEvent(change: Change, message: unknown, parties: Parties): InboundEvent {
  const reaction = field(message, 'reaction');
  const targetExternalId = textField(reaction, 'message_id');
  if (targetExternalId === undefined) return ignored(headOf(change, 'ignored', undefined, message), 'reaction without a message');
  const emoji = textField(reaction, 'emoji') ?? null;
  const who = (parties.author ?? parties.from).keys[0].value;
  const id = [who, targetExternalId, textField(message, 'timestamp') ?? '', emoji ?? ''].join(':');
  return {
    ...headOf(change, 'reaction', id, message),
    ...parties,
    ...({ is: 'reaction', from: parties.from, targetExternalId, emoji } satisfies InboundReaction),
  };
}

function echoEvent(change: Change, message: unknown): InboundEvent {
  const id = textField(message, 'id');
  const type = textField(message, 'type');
  const changed = changedMessage(change, message, type, id);
  if (changed !== undefined) return changed;
  const groupId = textField(message, 'group_id');
  const to = groupId === undefined ? personOf(namingOf(message, 'to'), change.value) : groupOf(groupId);
  if (to === undefined || id === undefined || type === 'reaction') {
    return ignored(
      headOf(change, 'ignored', id, message),
      type === 'reaction' ? 'reaction of the business' : 'echo without recipient or id',
    );
  }
  return {
    ...headOf(change, 'echo', id, message),
    ...present<InboundEcho>({
      is: 'echo',
      to,
      externalId: id,
      content: contentOf(message),
      quotedExternalId: textField(field(message, 'context'), 'id'),
    }),
  };
}

/** The ad, post or product page the customer came from. */
function sourceOf(message: unknown): Source | undefined {
  const referral = field(message, 'referral');
  if (referral !== undefined) {
    const type = textField(referral, 'source_type');
    return present<Source>({
      kind: type === 'ad' || type === 'post' ? type : 'other',
      url: textField(referral, 'source_url'),
      headline: textField(referral, 'headline'),
      body: textField(referral, 'body'),
      id: textField(referral, 'source_id'),
      clickId: textField(referral, 'ctwa_clid'),
    });
  }
  const product = field(field(message, 'context'), 'referred_product');
  if (product === undefined) return undefined;
  return present<Source>({ kind: 'other', ref: textField(product, 'catalog_id'), id: textField(product, 'product_retailer_id') });
}

function isForwarded(message: unknown): boolean {
  const context = field(message, 'context');
  return isTrue(context, 'forwarded') || isTrue(context, 'frequently_forwarded');
}
