import type { FetchedMedia, MediaIo } from '../channel.ts';
import { basicAuth, type TwilioSettings, withoutSecrets } from './settings.ts';

/** Where a webhook's `MediaUrl` is: `api.twilio.com`, or an edge and a region of it (https://www.twilio.com/docs/global-infrastructure). */
const API_HOST = /^api(\.[a-z0-9-]+){0,2}\.twilio\.com$/;
/** Where it leads to: an address that is its own key and is asked without credentials. */
const FILE_HOST = /(^|\.)(twilio\.com|twiliocdn\.com)$/;
/** An auth token that was changed, or a file that is not ready: tried again once an admin has looked. */
const SETTINGS_WAIT_MS = 60_000;

interface Place {
  readonly url: string;
  readonly withCredentials: boolean;
}

/**
 * Fetches a file that a webhook announced. Its address answers with a redirect to a signed one; the credentials stay
 * behind, since `download` carries no header to another origin
 * (https://www.twilio.com/docs/messaging/api/media-resource). Only hosts of Twilio's are asked. Never throws.
 *
 * @param ref `{url}`, as `parse` gave it
 */
export async function fetchMedia(ref: Readonly<Record<string, string>>, settings: TwilioSettings, io: MediaIo): Promise<FetchedMedia> {
  const place = placeOf(ref['url'] ?? '', settings);
  if (place === undefined) return { is: 'gone', why: 'the message names no file at Twilio' };
  const headers = place.withCredentials ? { headers: basicAuth(settings) } : {};
  const got = await io.download({ url: place.url, ...headers });
  if (got.is === 'stored') return got;
  if (got.is === 'failed') return { is: got.again ? 'later' : 'gone', why: withoutSecrets(got.why, settings) };
  return byStatus(got.status);
}

/** A stand-in gets every file, whatever host its webhook names. */
function placeOf(address: string, settings: TwilioSettings): Place | undefined {
  const url = URL.parse(address);
  if (url === null) return undefined;
  const standIn = settings.apiBaseUrl;
  if (standIn !== undefined) {
    if (url.origin === new URL(standIn).origin) return { url: url.href, withCredentials: true };
    if (!FILE_HOST.test(url.hostname)) return undefined;
    return { url: standIn.replace(/\/+$/, '') + url.pathname + url.search, withCredentials: true };
  }
  if (url.protocol !== 'https:' || url.port !== '' || !FILE_HOST.test(url.hostname)) return undefined;
  return { url: url.href, withCredentials: API_HOST.test(url.hostname) };
}

function byStatus(status: number): FetchedMedia {
  const why = `Twilio answered ${status} to the file's address`;
  if (status === 401 || status === 403) return { is: 'later', why, afterMs: SETTINGS_WAIT_MS };
  if (status === 408 || status === 425 || status === 429 || status >= 500) return { is: 'later', why };
  return { is: 'gone', why };
}
