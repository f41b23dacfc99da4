import type { FetchedMedia, MediaIo } from '../channel.ts';

/**
 * Fetches a file of a message by its address at Meta's file servers, which ask for no token; the address ends after some days, a
 * story's with the story (https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/messages).
 * Never throws.
 *
 * @param ref `{url}`, as `parse` gave it
 */
export async function fetchMedia(ref: Readonly<Record<string, string>>, _settings: unknown, io: MediaIo): Promise<FetchedMedia> {
  const url = ref['url'];
  if (url === undefined || url === '') return { is: 'gone', why: 'the message names no file' };
  const got = await io.download({ url });
  if (got.is === 'stored') return got;
  if (got.is === 'failed') return { is: got.again ? 'later' : 'gone', why: got.why };
  const why = `the file’s address answered ${got.status}`;
  const isPassing = got.status === 408 || got.status === 425 || got.status === 429 || got.status >= 500;
  return { is: isPassing ? 'later' : 'gone', why };
}
