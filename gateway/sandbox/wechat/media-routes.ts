import type { ApiAnswer, ApiCall } from '../calls.ts';
import type { StoredFile } from '../stand-in.ts';
import { AMR_HEADER, amrDurationMs } from './amr.ts';
import type { WeChatCode } from './errors.ts';
import { answered } from './errors.ts';
import type { MediaKind, ShelvedMedia } from './media-shelf.ts';
import type { WeChatState } from './state.ts';

interface Rule {
  readonly maxBytes: number;
  readonly extensions: readonly string[];
  readonly isOne: (bytes: Buffer) => boolean;
}

const begins = (bytes: Buffer, hex: string): boolean => bytes.subarray(0, hex.length / 2).toString('hex') === hex;
const isJpeg = (bytes: Buffer): boolean => begins(bytes, 'ffd8ff');
const isMp3 = (bytes: Buffer): boolean => begins(bytes, '494433') || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0);
const isAmr = (bytes: Buffer): boolean => bytes.subarray(0, AMR_HEADER.length).toString('latin1') === AMR_HEADER;

/** https://developers.weixin.qq.com/doc/service/api/material/temporary/api_uploadtempmedia */
const RULES: Readonly<Record<MediaKind, Rule>> = {
  image: {
    maxBytes: 10 * 1024 * 1024,
    extensions: ['png', 'jpeg', 'jpg', 'gif'],
    isOne: (bytes) => isJpeg(bytes) || begins(bytes, '89504e47') || begins(bytes, '47494638'),
  },
  voice: { maxBytes: 2 * 1024 * 1024, extensions: ['amr', 'mp3'], isOne: (bytes) => isAmr(bytes) || isMp3(bytes) },
  video: { maxBytes: 10 * 1024 * 1024, extensions: ['mp4'], isOne: (bytes) => bytes.subarray(4, 8).toString('latin1') === 'ftyp' },
  thumb: { maxBytes: 64 * 1024, extensions: ['jpg', 'jpeg'], isOne: isJpeg },
};
const VOICE_MAX_MS = 60_000;
const KINDS = ['image', 'voice', 'video', 'thumb'] as const;

/** `POST /cgi-bin/media/upload?type=`, with the file as `media` in a form; a code where it is refused. */
export async function takeUpload(state: WeChatState, call: ApiCall): Promise<ApiAnswer | WeChatCode> {
  const kind = KINDS.find((known) => known === call.query.get('type'));
  if (kind === undefined) return 40004;
  const file = await fileOf(call);
  if (file === undefined) return 41005;
  const fault = faultOf(kind, file);
  if (fault !== undefined) return fault;
  const now = state.parts.clock.now();
  const mediaId = state.media.keep(kind, file, now);
  // Seen on the real platform: a thumb's id comes under a name of its own.
  const idName = kind === 'thumb' ? 'thumb_media_id' : 'media_id';
  return answered({ type: kind, [idName]: mediaId, created_at: Math.floor(now / 1000), item: [] });
}

async function fileOf(call: ApiCall): Promise<StoredFile | undefined> {
  const headers = { 'content-type': call.headers['content-type'] ?? '' };
  const form = await new Response(new Uint8Array(call.body), { headers }).formData().catch(() => undefined);
  const media = form?.get('media');
  if (!(media instanceof File)) return undefined;
  return { bytes: Buffer.from(await media.arrayBuffer()), mimeType: media.type, name: media.name };
}

/** The file's name must end as its type does, and its bytes must be what the name says. */
function faultOf(kind: MediaKind, { bytes, name }: StoredFile): WeChatCode | undefined {
  const rule = RULES[kind];
  const extension = /\.(\w+)$/.exec(name ?? '')?.[1]?.toLowerCase() ?? '';
  if (!rule.extensions.includes(extension)) return 40005;
  if (bytes.length === 0) return 40006;
  if (bytes.length > rule.maxBytes) return 45001;
  if (!rule.isOne(bytes)) return 40005;
  return kind === 'voice' && isAmr(bytes) && amrDurationMs(bytes) > VOICE_MAX_MS ? 45007 : undefined;
}

/**
 * `GET /cgi-bin/media/get`: the bytes; for a video the JSON `{video_url}`, for an unknown or old id a JSON with a code.
 * https://developers.weixin.qq.com/doc/service/api/material/temporary/api_getmedia
 */
export function giveMedia(state: WeChatState, call: ApiCall): ApiAnswer | WeChatCode {
  const mediaId = call.query.get('media_id') ?? '';
  const held = state.media.find(mediaId, state.parts.clock.now());
  if (mediaId === '') return 41006;
  if (held === undefined) return 40007;
  const isByUrl = held.kind === 'video' && state.behaviour().videoAs === 'url';
  return isByUrl ? answered({ video_url: `${state.account.baseUrl}/video/${mediaId}` }) : fileAnswer(mediaId, held);
}

/** The same for a voice message in its better quality. Here the two are one. */
export function giveVoice(state: WeChatState, call: ApiCall): ApiAnswer | WeChatCode {
  const mediaId = call.query.get('media_id') ?? '';
  const held = state.media.find(mediaId, state.parts.clock.now());
  return held?.kind === 'voice' ? fileAnswer(mediaId, held) : 40007;
}

/** The addresses of pictures (`PicUrl`) and videos, which need no token: `/mmbiz_pic/{id}/0` and `/video/{id}`. */
export function giveLinked(state: WeChatState, path: string): ApiAnswer | undefined {
  const found = /^\/(?:mmbiz_pic|video)\/([\w-]+)(?:\/0)?$/.exec(path)?.[1];
  if (found === undefined) return undefined;
  const held = state.media.find(found, state.parts.clock.now());
  return held === undefined ? { status: 404, headers: {}, body: Buffer.alloc(0) } : fileAnswer(found, held);
}

/** Where the picture of a media id is, for everybody. */
export function pictureUrl(state: Pick<WeChatState, 'account'>, mediaId: string): string {
  return `${state.account.baseUrl}/mmbiz_pic/${mediaId}/0`;
}

function fileAnswer(mediaId: string, { file }: ShelvedMedia): ApiAnswer {
  const extension = /\.\w+$/.exec(file.name ?? '')?.[0] ?? '';
  const headers = { 'content-type': file.mimeType, 'content-disposition': `attachment; filename="${mediaId}${extension}"` };
  return { status: 200, headers, body: file.bytes };
}
