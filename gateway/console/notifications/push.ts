import { goToAddress } from '../app/location.ts';
import { call } from '../api/request.ts';
import type { Id, Time } from '../api/wire.ts';

/** A browser that is pushed to, as the API names it: only the host of its push service. */
export interface PushedBrowser {
  readonly id: Id;
  readonly service: string;
  readonly createdAt: Time;
}

const WORKER = '/push-worker.js';

/** Whether this browser can be pushed to at all. */
export function canPush(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
}

/** Whether this browser has subscribed. Whose it is then only the gateway knows. */
export async function isPushed(): Promise<boolean> {
  if (!canPush()) return false;
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  return (await registration?.pushManager.getSubscription()) != null;
}

/**
 * Has this browser told even while no page of the console is open.
 *
 * @returns `denied` where the reader or the browser does not allow it
 */
export async function startPush(): Promise<'on' | 'denied'> {
  if ((await Notification.requestPermission()) !== 'granted') return 'denied';
  const { publicKey } = await call<{ readonly publicKey: string }>('/push/key');
  const registration = await navigator.serviceWorker.register(WORKER);
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  await call('/push/subscriptions', { method: 'POST', body: subscription.toJSON() });
  return 'on';
}

/** Forgets this browser; the gateway is told by the push service at the next push, or at once by its list. */
export async function stopPush(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  const subscription = await registration?.pushManager.getSubscription();
  await subscription?.unsubscribe();
  await registration?.unregister();
}

/** Follows a press on a pushed notification to its place. */
export function followPushes(): void {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'object' && data !== null && 'goTo' in data && typeof data.goTo === 'string') goToAddress(data.goTo);
  });
}
