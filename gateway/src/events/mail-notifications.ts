import type { Logger } from '../log/logger.ts';
import type { MailText } from '../model/mail-texts.ts';
import { isNews } from '../model/notification.ts';
import { mailOf, noticeLocale } from '../model/notification-texts.ts';
import type { Tx } from '../store/committer.ts';
import { NEWS_MS, membersToMail, takeForMail } from '../store/notification-mails.ts';
import { readMember } from '../store/read/members.ts';
import { readNotifications } from '../store/read/notifications.ts';
import type { Store } from '../store/store.ts';
import { type Worker, createWorker } from '../work/worker.ts';

const POLL_MS = 5_000;
const AT_ONCE = 50;

/** The outbox of mails, as `conversations/mailing.ts` has it. */
export interface MailQueue {
  /** Without it nothing is ever due. */
  readonly isOn: boolean;
  queue(tx: Tx, to: string, mail: MailText, how: { readonly about: string; readonly lastsMs: number }): Promise<unknown>;
}

/**
 * Mails members what they have not read within a minute, all of one member in one mail. It counts as mailed in the transaction that puts
 * the mail into the outbox, so that none is lost or doubled whoever ends in between; what follows is the outbox's.
 */
export function createMailNotifications(options: {
  readonly store: Store;
  readonly mails: MailQueue;
  readonly publicUrl: string;
  readonly now: () => number;
  readonly log: Logger;
}): Worker {
  const { store, mails, log } = options;
  const queue = store.committer.register<string, boolean>({
    name: 'notification mails',
    async run(tx, memberIds) {
      const answers: boolean[] = [];
      for (const memberId of memberIds) answers.push(await queueOne(tx, memberId));
      return answers;
    },
  });

  /** False where another gateway was faster. */
  async function queueOne(tx: Tx, memberId: string): Promise<boolean> {
    const ids = await takeForMail(tx, memberId);
    if (ids.length === 0) return false;
    const reads = { reader: tx.db, dialect: tx.dialect };
    const member = await readMember(reads, memberId);
    const unread = member === undefined ? [] : (await readNotifications(reads, member, ids)).filter(isNews);
    if (member === undefined || unread.length === 0) return true;
    const mail = mailOf(unread, noticeLocale(member.locale), options.publicUrl);
    await mails.queue(tx, member.email, mail, { about: memberId, lastsMs: NEWS_MS });
    return true;
  }

  async function tick(isStopping: () => boolean): Promise<void> {
    while (mails.isOn && !isStopping()) {
      const memberIds = await membersToMail(store, options.now(), AT_ONCE);
      const queued = await Promise.all(memberIds.map(queue));
      if (!queued.includes(true)) return;
    }
  }

  return createWorker({ what: 'mailing notifications', everyMs: POLL_MS, log, tick });
}
