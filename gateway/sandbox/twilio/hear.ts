import type { Said } from '../stand-in.ts';
import { repliesIn } from './deliver.ts';
import { addressOf, inboundParams } from './inbound.ts';
import type { TwilioMedia } from './media-shelf.ts';
import type { TwilioSays } from './says.ts';
import { filesOf } from './says.ts';
import type { TwilioCustomer, TwilioState } from './state.ts';

/** The words of Twilio's opt-out: https://help.twilio.com/articles/223134027 */
const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT']);
const START = new Set(['START', 'YES', 'UNSTOP']);

/** Takes what a customer says or does: onto the phone, into the account, and to the business. */
export function hear(state: TwilioState, customer: TwilioCustomer, says: TwilioSays): Said {
  const sid = (prefix: string): string => prefix + state.ids.uuid().replaceAll('-', '');
  if (says.type === 'block' || says.type === 'unblock') return block(state, customer, says.type, sid('SM'));
  const now = state.parts.clock.now();
  const files = filesOf(says, state.messages.count());
  const id = sid(files.length === 0 ? 'SM' : 'MM');
  const media = files.map((file) => state.media.keep(id, file, now));
  const params = inboundParams(says, customer, state.account, {
    sid: id,
    media,
    baseUrl: state.baseUrl,
    quotedSender: 'quotes' in says && says.quotes !== undefined ? senderOf(state, customer, says.quotes) : undefined,
    optOut: optOut(state, customer, says),
  });
  state.messages.add({
    sid: id,
    direction: 'inbound',
    from: addressOf(customer),
    to: state.account.from,
    body: params.get('Body') ?? '',
    mediaSids: media.map((one) => one.sid),
    serviceSid: params.get('MessagingServiceSid'),
    createdAt: now,
    status: 'received',
    sentAt: now,
    updatedAt: now,
    errorCode: null,
  });
  show(state, customer, params, media);
  return { id, webhook: state.parts.background.run(() => tell(state, customer, params, id)) };
}

async function tell(state: TwilioState, customer: TwilioCustomer, params: URLSearchParams, id: string): Said['webhook'] {
  const { outcome, answer } = await state.webhooks.sendInbound(params);
  state.parts.chats.change(id, (entry) => (entry.receipt === 'sent' && outcome.is === 'delivered' ? { receipt: 'delivered' } : {}));
  for (const text of answer === undefined ? [] : repliesIn(answer)) {
    state.parts.chats.add({
      id: `SM${state.ids.uuid().replaceAll('-', '')}`,
      customer: customer.id,
      from: 'business',
      at: state.parts.clock.now(),
      message: { Body: text },
      receipt: 'sent',
    });
  }
  return outcome;
}

function show(state: TwilioState, customer: TwilioCustomer, params: URLSearchParams, media: readonly TwilioMedia[]): void {
  const [first] = media;
  state.parts.chats.add({
    id: params.get('MessageSid') ?? '',
    customer: customer.id,
    from: 'customer',
    at: state.parts.clock.now(),
    message: { ...Object.fromEntries(params), ...(first?.file.name === undefined ? {} : { FileName: first.file.name }) },
    receipt: 'sent',
    quotes: params.get('OriginalRepliedMessageSid'),
    ...(first === undefined ? {} : { file: `/sandbox/api/twilio/files/${first.sid}` }),
  });
}

/** A line in the chat; the business gets no webhook. */
function block(state: TwilioState, customer: TwilioCustomer, type: 'block' | 'unblock', id: string): Said {
  if (type === 'block') state.blocked.add(customer.id);
  else state.blocked.delete(customer.id);
  const at = state.parts.clock.now();
  state.parts.chats.add({ id, customer: customer.id, from: 'customer', at, message: { MessageType: type }, receipt: 'sent' });
  return { id, webhook: Promise.resolve({ is: 'delivered', tries: 0 }) };
}

function senderOf(state: TwilioState, customer: TwilioCustomer, quoted: string): string {
  return state.parts.chats.find(quoted)?.from === 'customer' ? addressOf(customer) : state.account.from;
}

function optOut(state: TwilioState, customer: TwilioCustomer, says: TwilioSays): 'STOP' | 'START' | undefined {
  const word = says.type === 'text' && state.behaviour().optOuts ? says.text.trim().toUpperCase() : '';
  if (STOP.has(word)) {
    state.optedOut.add(customer.id);
    return 'STOP';
  }
  return START.has(word) && state.optedOut.delete(customer.id) ? 'START' : undefined;
}
