import { at, isObject, listAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { MessengerProblem } from './errors.ts';
import { EMPTY_MESSAGE, invalid, required } from './errors.ts';
import { checkTemplatePayload } from './check-template.ts';
import { firstProblem, mayText } from './check-texts.ts';
import type { Network } from './state.ts';

/** https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/send-api */
const MOST_TEXT = 2_000;
const MOST_METADATA = 1_000;
/** https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/quick-replies */
const MOST_QUICK_REPLIES = 13;
const MEDIA_TYPES = ['image', 'audio', 'video', 'file'] as const;
const QUICK_REPLY_TYPES = ['text', 'user_phone_number', 'user_email'];

export type MediaType = (typeof MEDIA_TYPES)[number];

/** What kind of file an attachment is, or undefined where it is a template or nothing known. */
export function mediaTypeOf(attachment: unknown): MediaType | undefined {
  return MEDIA_TYPES.find((known) => known === textAt(attachment, 'type'));
}

/** Checks the `message` of `POST /{page}/messages` as Meta does, without looking at the recipient or fetching anything. */
export function checkMessage(message: unknown, hasUpload: boolean, network: Network): MessengerProblem | undefined {
  if (!isObject(message)) return invalid('Param message must be an array.');
  const problem = network === 'instagram' ? checkForInstagram(message) : undefined;
  if (problem !== undefined) return problem;
  const { text, attachment, template } = message;
  if (text === undefined && attachment === undefined && template === undefined) return EMPTY_MESSAGE;
  if (text === '' && attachment === undefined) return EMPTY_MESSAGE;
  if (text !== undefined && attachment !== undefined) return invalid('Message must contain either text or an attachment, not both');
  return (
    mayText(message, 'message', 'text', MOST_TEXT) ??
    mayText(message, 'message', 'metadata', MOST_METADATA) ??
    checkQuickReplies(message['quick_replies']) ??
    (attachment === undefined ? undefined : checkAttachment(attachment, hasUpload))
  );
}

/** https://developers.facebook.com/documentation/business-messaging/instagram-messaging/features/send-message */
const MOST_INSTAGRAM_BYTES = 1_000;

/** Where Instagram is stricter: texts are counted in bytes, there are neither files nor utility templates. */
function checkForInstagram({ text, attachment, template }: JsonObject): MessengerProblem | undefined {
  if (template !== undefined) return invalid('Param message[template] is not supported for Instagram');
  if (textAt(attachment, 'type') === 'file')
    return invalid('Param message[attachment][type] must be one of {AUDIO, IMAGE, TEMPLATE, VIDEO} - got "file".');
  if (typeof text === 'string' && Buffer.byteLength(text) > MOST_INSTAGRAM_BYTES)
    return invalid(`Length of param message[text] must be less than or equal to ${MOST_INSTAGRAM_BYTES}`);
  return undefined;
}

/** Checks an `attachment`, of a message or of an upload. */
export function checkAttachment(attachment: unknown, hasUpload: boolean): MessengerProblem | undefined {
  const type = textAt(attachment, 'type');
  const payload = at(attachment, 'payload');
  if (type === undefined) return required('message[attachment][type]');
  if (payload === undefined) return required('message[attachment][payload]');
  if (type === 'template') return checkTemplatePayload(payload);
  if (mediaTypeOf(attachment) === undefined)
    return invalid(`Param message[attachment][type] must be one of {AUDIO, FILE, IMAGE, TEMPLATE, VIDEO} - got "${type}".`);
  const url = textAt(payload, 'url');
  const id = textAt(payload, 'attachment_id');
  if (url !== undefined && !/^https?:\/\//.test(url)) return invalid('message[attachment][payload][url] should represent a valid URL');
  if (url === undefined && id === undefined && !hasUpload)
    return invalid('Incorrect number of files uploaded. Must upload exactly one file.');
  return undefined;
}

function checkQuickReplies(replies: unknown): MessengerProblem | undefined {
  if (replies === undefined) return undefined;
  const list = listAt({ replies }, 'replies');
  if (list.length === 0) return { code: 194, message: 'param message[quick_replies] has too few elements.' };
  if (list.length > MOST_QUICK_REPLIES) return { code: 105, message: 'param message[quick_replies] has too many elements.' };
  return firstProblem(list, (reply, index) => {
    const where = `message[quick_replies][${index}]`;
    const type = textAt(reply, 'content_type');
    if (type === undefined) return required(`${where}[content_type]`);
    if (!QUICK_REPLY_TYPES.includes(type))
      return invalid(`Param ${where}[content_type] must be one of {TEXT, USER_PHONE_NUMBER, USER_EMAIL} - got "${type}".`);
    if (type !== 'text') return undefined;
    if ((textAt(reply, 'title') ?? '') === '') return invalid('Title is required for this quick reply content type', 2018098);
    if ((textAt(reply, 'payload') ?? '') === '') return invalid('Payload is required for this quick reply content type', 2018099);
    return mayText(reply, where, 'title', 20) ?? mayText(reply, where, 'payload', 1_000);
  });
}
