import type { Logger } from '../log/logger.ts';
import { type Backoff, backoffMs } from '../model/backoff.ts';
import type { PlatformFetch } from '../model/http.ts';
import { type Notification, isNews } from '../model/notification.ts';
import { bodyOf, noticeLocale, pathOf, titleOf } from '../model/notification-texts.ts';
import { type Browser, type PushEnd, sendPush } from '../net/web-push.ts';
import { type TakenPush, hasPushes, pushSteps } from '../store/pushes.ts';
import { readMember } from '../store/read/members.ts';
import { readChoice, readNotifications } from '../store/read/notifications.ts';
import type { Seal } from '../store/seal.ts';
import type { Store } from '../store/store.ts';
import type { VapidKeys } from '../store/vapid-keys.ts';
import { type Worker, createWorker } from '../work/worker.ts';

const POLL_MS = 5_000;
/** Whoever comes back an hour later looks into the list. */
const TTL_SECONDS = 3_600;
const PUSH_BACKOFF: Backoff = { firstMs: 5_000, mostMs: 600_000 };
const SOONEST_MS = 1_000;
/** Push services take 4 KiB with the encryption (RFC 8030 section 7.2); a line on a screen needs far less. */
const BODY_CHARACTERS = 120;

/** There is nothing to tell any more. */
const SETTLED: PushEnd = { is: 'sent' };

/** What a browser's service worker gets. */
interface PushPayload {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** Empty where the member wants no words of customers on their screens. */
  readonly body: string;
  /** Where it leads, from the console's root. */
  readonly path: string;
}

/**
 * Pushes to members' browsers what they have not read. What is to be pushed are rows: a restart loses none. A browser that is not
 * subscribed any more is forgotten, a push service that is busy is asked again.
 */
export function createPushNotifications(options: {
  readonly store: Store;
  readonly seal: Seal;
  readonly fetch: PlatformFetch;
  readonly vapidKeys: () => Promise<VapidKeys>;
  readonly subject: string;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: Logger;
}): Worker {
  const { store, log } = options;
  const step = store.committer.register(pushSteps);

  async function tick(isStopping: () => boolean): Promise<void> {
    while (!isStopping() && (await hasPushes(store, options.now()))) {
      await step({ is: 'spread' });
      const taken = await step({ is: 'take' });
      if (taken.length === 0) return;
      await Promise.all(taken.map((push) => handle(push)));
    }
  }

  async function handle(push: TakenPush): Promise<void> {
    const { subscriptionId, notificationId } = push;
    const payload = await payloadOf(push);
    const end = payload === undefined ? SETTLED : await send(push, payload).catch((error: unknown) => failed(error, subscriptionId));
    if (end.is === 'later' && options.now() - push.createdAt < TTL_SECONDS * 1000) {
      const wait = Math.max(end.afterMs ?? 0, SOONEST_MS + backoffMs(PUSH_BACKOFF, push.tries + 1, options.random()));
      return void (await step({ is: 'later', subscriptionId, notificationId, at: options.now() + wait }));
    }
    if ('detail' in end) log.warn({ why: end.detail, subscriptionId }, 'a push was given up');
    await step({ is: end.is === 'gone' ? 'gone' : 'done', subscriptionId, notificationId });
  }

  /** One that cannot be made must not be tried for good, nor keep others. */
  function failed(error: unknown, subscriptionId: string): PushEnd {
    log.error({ err: error, subscriptionId }, 'a push could not be made because of a fault in Parley');
    return { is: 'refused', detail: 'a fault in Parley' };
  }

  async function send({ endpoint, keys }: TakenPush, payload: PushPayload): Promise<PushEnd> {
    const browserKeys: Browser['keys'] = JSON.parse(options.seal.open(keys));
    const sender = { subject: options.subject, ...(await options.vapidKeys()) };
    // The same notification, told again, takes the place of what its browser has not fetched yet.
    const topic = payload.id.slice(-32);
    const push = { payload: JSON.stringify(payload), ttlSeconds: TTL_SECONDS, topic };
    return sendPush(options.fetch, sender, { endpoint, keys: browserKeys }, push);
  }

  /** Undefined where it was read or settled meanwhile. */
  async function payloadOf({ memberId, notificationId }: TakenPush): Promise<PushPayload | undefined> {
    const member = await readMember(store, memberId);
    if (member === undefined) return undefined;
    const [found] = await readNotifications(store, member, [notificationId]);
    if (found === undefined || !isNews(found)) return undefined;
    const choice = await readChoice(store, memberId);
    return payloadFor(found, member.locale, choice.pushText ?? true);
  }

  return createWorker({ what: 'pushing notifications', everyMs: POLL_MS, log, tick });
}

function payloadFor(notification: Notification, locale: string | null, withText: boolean): PushPayload {
  const body = withText ? (bodyOf(notification) ?? '') : '';
  return {
    id: notification.id,
    kind: notification.kind,
    title: titleOf(notification, noticeLocale(locale)),
    body: body.slice(0, BODY_CHARACTERS),
    path: pathOf(notification),
  };
}
