import type { ApiAnswer } from '../calls.ts';
import { listAt } from '../json.ts';
import { fetchFile } from '../media/fetch-file.ts';
import type { StoredFile } from '../stand-in.ts';
import type { Trouble } from '../trouble.ts';
import type { NewMessage } from './check-message.ts';
import { readNewMessage } from './check-message.ts';
import { refuse } from './errors.ts';
import type { TwilioMessage } from './messages.ts';
import { messageResource } from './messages.ts';
import { report } from './receipts.ts';
import type { TwilioCustomer, TwilioState } from './state.ts';

/** 16 MB in all: https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages */
const MAX_FILE_BYTES = 16 * 1024 * 1024;
/** What WhatsApp shows, from the same page. */
const FILE_TYPES =
  /^(image\/(jpeg|png|webp)|audio\/(ogg|amr|3gpp|aac|mpeg|mp4)|video\/(mp4|3gpp)|application\/(pdf|msword|vnd\.[\w.-]+|zip)|text\/(plain|csv|vcard))$/;
/** More buttons than these need an approved template: https://www.twilio.com/docs/content/twilio-quick-reply */
const SESSION_BUTTONS = 3;

/**
 * `POST /2010-04-01/Accounts/{sid}/Messages.json`: 201 as soon as Twilio has it. What WhatsApp makes of it comes in status callbacks, unless
 * `refusals` says that the answer should tell.
 */
export function takeMessage(state: TwilioState, form: URLSearchParams, trouble: Trouble): ApiAnswer {
  const wanted = readNewMessage(form, state.account, state.contents);
  if ('code' in wanted) return refuse(wanted.code, wanted.message);
  const customer = state.findCustomer(wanted.to);
  if (customer !== undefined && state.optedOut.has(customer.id) && state.behaviour().optOuts) return refuse(21610);
  const code = refusalOf(state, wanted, customer, trouble);
  if (code !== null && state.behaviour().refusals === 'answer') return refuse(code);

  const now = state.parts.clock.now();
  const message = state.messages.add({
    sid: `${wanted.mediaUrl === null ? 'SM' : 'MM'}${state.ids.uuid().replaceAll('-', '')}`,
    direction: 'outbound-api',
    from: wanted.from,
    to: wanted.to,
    body: wanted.body,
    mediaSids: [],
    serviceSid: wanted.serviceSid,
    createdAt: now,
    status: wanted.serviceSid === null ? 'queued' : 'accepted',
    sentAt: null,
    updatedAt: now,
    errorCode: null,
  });
  const answer = { status: 201, body: messageResource(message, state.account.accountSid) };
  handOver(state, message, wanted, customer, form, code);
  return answer;
}

/** What WhatsApp finds wrong with a message, as Twilio's code. */
function refusalOf(state: TwilioState, wanted: NewMessage, customer: TwilioCustomer | undefined, trouble: Trouble): number | null {
  if (customer === undefined || state.blocked.has(customer.id)) return 63024;
  const filled = wanted.content?.filled;
  if (typeof filled === 'number') return filled;
  const isApproved = wanted.content !== null && state.contents.approvalOf(wanted.content.sid).status === 'approved';
  const isClosed = trouble.kind === 'closed_window' || !state.isWindowOpen(customer.id);
  if (isClosed && !isApproved) return 63016;
  const buttons = filled?.kind === 'twilio/quick-reply' ? listAt(filled.part, 'actions').length : 0;
  if (!isApproved && buttons > SESSION_BUTTONS) return 63021;
  return state.behaviour().failWith;
}

/** In the background, one after the other: fetches the file, shows the message on the phone, reports on it. */
function handOver(
  state: TwilioState,
  message: TwilioMessage,
  wanted: NewMessage,
  customer: TwilioCustomer | undefined,
  form: URLSearchParams,
  refusal: number | null,
): void {
  const before = state.queue;
  state.queue = state.parts.background.run(async (signal) => {
    await before;
    const code = refusal ?? (await takeFile(state, message.sid, wanted.mediaUrl, signal));
    const isShown = code === null && customer !== undefined;
    if (isShown) show(state, customer, message, wanted, form);
    report(state, message, wanted.statusCallback, code);
  });
}

/** Fetches the file of a message as Twilio does, or says with which code it fails. */
async function takeFile(state: TwilioState, sid: string, url: string | null, signal: AbortSignal): Promise<number | null> {
  if (url === null) return null;
  const file = await fetchFile(url, signal);
  if (file === undefined || file.bytes.length > MAX_FILE_BYTES) return 63019;
  if (!FILE_TYPES.test(typeOf(file))) return 63021;
  state.sentFiles.set(sid, file);
  return null;
}

function typeOf(file: StoredFile): string {
  return file.mimeType.split(';')[0]?.trim().toLowerCase() ?? '';
}

function show(state: TwilioState, customer: TwilioCustomer, message: TwilioMessage, wanted: NewMessage, form: URLSearchParams): void {
  const filled = wanted.content?.filled;
  const file = state.sentFiles.get(message.sid);
  state.parts.chats.add({
    id: message.sid,
    customer: customer.id,
    from: 'business',
    at: state.parts.clock.now(),
    message: {
      ...Object.fromEntries(form),
      ...(typeof filled === 'object' ? { Content: filled, Approved: isTemplate(state, wanted) } : {}),
      ...(wanted.place === null ? {} : { Place: wanted.place }),
      ...(file === undefined ? {} : { MediaContentType: typeOf(file) }),
    },
    receipt: 'sending',
    ...(file === undefined ? {} : { file: `/sandbox/api/twilio/files/${message.sid}` }),
  });
}

function isTemplate(state: TwilioState, wanted: NewMessage): boolean {
  return wanted.content !== null && state.contents.approvalOf(wanted.content.sid).status === 'approved';
}
