import type { SendableMedia } from '../../model/content.ts';
import type { ChannelIo, Obtained } from '../channel.ts';
import { multipart } from '../multipart.ts';
import { textField, type Fields } from '../meta/wire.ts';
import { askGraph, type Failed } from './graph.ts';
import { CAPABILITIES, HANDLE_LIVES_MS, IMAGE_BY_URL_MAX } from './limits.ts';
import type { Network } from './person.ts';
import type { FacebookSettings } from './settings.ts';
import type { ReadPart, ShownFile } from './wire.ts';

/** 25 MB at a quarter of a megabyte a second. */
const TIMEOUT_MS = 120_000;

/** A message with its file in the form that goes out. `fresh` and `kept`: by the handle of an upload, just made or of before. */
export interface Prepared {
  readonly is: 'prepared';
  readonly message: Fields;
  readonly by: 'link' | 'fresh' | 'kept' | 'nothing';
  /** Drops the handle. */
  readonly forget: () => void;
}

const KEEP = () => undefined;

/**
 * The message of a part with its file in the form that Meta can take. A file of our own storage is uploaded and named by its handle:
 * it need not reach our address then, the long part of the work does no harm when it is repeated, and one upload serves a whole
 * campaign. Files at addresses that the writer gave stay links, except pictures that are too large for one
 * (https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/saving-assets).
 */
export async function prepare(part: ReadPart, network: Network, settings: FacebookSettings, io: ChannelIo): Promise<Prepared | Failed> {
  const { message, shown } = part;
  if (shown === undefined) return { is: 'prepared', message, by: 'nothing', forget: KEEP };
  return mustUpload(shown, io) ? byUpload(shown, network, settings, io) : { is: 'prepared', message, by: 'link', forget: KEEP };
}

/** The same with the file uploaded, wherever it is. Nothing has gone to the customer yet, so no ending is `unknown`. */
export async function byUpload(
  { kind, media }: ShownFile,
  network: Network,
  settings: FacebookSettings,
  io: ChannelIo,
): Promise<Prepared | Failed> {
  const key = `upload:${network}:${kind}:${media.id ?? media.url}`;
  let isFresh = false;
  const obtained = await io.memory.obtain(key, () => {
    isFresh = true;
    return uploadFile(kind, media, network, settings, io);
  });
  if (obtained.is === 'failed') return obtained.outcome;
  const attachment = { type: kind, payload: { attachment_id: obtained.value } };
  const forget = () => io.memory.forget(key, obtained.value);
  return { is: 'prepared', message: { attachment }, by: isFresh ? 'fresh' : 'kept', forget };
}

function mustUpload({ kind, media }: ShownFile, io: ChannelIo): boolean {
  return isOurs(media.url, io.webhookUrl) || (kind === 'image' && (media.bytes ?? 0) > IMAGE_BY_URL_MAX);
}

/** Whether an address is of a file of ours: `https://…/media/…`, where webhooks come to `https://…/webhooks/…`. */
function isOurs(url: string, webhookUrl: string): boolean {
  const end = webhookUrl.lastIndexOf('/webhooks/');
  return end > 0 && url.startsWith(`${webhookUrl.slice(0, end)}/media/`);
}

async function uploadFile(
  kind: ShownFile['kind'],
  media: SendableMedia,
  network: Network,
  settings: FacebookSettings,
  io: ChannelIo,
): Promise<Obtained> {
  const read = await io.readFile(media, CAPABILITIES.media[kind]?.maxBytes ?? 0);
  if (read.is === 'failed') {
    if (read.again) return { is: 'failed', outcome: { is: 'deferred', reason: 'down', detail: read.why } };
    return { is: 'failed', outcome: { is: 'refused', reason: 'media_rejected', detail: read.why } };
  }
  const message = JSON.stringify({ attachment: { type: kind, payload: { is_reusable: true } } });
  const file = { field: 'filedata', name: read.name ?? media.name ?? 'file', mimeType: read.mimeType, bytes: read.bytes };
  const platform = network === 'instagram' ? { platform: 'instagram' } : {};
  const form = multipart({ ...platform, message }, file, `parley-${io.idempotencyKey}`);
  const answer = await askGraph(
    {
      method: 'POST',
      path: [settings.pageId, 'message_attachments'],
      contentType: form.contentType,
      body: form.body,
      timeoutMs: TIMEOUT_MS,
      safeToRepeat: true,
    },
    settings,
    io,
  );
  if (answer.is === 'refused' || answer.is === 'deferred') return { is: 'failed', outcome: answer };
  const handle = answer.is === 'answered' ? textField(answer.json, 'attachment_id') : undefined;
  if (handle !== undefined) return { is: 'obtained', value: handle, until: io.now() + HANDLE_LIVES_MS };
  const why = answer.is === 'answered' ? 'Messenger gave no id for the file.' : answer.detail;
  return { is: 'failed', outcome: { is: 'deferred', reason: 'down', detail: `The file could not be uploaded: ${why}` } };
}
