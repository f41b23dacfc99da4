import type { SendableMedia } from '../../model/content.ts';
import type { ChannelIo, Obtained } from '../channel.ts';
import { askGraph, type Failed } from './graph.ts';
import { CAPABILITIES } from './limits.ts';
import { multipart } from '../multipart.ts';
import { graphUrl, type WhatsappSettings } from './settings.ts';
import { type ReadPart, textField, type Fields } from './wire.ts';

/** An uploaded file lives 30 days (page as below); a day less leaves room for clocks. */
const HANDLE_LIVES_MS = 29 * 24 * 3_600_000;
/** 100 MB at a megabyte a second. */
const TIMEOUT_MS = 120_000;

/** Meta's codes for a file: the parameter as such, its value, its download, its upload. A handle that has died gives one of them. */
const FILE_CODES: readonly (string | undefined)[] = ['100', '131009', '131052', '131053'];

/** A message with its file in the form that goes out. `kept`: by the handle of an earlier upload, which `forget` drops. */
export type Prepared =
  { readonly is: 'prepared'; readonly message: Fields; readonly kept: { readonly forget: () => void } | null } | Failed;

/**
 * The message of a part with a file of our own storage uploaded and named by its handle, as Meta recommends: it need not reach our
 * address then. Files at addresses that the writer gave stay links, and so does one whose type Meta's upload does not take, which
 * knows fewer kinds of documents than its links do. Nothing has gone to the customer yet, so no ending is `unknown`
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media).
 */
export async function prepare({ message, upload }: ReadPart, settings: WhatsappSettings, io: ChannelIo): Promise<Prepared> {
  if (upload === undefined || !isOurs(upload.file.url, io.webhookUrl)) return { is: 'prepared', message, kept: null };
  const key = `upload:${upload.file.id}`;
  let isFresh = false;
  const obtained = await io.memory.obtain(key, () => {
    isFresh = true;
    return uploadFile(upload.file, upload.kind, settings, io);
  });
  if (obtained.is === 'failed') {
    return isTypeRefused(obtained.outcome) ? { is: 'prepared', message, kept: null } : obtained.outcome;
  }
  const { link: _link, ...rest } = upload.media;
  const kept = isFresh ? null : { forget: () => io.memory.forget(key, obtained.value) };
  return { is: 'prepared', message: { ...message, [upload.kind]: { id: obtained.value, ...rest } }, kept };
}

/** Whether Meta refused a message for its file. */
export function isFileRefused(outcome: { readonly is: string; readonly platformCode?: string }): boolean {
  return outcome.is === 'refused' && FILE_CODES.includes(outcome.platformCode);
}

/** Whether an address is of a file of ours: `https://…/media/…`, where webhooks come to `https://…/webhooks/…`. */
function isOurs(url: string, webhookUrl: string): boolean {
  const end = webhookUrl.lastIndexOf('/webhooks/');
  return end > 0 && url.startsWith(`${webhookUrl.slice(0, end)}/media/`);
}

async function uploadFile(
  file: SendableMedia,
  kind: keyof typeof MOST_BYTES,
  settings: WhatsappSettings,
  io: ChannelIo,
): Promise<Obtained> {
  const read = await io.readFile(file, MOST_BYTES[kind]);
  if (read.is === 'failed') {
    if (read.again) return { is: 'failed', outcome: { is: 'deferred', reason: 'down', detail: read.why } };
    return { is: 'failed', outcome: { is: 'refused', reason: 'media_rejected', detail: read.why } };
  }
  const mimeType = uploadType(read.mimeType);
  const form = multipart(
    { messaging_product: 'whatsapp', type: mimeType },
    { field: 'file', name: read.name ?? file.name ?? 'file', mimeType, bytes: read.bytes },
    `parley-${io.idempotencyKey}`,
  );
  const answer = await askGraph(
    {
      method: 'POST',
      url: graphUrl(settings, [settings.phoneNumberId, 'media']),
      headers: { 'content-type': form.contentType },
      body: form.body,
      timeoutMs: TIMEOUT_MS,
    },
    settings,
    io,
  );
  if (answer.is === 'refused' || answer.is === 'deferred') return { is: 'failed', outcome: answer };
  const handle = answer.is === 'answered' ? textField(answer.json, 'id') : undefined;
  if (handle !== undefined) return { is: 'obtained', value: handle, until: io.now() + HANDLE_LIVES_MS };
  const why = answer.is === 'answered' ? 'WhatsApp gave no id for the file.' : answer.detail;
  return { is: 'failed', outcome: { is: 'deferred', reason: 'down', detail: `The file could not be uploaded: ${why}` } };
}

const MOST_BYTES = {
  image: CAPABILITIES.media.image?.maxBytes ?? 0,
  video: CAPABILITIES.media.video?.maxBytes ?? 0,
  audio: CAPABILITIES.media.audio?.maxBytes ?? 0,
  document: CAPABILITIES.media.file?.maxBytes ?? 0,
  sticker: CAPABILITIES.media.sticker?.maxBytes ?? 0,
} as const;

/** WhatsApp takes Ogg with Opus only, and wants that said (same page). */
function uploadType(mimeType: string): string {
  return /^audio\/ogg\s*$/i.test(mimeType) ? 'audio/ogg; codecs=opus' : mimeType;
}

/** Whether it was only the type that Meta did not want; a number that the token cannot see has the same code. */
function isTypeRefused(outcome: Failed): boolean {
  return outcome.is === 'refused' && outcome.reason !== 'channel_settings' && FILE_CODES.includes(outcome.platformCode);
}
