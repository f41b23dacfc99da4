import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log/logger.ts';
import type { MailText } from '../model/mail-texts.ts';
import type { Ids } from '../model/ids.ts';
import type { MailEnd, MailThread, Mailer } from '../net/mail.ts';
import type { Tx } from '../store/committer.ts';
import { addMail, claimMails, isMailDue, recordMails } from '../store/mails.ts';
import type { MailRow } from '../store/schema.ts';
import type { Seal } from '../store/seal.ts';
import type { Store } from '../store/store.ts';
import { createWorker } from '../work/worker.ts';

/** The outbox of all mails: written in the transaction of what they tell of, sent afterwards, tried again for three days at the most. */
export interface Mailing {
  /** Whether mails go out at all: without `SMTP_URL` none is queued. */
  readonly isOn: boolean;
  /** Queues a mail; it is on its way when the transaction is committed. Gives the mail's id. */
  queue(tx: Tx, to: string, mail: MailText, how: MailTerms): Promise<string | undefined>;
  start(): void;
  /** Sends what is due. Used by `start`; tests call it themselves. */
  tick(): Promise<void>;
  stop(): Promise<void>;
}

/** What a mail hangs on. */
export interface MailTerms {
  /** Whatever takes the mail back when it goes: an invitation, a member. */
  readonly about: string;
  /** How long it is worth sending. Three days, if not said. */
  readonly lastsMs?: number;
  readonly thread?: MailThread;
}

/** What is sealed of a mail. */
type SealedMail = MailText & {
  readonly thread?: MailThread;
  readonly to: string;
  /** When it is given up; mails that were written before there was such a time have none. */
  readonly until?: number;
};

const POLL_MS = 5_000;
const AT_ONCE = 5;
/** Longer than a mail can take. */
const LEASE_MS = 5 * 60_000;
const FIRST_RETRY_MS = 10_000;
const LAST_RETRY_MS = 3_600_000;
/** So long a mail server may take when the gateway stops; what it has not taken is tried again. */
const STOP_MS = 3_000;
const GIVE_UP_MS = 3 * 24 * 3_600_000;

export function createMailing(options: {
  readonly store: Pick<Store, 'reader' | 'committer'>;
  readonly seal: Seal;
  readonly ids: Ids;
  /** Undefined without `SMTP_URL`. */
  readonly mailer: Mailer | undefined;
  readonly now: () => number;
  readonly log: Logger;
}): Mailing {
  const { mailer, seal, ids, log, now } = options;
  const claim = options.store.committer.register(claimMails(AT_ONCE, LEASE_MS));
  const record = options.store.committer.register(recordMails());

  async function tick(isStopping: () => boolean): Promise<void> {
    if (mailer === undefined) return;
    // Looked for before it is asked for: an empty outbox costs no transaction.
    while (!isStopping() && (await isMailDue(options.store, now()))) {
      const rows = await claim(null);
      if (rows.length === 0) return;
      await Promise.all(rows.map((row) => deliver(mailer, row)));
    }
  }

  async function deliver(by: Mailer, row: MailRow): Promise<void> {
    const { until = row.createdAt + GIVE_UP_MS, ...mail }: SealedMail = JSON.parse(seal.open(row.sealed));
    const end = await by.send({ ...mail, id: row.id });
    await record({ id: row.id, again: againAfter(end, row, until) });
    if (end.is !== 'sent') log.warn({ mail: row.id, attempts: row.attempts, why: end.why, is: end.is }, 'a mail did not go out');
  }

  function againAfter(end: MailEnd, row: MailRow, until: number): { at: number; error: string } | null {
    if (end.is !== 'failed' || now() > until) return null;
    const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(row.attempts - 1, 20));
    return { at: now() + wait, error: end.why };
  }

  const worker = createWorker({ what: 'mailing', everyMs: POLL_MS, log, tick });

  return {
    isOn: mailer !== undefined,
    async queue(tx, to, mail, { about, lastsMs = GIVE_UP_MS, thread }) {
      if (mailer === undefined) return undefined;
      const id = ids.next('mal');
      const times = { createdAt: tx.now, dueAt: tx.now };
      const sealed = seal.seal(
        JSON.stringify({ to, ...mail, until: tx.now + lastsMs, ...(thread === undefined ? {} : { thread }) } satisfies SealedMail),
      );
      await addMail(tx, { id, about, sealed, attempts: 0, lastError: null, ...times });
      tx.afterCommit(worker.wake);
      return id;
    },
    tick: worker.tick,
    start() {
      if (mailer !== undefined) worker.start();
    },
    async stop() {
      const cut = new AbortController();
      await Promise.race([
        worker.stop().finally(() => cut.abort()),
        sleep(STOP_MS, undefined, { signal: cut.signal }).catch(() => undefined),
      ]);
      mailer?.close();
    },
  };
}
