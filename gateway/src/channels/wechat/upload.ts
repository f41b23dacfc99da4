import { randomUUID } from 'node:crypto';
import type { SendableMedia } from '../../model/content.ts';
import type { ChannelIo, Obtained } from '../channel.ts';
import { call, endOf } from './call.ts';
import { capabilities } from './limits.ts';
import type { WechatSettings } from './settings.ts';
import { textAt, type UploadKind } from './wire.ts';

/** An upload can be used for 3 days; half a day is left for messages that wait. */
const KEPT_MS = 60 * 3_600_000;
const TIMEOUT_MS = 60_000;

const RULES = { image: capabilities.media.image, voice: capabilities.media.audio, video: capabilities.media.video } as const;

/** WeChat goes by the name's ending. */
const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'audio/mpeg': 'mp3',
  'audio/amr': 'amr',
  'video/mp4': 'mp4',
};

/** Under what an upload is kept. */
export function uploadKey(kind: UploadKind, media: SendableMedia): string {
  return `upload ${kind} ${media.id ?? media.url}`;
}

/**
 * The id of a file at WeChat, uploaded at its first use
 * (https://developers.weixin.qq.com/doc/service/api/material/temporary/api_uploadtempmedia). An upload is no message: whatever becomes of it, nothing
 * was sent.
 */
export function uploadOf(kind: UploadKind, media: SendableMedia, settings: WechatSettings, io: ChannelIo): Promise<Obtained> {
  return io.memory.obtain(uploadKey(kind, media), () => upload(kind, media, settings, io));
}

async function upload(kind: UploadKind, media: SendableMedia, settings: WechatSettings, io: ChannelIo): Promise<Obtained> {
  const file = await io.readFile(media, RULES[kind]?.maxBytes ?? 0);
  if (file.is === 'failed') {
    const detail = `The file could not be read: ${file.why}`;
    const outcome = file.again
      ? ({ is: 'deferred', reason: 'down', detail } as const)
      : ({ is: 'refused', reason: 'media_rejected', detail } as const);
    return { is: 'failed', outcome };
  }
  const form = formOf(kind, file.mimeType, file.bytes);
  const called = await call(
    { method: 'POST', path: '/cgi-bin/media/upload', query: { type: kind }, ...form, timeoutMs: TIMEOUT_MS },
    settings,
    io,
  );
  const mediaId = called.is === 'called' ? textAt(called.json, 'media_id') : undefined;
  if (mediaId !== undefined) return { is: 'obtained', value: mediaId, until: io.now() + KEPT_MS };
  const outcome = called.is === 'called' ? endOf(called, io.now()) : called;
  if (outcome.is !== 'unknown') return { is: 'failed', outcome };
  return { is: 'failed', outcome: { is: 'deferred', reason: 'down', detail: `The file was not uploaded: ${outcome.detail}` } };
}

/** `multipart/form-data` with the one field `media`; the file's own name may hold anything, so it stays here. */
function formOf(
  kind: UploadKind,
  mimeType: string,
  bytes: Buffer,
): { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer } {
  const boundary = `parley-${randomUUID()}`;
  const type = mimeType.split(';', 1).join('').trim().toLowerCase();
  const ending = ENDINGS[type];
  const name = ending === undefined ? kind : `${kind}.${ending}`;
  const head = [
    `--${boundary}`,
    `Content-Disposition: form-data; name="media"; filename="${name}"; filelength=${bytes.length}`,
    `Content-Type: ${ending === undefined ? 'application/octet-stream' : type}`,
    '',
    '',
  ].join('\r\n');
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
