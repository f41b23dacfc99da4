import type { Logger } from '../log/logger.ts';
import { type MailPlace, createMailbox } from '../net/mailbox.ts';
import { readMailPlace, saveMailPlace } from '../store/mail-place.ts';
import type { Store } from '../store/store.ts';
import { type Worker, createWorker } from '../work/worker.ts';
import type { MailReplies } from './mail-replies.ts';

/** How soon a try that is due is noticed. */
const LOOK_MS = 5_000;
/** Servers tell of new mails; this finds what they did not tell of. */
const POLL_MS = 60_000;
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 5 * 60_000;

/**
 * Reads the operator's mailbox for answers of customers, in order, and again after everything that broke the line. The place is kept
 * after each mail: one that was taken and not noted comes again, and changes nothing then. Without an address it does nothing.
 *
 * @param url `IMAP_URL`
 */
export function createMailboxReading(options: {
  readonly url: string | undefined;
  readonly store: Store;
  readonly replies: Pick<MailReplies, 'take'>;
  readonly now: () => number;
  readonly log: Logger;
}): Worker {
  const { url, store, replies, now, log } = options;
  const save = store.committer.register(saveMailPlace());
  let nextAt = 0;
  let failures = 0;
  const mailbox = url === undefined ? undefined : createMailbox(url, hear);

  /** A server that cannot be reached is not asked sooner for having hung up. */
  function hear(): void {
    if (failures > 0) return;
    nextAt = 0;
    worker.wake();
  }

  async function tick(): Promise<void> {
    if (mailbox === undefined || now() < nextAt) return;
    nextAt = now() + POLL_MS;
    try {
      const place = await readMailPlace(store);
      await mailbox.readAfter(place === undefined ? null : JSON.parse(place), take);
      failures = 0;
    } catch (error) {
      nextAt = now() + Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures++, 20));
      log.warn({ why: codeOf(error) }, 'the mailbox could not be read; it is tried again');
    }
  }

  async function take(place: MailPlace, raw: Buffer | null): Promise<void> {
    const taken = raw === null ? undefined : await replies.take(raw);
    if (taken?.is === 'ignored') log.debug({ why: taken.why, uid: place.uid }, 'a mail in the mailbox was left alone');
    await save(JSON.stringify(place));
  }

  const worker = createWorker({ what: 'reading the mailbox', everyMs: LOOK_MS, log, tick });
  return {
    ...worker,
    stop() {
      mailbox?.close();
      return worker.stop();
    },
  };
}

/** A server's own words may repeat names and passwords; its code says enough. */
function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? (Reflect.get(error, 'code') ?? Reflect.get(error, 'responseStatus')) : undefined;
  return typeof code === 'string' ? code : 'no code';
}
