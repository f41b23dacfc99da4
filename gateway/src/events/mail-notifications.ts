import type { Logger } from '../log/logger.ts';
import { type Backoff, backoffMs } from '../model/backoff.ts';
import { isNews } from '../model/notification.ts';
import { mailOf, noticeLocale } from '../model/notification-texts.ts';
import type { Mailer, MailEnd } from '../net/mail.ts';
import { type TakenMail, mailSteps, membersToMail } from '../store/notification-mails.ts';
import { readMember } from '../store/read/members.ts';
import { readNotifications } from '../store/read/notifications.ts';
import type { Store } from '../store/store.ts';
import { type Worker, createWorker } from '../work/worker.ts';

const POLL_MS = 5_000;
const AT_ONCE = 50;
/** A mail server is away for minutes rather than for seconds. */
const MAIL_BACKOFF: Backoff = { firstMs: 60_000, mostMs: 3_600_000 };
const SOONEST_MS = 15_000;
const MOST_TRIES = 12;

/**
 * Mails members what they have not read within a minute, all of one member in one mail. What is to be mailed are rows: a restart loses
 * none, and a stop waits for the mail that is under way. Only a kill between the server's yes and its commit repeats that one mail.
 */
export function createMailNotifications(options: {
  readonly store: Store;
  /** Undefined: no mail is sent. */
  readonly mailer: Pick<Mailer, 'send'> | undefined;
  readonly publicUrl: string;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: Logger;
}): Worker {
  const { store, mailer, log } = options;
  const step = store.committer.register(mailSteps);

  async function tick(isStopping: () => boolean): Promise<void> {
    if (mailer === undefined) return;
    for (let isBusy = true; isBusy;) {
      isBusy = false;
      for (const memberId of await membersToMail(store, options.now(), AT_ONCE)) {
        if (isStopping()) return;
        const taken = await step({ is: 'take', memberId });
        if (taken === null) continue;
        await mail(mailer, memberId, taken);
        isBusy = true;
      }
    }
  }

  async function mail(by: Pick<Mailer, 'send'>, memberId: string, { ids, tries }: TakenMail): Promise<void> {
    const member = await readMember(store, memberId);
    const found = member === undefined ? [] : await readNotifications(store, member, ids);
    const unread = found.filter(isNews);
    if (member === undefined || unread.length === 0) return void (await step({ is: 'later', ids, at: null }));
    const id = `${ids[0] ?? memberId}.${ids.length}`;
    const end = await by.send({ id, to: member.email, ...mailOf(unread, noticeLocale(member.locale), options.publicUrl) });
    await record(ids, tries, end);
  }

  async function record(ids: readonly string[], tries: number, end: MailEnd): Promise<void> {
    if (end.is === 'sent') return void (await step({ is: 'sent', ids }));
    const isLast = end.is === 'refused' || tries + 1 >= MOST_TRIES;
    log.warn({ why: end.why, isLast }, 'notifications could not be mailed');
    const at = isLast ? null : options.now() + SOONEST_MS + backoffMs(MAIL_BACKOFF, tries + 1, options.random());
    await step({ is: 'later', ids, at });
  }

  return createWorker({ what: 'mailing notifications', everyMs: POLL_MS, log, tick });
}
