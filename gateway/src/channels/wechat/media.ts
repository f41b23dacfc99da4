import type { FetchedMedia, MediaIo } from '../channel.ts';
import { codeEnding } from './errors.ts';
import { apiUrl, withoutSecrets, type WechatSettings } from './settings.ts';
import { requestToken } from './token.ts';
import { numberAt, readJson, textAt } from './wire.ts';

/** An admin must look first; the file stays there for 3 days. */
const SETTINGS_WAIT_MS = 60_000;
/** An answer that is an error or leads to a video; files are larger. */
const JSON_MAX_BYTES = 16_384;

type NotStored = Exclude<FetchedMedia, { is: 'stored' }>;

/**
 * Fetches a file of a message (https://developers.weixin.qq.com/doc/service/api/material/temporary/api_getmedia): a voice in its better
 * form first, a video by the address that WeChat gives for it, a picture that the account may not fetch by its public address. Never
 * throws.
 *
 * @param ref `{mediaId?, mediaId16k?, picUrl?, kind?}`, as `parse` gave it
 */
export async function fetchMedia(ref: Readonly<Record<string, string>>, settings: WechatSettings, io: MediaIo): Promise<FetchedMedia> {
  const byId = await fetchByIds(ref, settings, io);
  const picUrl = ref['picUrl'];
  if (byId.is === 'stored' || picUrl === undefined) return byId;
  const public_ = await fetchPublic(picUrl, io);
  // A picture that is gone from one place and out of reach for now at the other is worth another try.
  return public_.is === 'stored' || byId.is === 'gone' ? public_ : byId;
}

async function fetchByIds(ref: Readonly<Record<string, string>>, settings: WechatSettings, io: MediaIo): Promise<FetchedMedia> {
  const ids = [ref['mediaId16k'], ref['mediaId']].filter((id) => id !== undefined);
  if (ids.length === 0) return { is: 'gone', why: 'the message names no file' };
  // Used at once, so that it does not matter how long it lives.
  const token = await requestToken(settings, { fetch: io.fetch, now: () => 0 });
  if (token.is === 'failed') {
    const { is, detail } = token.outcome;
    return { is: 'later', why: detail, ...(is === 'refused' ? { afterMs: SETTINGS_WAIT_MS } : {}) };
  }
  let last: NotStored = { is: 'gone', why: 'the message names no file' };
  for (const id of ids) {
    const place = { url: apiUrl(settings, '/cgi-bin/media/get', { access_token: token.value, media_id: id }), token: token.value };
    const fetched = ref['kind'] === 'video' ? await fetchVideo(place, settings, io) : await fetchFile(place, settings, io);
    if (fetched.is !== 'gone') return fetched;
    last = fetched;
  }
  return last;
}

interface Place {
  readonly url: string;
  readonly token: string;
}

/** WeChat answers errors with 200 and JSON, which is then the file that was stored; only a second look tells what it says. */
async function fetchFile(place: Place, settings: WechatSettings, io: MediaIo): Promise<FetchedMedia> {
  const got = await io.download({ url: place.url });
  if (got.is === 'stored' && !isText(got.mimeType)) return got;
  if (got.is === 'failed' && got.again) return { is: 'later', why: withoutSecrets(got.why, settings, place.token) };
  const said = await read(place, io);
  return said === undefined ? notAFile(got) : faultIn(said, settings, place.token);
}

function isText(mimeType: string): boolean {
  return mimeType.startsWith('text/') || mimeType === 'application/json';
}

function notAFile(got: Awaited<ReturnType<MediaIo['download']>>): NotStored {
  if (got.is === 'answer') return byStatus(got.status);
  return got.is === 'failed'
    ? { is: 'gone', why: 'the file is not taken here' }
    : { is: 'gone', why: 'WeChat gave a text in the place of the file' };
}

/** The answer for a video is where it is; were it the video itself, it would be fetched as any other file. */
async function fetchVideo(place: Place, settings: WechatSettings, io: MediaIo): Promise<FetchedMedia> {
  const said = await read(place, io);
  if (said === undefined) return fetchFile(place, settings, io);
  const url = textAt(said, 'video_url');
  return url === undefined ? faultIn(said, settings, place.token) : fetchPublic(url, io);
}

/** An address that needs no credentials, and gets none. */
async function fetchPublic(url: string, io: MediaIo): Promise<FetchedMedia> {
  const got = await io.download({ url });
  if (got.is === 'stored') return got;
  return got.is === 'answer' ? byStatus(got.status) : { is: got.again ? 'later' : 'gone', why: got.why };
}

/** The answer as JSON; undefined where it is something else, larger, or none. */
async function read(place: Place, io: MediaIo): Promise<unknown> {
  const answer = await io.fetch({ method: 'GET', url: place.url, maxBytes: JSON_MAX_BYTES });
  return answer.is === 'answer' ? readJson(answer.body.toString('utf8'))?.json : undefined;
}

function faultIn(said: unknown, settings: WechatSettings, token: string): NotStored {
  const code = numberAt(said, 'errcode');
  const ending = code === undefined ? undefined : codeEnding(String(code));
  const why = withoutSecrets(`WeChat answered ${code ?? 'no code'}: ${textAt(said, 'errmsg') ?? 'nothing'}`, settings, token);
  if (ending === undefined) return { is: 'gone', why };
  if (ending.is === 'deferred') return { is: 'later', why, ...(ending.waitMs === undefined ? {} : { afterMs: ending.waitMs }) };
  // A daily quota that is used up comes back, and so does an account that an admin repairs.
  const passes = ending.stopsChannel === true || ending.reason === 'policy';
  return passes ? { is: 'later', why, afterMs: SETTINGS_WAIT_MS } : { is: 'gone', why };
}

function byStatus(status: number): NotStored {
  const why = `the file's host answered ${status}`;
  return status === 408 || status === 425 || status === 429 || status >= 500 ? { is: 'later', why } : { is: 'gone', why };
}
