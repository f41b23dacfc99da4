import type { InboundEvent, InboundPerson } from '../../model/inbound.ts';
import { contentOf } from './parse-content.ts';
import { freeReplyIn, type EventContext } from './parse-context.ts';
import { field, isFields, idAt, textAt } from './wire.ts';

/** The events in which a customer says, changes or takes back something; undefined for every other. */
export function contentEvent(context: EventContext): InboundEvent | undefined {
  switch (context.type) {
    case 'message':
      return message(context);
    case 'postback':
      return postback(context);
    case 'messageEdited':
      return edit(context);
    case 'unsend':
      return unsend(context);
    default:
      return undefined;
  }
}

function message(context: EventContext): InboundEvent {
  const { common, event, from } = context;
  const said = field(event, 'message');
  if (from === undefined) return { ...common, is: 'ignored', what: 'message_without_sender' };
  if (!isFields(said)) return { ...common, is: 'ignored', what: 'message_without_content' };
  const quoted = idAt(said, 'quotedMessageId');
  return {
    ...common,
    is: 'message',
    from,
    ...authorIn(context),
    externalId: idAt(said, 'id') ?? common.key,
    content: contentOf(said),
    ...(quoted === undefined ? {} : { quotedExternalId: quoted }),
    ...freeReplyIn(context),
    ...tokensIn(said),
  };
}

/**
 * A tapped button. The payload has its data, which for our own buttons is the option's id, but not the text that the
 * customer saw: a picked date or time is the label, else the data is (https://developers.line.biz/en/reference/messaging-api/#postback-event).
 */
function postback(context: EventContext): InboundEvent {
  const { common, event, from } = context;
  if (from === undefined) return { ...common, is: 'ignored', what: 'postback_without_sender' };
  const menu = textAt(event, 'postback', 'params', 'newRichMenuAliasId');
  if (menu !== undefined) {
    const text = `The customer switched to the menu ${menu}.`;
    return { ...common, is: 'notice', from, notice: 'other', text, ...freeReplyIn(context) };
  }
  const data = textAt(event, 'postback', 'data');
  const label = picked(event) ?? data ?? '';
  return {
    ...common,
    is: 'message',
    from,
    ...authorIn(context),
    // A postback has no message id of its own.
    externalId: common.key,
    content: { type: 'choice_reply', ...(data === undefined ? {} : { optionId: data }), label },
    ...freeReplyIn(context),
  };
}

function picked(event: unknown): string | undefined {
  return ['datetime', 'date', 'time'].map((name) => textAt(event, 'postback', 'params', name)).find((value) => value !== undefined);
}

/** Edits may come out of order: the one with the latest `sentAt` is the message's present text. */
function edit(context: EventContext): InboundEvent {
  const said = field(context.event, 'message');
  const target = idAt(said, 'id');
  if (target === undefined) return { ...context.common, is: 'ignored', what: 'edit_without_message' };
  return { ...context.common, is: 'edit', targetExternalId: target, content: contentOf(said) };
}

function unsend(context: EventContext): InboundEvent {
  const target = idAt(context.event, 'unsend', 'messageId');
  if (target === undefined) return { ...context.common, is: 'ignored', what: 'unsend_without_message' };
  return { ...context.common, is: 'revoke', targetExternalId: target };
}

function authorIn(context: EventContext): { readonly author?: InboundPerson } {
  return context.author === undefined ? {} : { author: context.author };
}

/** `quoteToken` quotes the message, `markAsReadToken` marks it as read; neither expires. */
function tokensIn(said: unknown): { readonly tokens?: Readonly<Record<string, string>> } {
  const quoteToken = textAt(said, 'quoteToken');
  const markAsReadToken = textAt(said, 'markAsReadToken');
  if (quoteToken === undefined && markAsReadToken === undefined) return {};
  return {
    tokens: {
      ...(quoteToken === undefined ? {} : { quoteToken }),
      ...(markAsReadToken === undefined ? {} : { markAsReadToken }),
    },
  };
}
