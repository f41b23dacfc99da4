import type { FetchedMedia, MediaIo, PlatformResponse } from '../channel.ts';
import { bearer, graphUrl, type WhatsappSettings, withoutSecrets } from './settings.ts';
import { field, readJson, textField } from './wire.ts';

/** Meta's own hosts; a media address is on `lookaside.fbsbx.com`. */
const META_HOSTS = /(^|\.)(facebook\.com|fbsbx\.com|fbcdn\.net|whatsapp\.net)$/;
/** Graph's code for an object that is not there any more, with subcode 33. */
const GONE_CODE = '100';

type Place = { readonly is: 'place'; readonly url: string } | Exclude<FetchedMedia, { is: 'stored' }>;

/**
 * Fetches a file that a webhook named: the media id gives an address that lives 5 minutes, the address gives the bytes,
 * both to the same token. An address that is gone already is asked for once more
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media). Never throws.
 *
 * @param ref `{mediaId}`, as `parse` gave it
 */
export async function fetchMedia(ref: Readonly<Record<string, string>>, settings: WhatsappSettings, io: MediaIo): Promise<FetchedMedia> {
  const mediaId = ref['mediaId'];
  if (mediaId === undefined || mediaId === '') return { is: 'gone', why: 'the message names no file' };
  const first = await attempt(mediaId, settings, io);
  const last = first === 'ask_again' ? await attempt(mediaId, settings, io) : first;
  return last === 'ask_again' ? { is: 'later', why: 'the address of the file was gone twice' } : last;
}

async function attempt(mediaId: string, settings: WhatsappSettings, io: MediaIo): Promise<FetchedMedia | 'ask_again'> {
  const place = await placeOf(mediaId, settings, io);
  if (place.is !== 'place') return place;
  const headers = isTrusted(place.url, settings) ? { headers: bearer(settings) } : {};
  const downloaded = await io.download({ url: place.url, ...headers });
  if (downloaded.is === 'stored') return downloaded;
  if (downloaded.is === 'failed') return { is: downloaded.again ? 'later' : 'gone', why: withoutSecrets(downloaded.why, settings) };
  if (downloaded.status === 404) return 'ask_again';
  return { is: 'later', why: `the address of the file answered ${downloaded.status}` };
}

async function placeOf(mediaId: string, settings: WhatsappSettings, io: MediaIo): Promise<Place> {
  // Without the optional phone_number_id: it is compared with the number that a file was uploaded on, which a customer's has not.
  const response = await io.fetch({ method: 'GET', url: graphUrl(settings, [mediaId]), headers: bearer(settings) });
  if (response.is === 'no_answer') return { is: 'later', why: withoutSecrets(response.why, settings) };
  return readPlace(response, settings);
}

function readPlace(response: Extract<PlatformResponse, { is: 'answer' }>, settings: WhatsappSettings): Place {
  const read = readJson(response.body.toString('utf8'));
  const json = read.is === 'json' ? read.json : undefined;
  const url = textField(json, 'url');
  if (response.status === 200 && url !== undefined) return { is: 'place', url };
  const error = field(json, 'error');
  const why = withoutSecrets(textField(error, 'message') ?? `WhatsApp answered ${response.status}`, settings);
  const isGone = response.status === 404 || response.status === 410 || textField(error, 'code') === GONE_CODE;
  return isGone ? { is: 'gone', why } : { is: 'later', why, ...waitOf(response.headers['retry-after']) };
}

function waitOf(retryAfter: string | undefined): { afterMs?: number } {
  const seconds = Number(retryAfter ?? '');
  return seconds > 0 && Number.isFinite(seconds) ? { afterMs: seconds * 1000 } : {};
}

/** Whether the token may go there: to a host of Meta's over TLS, or to the very host that stands for the Graph API. */
function isTrusted(address: string, settings: WhatsappSettings): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  const standIn = settings.apiBaseUrl === undefined ? undefined : new URL(settings.apiBaseUrl).origin;
  return url.origin === standIn || (url.protocol === 'https:' && META_HOSTS.test(url.hostname));
}
