import type { ApiAnswer } from '../calls.ts';
import { at, isObject, optional, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Trouble } from '../trouble.ts';
import type { TakenFile } from './attachments.ts';
import { takeFile } from './attachments.ts';
import { checkMessage, mediaTypeOf } from './check-message.ts';
import type { MessengerProblem } from './errors.ts';
import {
  invalid,
  isProblem,
  MESSAGE_AND_STATE,
  MESSAGE_OR_STATE,
  NEEDS_INSTAGRAM_MESSAGES,
  NEEDS_PAGES_MESSAGING,
  NO_MATCHING_USER,
  NOT_AVAILABLE,
  refuse,
  required,
  TOO_FAST,
} from './errors.ts';
import { fillUtility } from './fill-template.ts';
import { checkLane } from './lanes.ts';
import type { RequestFields } from './request-fields.ts';
import { takeAction } from './sender-action.ts';
import type { MessengerState } from './state.ts';
import { filePath, messageId, stateOf } from './state.ts';

/**
 * `POST /{page}/messages`: a message or an action.
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/send-api
 */
export async function takeMessage(
  page: MessengerState,
  request: RequestFields,
  trouble: Trouble,
  trace: string,
  signal: AbortSignal,
): Promise<ApiAnswer> {
  const { fields } = request;
  const state = stateOf(page, String(at(fields, 'recipient', 'id')));
  const { scopes, refusal } = state.behaviour();
  if (!scopes.includes('pages_messaging')) return refuse(NEEDS_PAGES_MESSAGING, trace);
  if (state.network === 'instagram' && !scopes.includes('instagram_manage_messages')) return refuse(NEEDS_INSTAGRAM_MESSAGES, trace);
  if (refusal !== null) return refuse(refusal, trace);
  const customer = findRecipient(state, fields);
  if (isProblem(customer)) return refuse(customer, trace);
  const hasAction = fields['sender_action'] !== undefined;
  const hasMessage = fields['message'] !== undefined;
  if (hasAction === hasMessage) return refuse(hasAction ? MESSAGE_AND_STATE : MESSAGE_OR_STATE, trace);
  if (hasAction) return takeAction(state, fields, customer.id, trouble, trace);

  const content = prepare(state, request, customer.id, trouble);
  if (isProblem(content)) return refuse(content, trace);
  const attachment = at(fields, 'message', 'attachment');
  const isMedia = mediaTypeOf(attachment) !== undefined;
  const taken: Partial<TakenFile> | MessengerProblem = isMedia ? await takeFile(state, attachment, request.file, signal) : {};
  if (isProblem(taken)) return refuse(taken, trace);
  const id = accept(state, fields, customer.id, content, taken);
  return { status: 200, body: { recipient_id: customer.id, message_id: id, ...optional('attachment_id', taken.attachmentId) } };
}

/** Other ways to name a recipient (`user_ref`, `comment_id` …) lead to people whom the sandbox does not have. */
function findRecipient(state: MessengerState, fields: JsonObject): { readonly id: string } | MessengerProblem {
  const recipient = fields['recipient'];
  if (!isObject(recipient)) return required('recipient');
  const id = recipient['id'];
  if (id === undefined) return Object.keys(recipient).length === 0 ? required('recipient[id]') : NO_MATCHING_USER;
  if (!/^\d+$/.test(String(id))) return invalid('Param recipient[id] must be a valid ID string (e.g., "123")');
  return state.customers.get(String(id)) ?? NO_MATCHING_USER;
}

/** The message as the phone and the echo show it, or why it cannot go out. */
function prepare(state: MessengerState, request: RequestFields, customer: string, trouble: Trouble): JsonObject | MessengerProblem {
  const { fields } = request;
  const message = fields['message'];
  const problem = checkMessage(message, request.file !== undefined, state.network) ?? checkLane(state, fields, customer, trouble);
  if (problem !== undefined) return problem;
  const template = at(message, 'template');
  const filled = template === undefined ? undefined : fillUtility(template, state.templates);
  if (filled !== undefined && isProblem(filled)) return filled;
  const quoted = at(fields, 'reply_to', 'mid');
  if (quoted !== undefined && state.parts.chats.find(String(quoted))?.customer !== customer) return invalid('Invalid reply_to[mid]');
  if (state.blocked.has(customer)) return NOT_AVAILABLE;
  const isHeavy = ['audio', 'video'].includes(textAt(message, 'attachment', 'type') ?? '');
  const rate = isHeavy ? state.mediaRate : state.textRate;
  if (!rate.take('page', state.parts.clock.now())) return TOO_FAST;
  return filled ?? (isObject(message) ? message : {});
}

/** Puts the message on the phone and reports it back. Returns its id. */
function accept(state: MessengerState, fields: JsonObject, customer: string, content: JsonObject, taken: Partial<TakenFile>): string {
  const id = messageId(state.ids, state.network);
  const now = state.parts.clock.now();
  if (taken.fileId !== undefined) state.files.set(id, taken.fileId);
  state.parts.chats.add({
    id,
    customer,
    from: 'business',
    at: now,
    message: content,
    receipt: 'sent',
    quotes: textAt(fields, 'reply_to', 'mid') ?? null,
    ...(taken.fileId === undefined ? {} : { file: filePath(state.network, id) }),
  });
  state.webhooks.report({
    id,
    customer,
    content: echoOf(state, content, taken.fileId, now),
    ...optional('metadata', textAt(fields, 'message', 'metadata')),
    appId: Number(state.account.appId),
  });
  return id;
}

/** https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-echoes */
function echoOf(state: MessengerState, content: JsonObject, fileId: string | undefined, now: number): JsonObject {
  const attachment = content['attachment'];
  if (attachment === undefined) return { text: content['text'] };
  const type = textAt(attachment, 'type');
  const payload = fileId === undefined ? at(attachment, 'payload') : { url: state.cdn.linkTo(fileId, now) };
  return { attachments: [{ type, payload }] };
}
