import type { FetchedMedia, MediaIo } from '../channel.ts';
import { authorization, dataUrl, type LineSettings } from './settings.ts';
import { textAt } from './wire.ts';

/** LINE says nothing about how long a video takes to prepare; its own sample polls every second. */
const POLL_MS = 2000;
const SETTINGS_WAIT_MS = 60_000;

/**
 * Fetches a file of a message (https://developers.line.biz/en/reference/messaging-api/#get-content): from LINE by
 * `ref.messageId`, or without credentials from `ref.url`, where another service keeps it. Never throws.
 */
export async function fetchMedia(ref: Readonly<Record<string, string>>, settings: LineSettings, io: MediaIo): Promise<FetchedMedia> {
  if (ref['url'] !== undefined) return fetchExternal(ref['url'], io);
  const messageId = ref['messageId'];
  if (messageId === undefined) return { is: 'gone', why: 'the reference names neither a message nor an address' };
  const content = `/v2/bot/message/${encodeURIComponent(messageId)}/content`;
  const got = await io.download({ url: dataUrl(settings, content), headers: authorization(settings) });
  if (got.is === 'stored') return got;
  if (got.is === 'failed') return failed(got);
  if (got.status === 202) return whilePreparing(dataUrl(settings, `${content}/transcoding`), settings, io);
  // A refused token is no fault of the file: it can be had once an admin has looked.
  if (got.status === 401 || got.status === 403) return { is: 'later', why: `LINE answered ${got.status}`, afterMs: SETTINGS_WAIT_MS };
  return byStatus(got.status, 'LINE');
}

async function fetchExternal(url: string, io: MediaIo): Promise<FetchedMedia> {
  const got = await io.download({ url });
  if (got.is === 'stored') return got;
  return got.is === 'failed' ? failed(got) : byStatus(got.status, 'the file’s own host');
}

/** 202 means that LINE still converts a large video or audio; only this second address says when that has failed. */
async function whilePreparing(url: string, settings: LineSettings, io: MediaIo): Promise<FetchedMedia> {
  const answer = await io.fetch({ method: 'GET', url, headers: authorization(settings) });
  const status = answer.is === 'answer' ? textAt(parsed(answer.body), 'status') : undefined;
  if (status === 'failed') return { is: 'gone', why: 'LINE could not prepare the file' };
  return { is: 'later', why: 'LINE is still preparing the file', afterMs: POLL_MS };
}

function byStatus(status: number, who: string): FetchedMedia {
  const why = `${who} answered ${status}`;
  if (status === 408 || status === 425 || status === 429 || status >= 500) return { is: 'later', why };
  return { is: 'gone', why };
}

function failed(got: { readonly why: string; readonly again: boolean }): FetchedMedia {
  return got.again ? { is: 'later', why: got.why } : { is: 'gone', why: got.why };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
