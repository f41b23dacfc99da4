import { react } from '../chats.ts';
import type { ApiAnswer } from '../calls.ts';
import { at, optional, textAt } from '../json.ts';
import { fetchFile } from '../media/fetch-file.ts';
import type { StoredFile } from '../stand-in.ts';
import type { Trouble } from '../trouble.ts';
import { checkMessage } from './check-message.ts';
import type { GraphProblem } from './errors.ts';
import { refuse } from './errors.ts';
import type { WhatsAppCustomer } from './inbound.ts';
import type { GraphState } from './state.ts';
import type { FilledTemplate } from './templates.ts';
import { fillTemplate } from './templates.ts';

/** Typing shows this long at most: https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators */
const TYPING_MS = 25_000;
const MEDIA_KINDS = ['image', 'video', 'audio', 'document', 'sticker'] as const;
const IN_WORDS: Readonly<Record<number, string>> = {
  131026: 'Message Undeliverable',
  131047: 'Message failed to send because more than 24 hours have passed since the customer last replied to this number',
  131056:
    'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time',
  130429: 'Message failed to send because there were too many messages sent from this phone number in a short period of time',
};

/** `POST /{version}/{phone}/messages`: a message, a reaction, or "read" and typing. */
export function takeMessage(state: GraphState, body: unknown, trouble: Trouble): ApiAnswer {
  const no = (problem: GraphProblem): ApiAnswer => refuse(problem, state.ids.token());
  if (textAt(body, 'status') === 'read')
    return takeRead(state, body) ?? no({ code: 131009, details: 'Param message_id is not a valid message id.' });
  const problem = checkMessage(body);
  if (problem !== undefined) return no(problem);
  const media = mediaOf(body);
  if (media?.id !== undefined && state.media.find(media.id, state.parts.clock.now()) === undefined) {
    const kind = textAt(body, 'type') ?? '';
    return no({ code: 100, details: `Param ${kind}['id'] is not a valid whatsapp business account media attachment ID` });
  }
  if (!state.numberRate.take('number', state.parts.clock.now())) return no(worded(130429));

  const input = textAt(body, 'to') ?? textAt(body, 'recipient') ?? '';
  const customer = state.findCustomer(input);
  if (customer === undefined) return state.behaviour().refusals === 'status' ? acceptInVain(state, body, input) : no(worded(131026));
  const type = textAt(body, 'type') ?? 'text';
  const filled = type === 'template' ? fillTemplate(at(body, 'template'), state.templates) : undefined;
  if (filled !== undefined && 'code' in filled) return no(filled);
  const isClosed = type !== 'template' && (trouble.kind === 'closed_window' || !state.isWindowOpen(customer.id));
  if (isClosed && state.behaviour().refusals === 'answer') return no(worded(131047));
  if (!state.pairRate.take(customer.id, state.parts.clock.now())) return no(worded(131056));
  if (type === 'reaction' && state.parts.chats.find(textAt(body, 'reaction', 'message_id') ?? '') === undefined) {
    return no({ code: 131009, details: 'Param reaction.message_id is not the id of a message in this conversation.' });
  }

  const id = state.ids.wamid();
  show(state, customer, body, id, filled);
  const correlation = textAt(body, 'biz_opaque_callback_data');
  if (isClosed) state.webhooks.sendFailure(customer, id, correlation, 131047, worded(131047).details);
  else reportOn(state, customer, body, id, correlation);
  return accepted(state, id, input, customer);
}

function worded(code: number): GraphProblem {
  return { code, details: IN_WORDS[code] ?? '' };
}

function accepted(state: GraphState, id: string, input: string, customer: WhatsAppCustomer): ApiAnswer {
  state.accepted.add(id);
  return {
    status: 200,
    body: {
      messaging_product: 'whatsapp',
      contacts: [{ input, wa_id: customer.id, ...optional('user_id', customer.userId) }],
      messages: [{ id }],
    },
  };
}

/** As Meta really does for most numbers that are not on WhatsApp: an id now, a failed status later. */
function acceptInVain(state: GraphState, body: unknown, input: string): ApiAnswer {
  const nobody: WhatsAppCustomer = { id: input.replaceAll(/\D/g, ''), name: '' };
  const id = state.ids.wamid();
  state.webhooks.sendFailure(nobody, id, textAt(body, 'biz_opaque_callback_data'), 131026, worded(131026).details);
  return accepted(state, id, input, nobody);
}

function show(state: GraphState, customer: WhatsAppCustomer, body: unknown, id: string, shown: FilledTemplate | undefined): void {
  const reacted = textAt(body, 'reaction', 'message_id');
  if (textAt(body, 'type') === 'reaction' && reacted !== undefined) {
    state.parts.chats.change(reacted, (entry) => react(entry, 'business', textAt(body, 'reaction', 'emoji') ?? ''));
    return;
  }
  state.parts.chats.add({
    id,
    customer: customer.id,
    from: 'business',
    at: state.parts.clock.now(),
    message: body,
    receipt: 'sending',
    quotes: textAt(body, 'context', 'message_id') ?? null,
    ...optional('shown', shown),
    ...(mediaOf(body) === undefined ? {} : { file: `/sandbox/api/whatsapp/files/${encodeURIComponent(id)}` }),
  });
}

function mediaOf(body: unknown): { readonly id?: string; readonly link?: string } | undefined {
  const kind = MEDIA_KINDS.find((known) => known === textAt(body, 'type'));
  if (kind === undefined) return undefined;
  return { ...optional('id', textAt(body, kind, 'id')), ...optional('link', textAt(body, kind, 'link')) };
}

/** The file of a message the business sent: its upload, or what its link leads to. */
export async function fileSent(state: GraphState, body: unknown, signal: AbortSignal): Promise<StoredFile | undefined> {
  const media = mediaOf(body);
  if (media?.id !== undefined) return state.media.find(media.id, state.parts.clock.now());
  return media?.link === undefined ? undefined : fetchFile(media.link, signal);
}

/** Meta fetches a linked file after it has accepted the message; where it cannot, the message fails. */
function reportOn(state: GraphState, customer: WhatsAppCustomer, body: unknown, id: string, correlation: string | undefined): void {
  const media = mediaOf(body);
  if (media === undefined) {
    state.webhooks.sendReceipts(customer, id, correlation);
    return;
  }
  void state.parts.background.run(async (signal) => {
    const file = await fileSent(state, body, signal);
    if (file === undefined) {
      state.webhooks.sendFailure(customer, id, correlation, 131053, 'Downloading media from weblink failed.');
      return;
    }
    state.sentFiles.set(id, file);
    state.webhooks.sendReceipts(customer, id, correlation);
  });
}

function takeRead(state: GraphState, body: unknown): ApiAnswer | undefined {
  const entry = state.parts.chats.find(textAt(body, 'message_id') ?? '');
  if (entry === undefined || entry.from !== 'customer') return undefined;
  for (const earlier of state.parts.chats.of(entry.customer)) {
    if (earlier.from === 'customer' && earlier.at <= entry.at && earlier.receipt !== 'read')
      state.parts.chats.change(earlier.id, () => ({ receipt: 'read' }));
  }
  if (at(body, 'typing_indicator') !== undefined) state.parts.tell({ what: 'typing', customer: entry.customer, forMs: TYPING_MS });
  return { status: 200, body: { success: true } };
}
