import type { ApiAnswer } from '../calls.ts';
import { at, textAt } from '../json.ts';
import { fetchFile } from '../media/fetch-file.ts';
import type { StoredFile } from '../stand-in.ts';
import type { MediaType } from './check-message.ts';
import { checkAttachment, mediaTypeOf } from './check-message.ts';
import type { MessengerProblem } from './errors.ts';
import {
  invalid,
  isProblem,
  NOT_FETCHED,
  refuse,
  required,
  TOO_LARGE,
  UNKNOWN_ATTACHMENT,
  UPLOAD_FAILED,
  VIDEO_NOT_FETCHED,
} from './errors.ts';
import type { RequestFields } from './request-fields.ts';
import type { MessengerState } from './state.ts';

/** https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/saving-assets */
const MOST_BYTES = 25 * 1024 * 1024;
const MOST_IMAGE_BYTES_BY_URL = 8 * 1024 * 1024;
const ID_LIVES_MS = 90 * 24 * 60 * 60_000;

/** A file that Meta has taken: where it is on the file servers, and its id where it can be sent again. */
export interface TakenFile {
  readonly fileId: string;
  readonly attachmentId?: string;
}

/** Gets the file of a media attachment, from an earlier upload, from this call or from the business's server, or refuses it. */
export async function takeFile(
  state: MessengerState,
  attachment: unknown,
  upload: StoredFile | undefined,
  signal: AbortSignal,
): Promise<TakenFile | MessengerProblem> {
  const type = mediaTypeOf(attachment);
  if (type === undefined) return invalid('Param message[attachment][type] is not a file.');
  const id = textAt(attachment, 'payload', 'attachment_id');
  if (id !== undefined) {
    const saved = state.attachments.get(id);
    if (saved === undefined || saved.network !== state.network || saved.expiresAt <= state.parts.clock.now()) return UNKNOWN_ATTACHMENT;
    return { fileId: saved.fileId };
  }
  const url = textAt(attachment, 'payload', 'url');
  const file = url === undefined ? upload : await fetchFile(url, signal);
  if (file === undefined) return type === 'video' ? VIDEO_NOT_FETCHED : NOT_FETCHED;
  const isSmall = type === 'image' && (url !== undefined || state.network === 'instagram');
  const most = isSmall ? MOST_IMAGE_BYTES_BY_URL : MOST_BYTES;
  if (file.bytes.length > most) return TOO_LARGE;
  if (!isOfType(file, type)) return UPLOAD_FAILED;
  if (state.network === 'instagram' && !isForInstagram(file, type)) return UPLOAD_FAILED;
  const fileId = state.cdn.keep(nameFromAddress(file, url));
  const isReusable = String(at(attachment, 'payload', 'is_reusable')) === 'true';
  return isReusable ? { fileId, attachmentId: save(state, fileId) } : { fileId };
}

/** `POST /{page}/message_attachments`: https://developers.facebook.com/docs/messenger-platform/reference/attachment-upload-api */
export async function takeUpload(state: MessengerState, request: RequestFields, trace: string, signal: AbortSignal): Promise<ApiAnswer> {
  const attachment = at(request.fields, 'message', 'attachment');
  if (attachment === undefined) return refuse(required('message'), trace);
  const problem = checkAttachment(attachment, request.file !== undefined);
  if (problem !== undefined) return refuse(problem, trace);
  const taken = await takeFile(state, attachment, request.file, signal);
  if (isProblem(taken)) return refuse(taken, trace);
  const attachmentId = taken.attachmentId ?? save(state, taken.fileId);
  return { status: 200, body: { attachment_id: attachmentId } };
}

function save(state: MessengerState, fileId: string): string {
  const id = state.ids.decimal();
  state.attachments.set(id, { fileId, network: state.network, expiresAt: state.parts.clock.now() + ID_LIVES_MS });
  return id;
}

/** An MP4 may hold sound only, so that it passes for both. */
function isOfType(file: StoredFile, type: MediaType): boolean {
  if (type === 'file') return true;
  const mimeType = file.mimeType.toLowerCase();
  return mimeType.startsWith(`${type}/`) || (type === 'audio' && mimeType.startsWith('video/mp4'));
}

/** https://developers.facebook.com/documentation/business-messaging/instagram-messaging/features/send-message */
const INSTAGRAM_TYPES: Readonly<Record<MediaType, readonly string[]>> = {
  image: ['image/png', 'image/jpeg', 'image/gif'],
  audio: ['audio/aac', 'audio/mp4', 'audio/x-m4a', 'audio/wav', 'audio/x-wav', 'video/mp4'],
  video: ['video/mp4', 'video/ogg', 'video/x-msvideo', 'video/quicktime', 'video/webm'],
  file: [],
};

function isForInstagram({ mimeType }: StoredFile, type: MediaType): boolean {
  return INSTAGRAM_TYPES[type].includes(mimeType.toLowerCase());
}

function nameFromAddress(file: StoredFile, url: string | undefined): StoredFile {
  if (file.name !== undefined || url === undefined || !URL.canParse(url)) return file;
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  return last.includes('.') ? { ...file, name: safeDecode(last) } : file;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
