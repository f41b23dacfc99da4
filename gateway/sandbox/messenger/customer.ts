import type { ChatEntry, NewEntry } from '../chats.ts';
import { react } from '../chats.ts';
import { at, isObject, optional } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Said, StoredFile } from '../stand-in.ts';
import type { WebhookOutcome } from '../webhook-sender.ts';
import { inboundEvent } from './inbound.ts';
import type { MessengerSays } from './says.ts';
import { hasSaying, messengerFileOf } from './says.ts';
import type { MessengerCustomer, MessengerState } from './state.ts';
import { businessId, filePath, messageId } from './state.ts';
import { PAGE_INBOX_APP_ID } from './webhooks.ts';

/** `num_edit` ends here: https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-edits */
const MOST_EDITS = 5;
const FILE_TYPES = ['image', 'video', 'audio', 'file', 'sticker', 'story_reply', 'story_mention', 'share', 'heart'];
/** For what Messenger tells no business: there is nothing to deliver. */
const NOTHING_TO_TELL: WebhookOutcome = { is: 'delivered', tries: 0 };

/** Does what a customer says, on the phone and towards the business. A sentence where Messenger's app would not let them. */
export function customerSays(state: MessengerState, customer: MessengerCustomer, says: MessengerSays): Said | string {
  const wrong = whyNot(state, customer, says);
  if (wrong !== undefined) return wrong;
  const id = messageId(state.ids, state.network);
  const quiet = actsQuietly(state, customer, says, id);
  if (quiet !== undefined) return { id, webhook: quiet };

  const now = state.parts.clock.now();
  const file = FILE_TYPES.includes(says.type) ? keep(state, says, id) : undefined;
  const known = {
    id,
    link: file === undefined ? '' : state.cdn.linkTo(file, now),
    isKnownThread: state.lastActed.has(customer.id),
    isSelfReply: 'quotes' in says && state.parts.chats.find(says.quotes ?? '')?.from === 'customer',
    earlierEmoji: says.type === 'reaction' ? reactionOn(state.parts.chats.find(says.messageId)) : '',
    edits: says.type === 'edit' ? (state.edits.get(says.messageId) ?? 0) + 1 : 0,
  };
  const event = inboundEvent(says, known, state.network);
  if (event === undefined) return { id, webhook: Promise.resolve(NOTHING_TO_TELL) };
  if (event.opensWindow) state.lastActed.set(customer.id, now);
  const bubble = showOnPhone(state, customer, says, event.what, id);
  const webhook = state.parts.background.run(async () => {
    const head = { sender: { id: customer.id }, recipient: { id: businessId(state) }, timestamp: now };
    const outcome = await state.webhooks.sendEvent({ ...head, ...event.what });
    if (outcome.is === 'delivered')
      state.parts.chats.change(bubble, (entry) => (entry.from === 'customer' && entry.receipt === 'sent' ? { receipt: 'delivered' } : {}));
    return outcome;
  });
  return { id, webhook };
}

function whyNot(state: MessengerState, customer: MessengerCustomer, says: MessengerSays): string | undefined {
  if (!hasSaying(state.network, says.type)) return `There is no such thing as “${says.type}” in this app.`;
  if (state.blocked.has(customer.id) && !['unblock', 'read', 'page_inbox'].includes(says.type)) return 'You have blocked this Page.';
  if (!('messageId' in says)) return undefined;
  const entry = state.parts.chats.find(says.messageId);
  if (entry === undefined || entry.customer !== customer.id || entry.deleted) return 'There is no such message in this chat.';
  if (says.type === 'reaction') return undefined;
  if (entry.from !== 'customer') return 'Only messages of your own can be changed.';
  if (says.type === 'unsend') return undefined;
  if (typeof at(entry.message, 'text') !== 'string') return 'Only texts can be edited.';
  return (state.edits.get(entry.id) ?? 0) < MOST_EDITS ? undefined : 'A message can be edited five times.';
}

/** What makes no event of the customer's own: undefined where the saying does. */
function actsQuietly(
  state: MessengerState,
  customer: MessengerCustomer,
  says: MessengerSays,
  id: string,
): Promise<WebhookOutcome> | undefined {
  const add = (entry: Pick<NewEntry, 'from' | 'message' | 'receipt'>): void =>
    void state.parts.chats.add({ id, customer: customer.id, at: state.parts.clock.now(), ...entry });
  switch (says.type) {
    case 'read':
      return state.webhooks.sendRead(customer.id);
    case 'block':
    case 'unblock':
      if (says.type === 'block') state.blocked.add(customer.id);
      else state.blocked.delete(customer.id);
      add({ from: 'customer', message: { type: says.type }, receipt: 'sent' });
      return Promise.resolve(NOTHING_TO_TELL);
    case 'page_inbox':
      add({ from: 'business', message: { text: says.text }, receipt: 'sent' });
      state.webhooks.report({ id, customer: customer.id, content: { text: says.text }, appId: PAGE_INBOX_APP_ID });
      return Promise.resolve(NOTHING_TO_TELL);
    default:
      return undefined;
  }
}

function keep(state: MessengerState, says: MessengerSays, id: string): string {
  const made: { type: string; file?: StoredFile } = { type: says.type, ...('file' in says ? optional('file', says.file) : {}) };
  const fileId = state.cdn.keep(messengerFileOf(made, state.files.size));
  state.files.set(id, fileId);
  return fileId;
}

function reactionOn(entry: ChatEntry | undefined): string {
  return entry?.reactions.find((reaction) => reaction.from === 'customer')?.emoji ?? '';
}

/** Returns the id of the bubble whose mark follows the webhook. */
function showOnPhone(state: MessengerState, customer: MessengerCustomer, says: MessengerSays, what: JsonObject, id: string): string {
  const { chats, clock } = state.parts;
  switch (says.type) {
    case 'reaction':
      chats.change(says.messageId, (entry) => react(entry, 'customer', says.emoji));
      return '';
    case 'edit':
      state.edits.set(says.messageId, (state.edits.get(says.messageId) ?? 0) + 1);
      chats.change(says.messageId, (entry) => ({
        message: { ...(isObject(entry.message) ? entry.message : {}), text: says.text },
        edited: true,
      }));
      return '';
    case 'unsend':
      chats.change(says.messageId, () => ({ deleted: true }));
      return '';
    default: {
      // A postback shows its title as if the customer had written it; a link into a known chat shows nothing.
      const message = what['message'] ?? (what['postback'] === undefined ? undefined : { text: at(what, 'postback', 'title') });
      if (message === undefined) return '';
      const entry = { id, customer: customer.id, from: 'customer', at: clock.now(), message, receipt: 'sent' } as const;
      const quotes = 'quotes' in says ? (says.quotes ?? null) : null;
      chats.add({ ...entry, quotes, ...(state.files.has(id) ? { file: filePath(state.network, id) } : {}) });
      return id;
    }
  }
}
