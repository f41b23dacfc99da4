import type { Logger } from '../log/logger.ts';
import type { Net } from '../net/client.ts';
import { makeVapidKeys } from '../net/web-push.ts';
import type { Seal } from '../store/seal.ts';
import type { Store } from '../store/store.ts';
import { type VapidKeys, createVapidKeys } from '../store/vapid-keys.ts';
import { type MailQueue, createMailNotifications } from './mail-notifications.ts';
import { createPushNotifications } from './push-notifications.ts';

/** What carries notifications out of the gateway: mail and web push. */
export interface NotificationWorkers {
  /** The pair that pushes are signed with. */
  readonly vapidKeys: () => Promise<VapidKeys>;
  start(): void;
  /** Something is to be pushed. */
  wake(): void;
  stop(): Promise<void>;
}

export function createNotificationWorkers(options: {
  readonly store: Store;
  readonly seal: Seal;
  readonly net: Pick<Net, 'fetch'>;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: Logger;
  readonly publicUrl: string;
  readonly mails: MailQueue;
  /** Whom mails come from; undefined: none is sent. */
  readonly mailFrom: string | undefined;
}): NotificationWorkers {
  const { store, seal, net, publicUrl } = options;
  const vapidKeys = createVapidKeys(store, seal, makeVapidKeys);
  const mail = createMailNotifications(options);
  const push = createPushNotifications({ ...options, fetch: net.fetch, vapidKeys, subject: subjectOf(publicUrl, options.mailFrom) });
  return {
    vapidKeys,
    start() {
      push.start();
      mail.start();
    },
    wake: push.wake,
    async stop() {
      await Promise.all([mail.stop(), push.stop()]);
    },
  };
}

/** Whom push services may complain to: RFC 8292 section 2.1 takes an https or mailto address. */
function subjectOf(publicUrl: string, mailFrom: string | undefined): string {
  if (publicUrl.startsWith('https://')) return publicUrl;
  if (mailFrom === undefined) return 'mailto:parley@localhost';
  return `mailto:${/<([^<>]+)>/.exec(mailFrom)?.[1] ?? mailFrom}`;
}
