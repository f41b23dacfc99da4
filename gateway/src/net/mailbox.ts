import type { ImapFlow } from 'imapflow';
import { MOST_MAIL_BYTES } from '../model/mail-reply.ts';

/** How far a mailbox was read. Numbers mean nothing any more where `validity` is another (RFC 3501 section 2.3.1.1). */
export interface MailPlace {
  readonly validity: string;
  /** The last mail that was taken; 0: none. */
  readonly uid: number;
}

/** The operator's mailbox, read only: nothing in it is changed. */
export interface Mailbox {
  /**
   * Hands over the mails behind a place in their order, one at a time, and says after each how far it has come. One that is too large is
   * passed over. Without a place it begins with what comes from now on; where the numbers are new ones, with the first. Then it hears of
   * new mails until it is closed. Rejects where the server cannot be reached or breaks off; the next call connects anew.
   */
  readAfter(place: MailPlace | null, took: (place: MailPlace, raw: Buffer | null) => Promise<void>): Promise<void>;
  close(): void;
}

const CONNECT_MS = 15_000;
/** RFC 2177 wants IDLE begun anew within 29 minutes; a silent line is noticed by this as well. */
const IDLE_MS = 5 * 60_000;
/** Everything is read in one go, so that there is nothing to wait for before listening. */
const REST_MS = 250;

/**
 * @param url `IMAP_URL`: `imap://` (with STARTTLS where the server offers it) or `imaps://`, with user and password; a path names another
 *   folder than INBOX
 * @param onMail called when there may be new mails
 */
export function createMailbox(url: string, onMail: () => void): Mailbox {
  let open: ImapFlow | undefined;
  let isClosed = false;

  async function connected(): Promise<ImapFlow> {
    if (open?.usable === true) return open;
    open?.close();
    const { ImapFlow } = await import('imapflow');
    const client = new ImapFlow(optionsOf(url));
    // Without a listener an error of the connection would end the process; the next reading finds it broken.
    client.on('error', () => undefined);
    client.on('exists', onMail);
    client.on('close', onMail);
    open = client;
    await client.connect();
    return client;
  }

  return {
    async readAfter(place, took) {
      if (isClosed) return;
      const client = await connected();
      const lock = await client.getMailboxLock(folderOf(url), { readOnly: true });
      try {
        await read(client, place, took);
      } finally {
        lock.release();
      }
    },
    close() {
      isClosed = true;
      open?.close();
    },
  };
}

async function read(
  client: ImapFlow,
  place: MailPlace | null,
  took: (place: MailPlace, raw: Buffer | null) => Promise<void>,
): Promise<void> {
  if (client.mailbox === false) throw new Error('the folder could not be opened');
  const validity = String(client.mailbox.uidValidity);
  if (place === null) return took({ validity, uid: client.mailbox.uidNext - 1 }, null);
  const after = place.validity === validity ? place.uid : 0;
  const sizes = new Map<number, number>();
  for await (const { uid, size } of client.fetch(`${after + 1}:*`, { uid: true, size: true }, { uid: true })) {
    // `n:*` has the last mail even where its number is smaller (RFC 3501 section 6.4.8).
    if (uid > after) sizes.set(uid, size ?? 0);
  }
  for (const [uid, size] of [...sizes].sort(([a], [b]) => a - b)) {
    const found = size > MOST_MAIL_BYTES ? undefined : await client.fetchOne(String(uid), { source: true }, { uid: true });
    await took({ validity, uid }, found === undefined || found === false ? null : (found.source ?? null));
  }
}

function optionsOf(url: string) {
  const { hostname, port, protocol, username, password } = new URL(url);
  const secure = protocol === 'imaps:';
  return {
    host: hostname,
    port: port === '' ? (secure ? 993 : 143) : Number(port),
    secure,
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    // Its log has what people write.
    logger: false as const,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    autoIdleDelay: REST_MS,
    maxIdleTime: IDLE_MS,
  };
}

function folderOf(url: string): string {
  const folder = decodeURIComponent(new URL(url).pathname.slice(1));
  return folder === '' ? 'INBOX' : folder;
}
