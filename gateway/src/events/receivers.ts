import type { KeyObject } from 'node:crypto';
import type { Seal } from '../store/seal.ts';
import type { Store } from '../store/store.ts';
import { type SubscriptionRecord, findSubscription, stateOf } from '../store/subscriptions.ts';
import type { Receiver } from './deliver.ts';
import { signingKey } from './signature.ts';

/**
 * Finds the receiver behind a subscription, as it is now. Opened secrets are remembered by their sealed text: opening one costs more
 * than signing with it.
 */
export function createReceivers(options: {
  readonly store: Store;
  readonly seal: Seal;
  readonly now: () => number;
  /** The subscription as it is, where that is in memory. */
  readonly remembered?: (id: string) => SubscriptionRecord | undefined;
}) {
  const keys = new Map<string, KeyObject>();

  function open(sealed: string): KeyObject {
    const known = keys.get(sealed);
    if (known !== undefined) return known;
    const key = signingKey(options.seal.open(sealed));
    if (keys.size > 1000) keys.clear();
    keys.set(sealed, key);
    return key;
  }

  return async (subscriptionId: string): Promise<Receiver | 'resting' | 'gone'> => {
    const subscription = options.remembered?.(subscriptionId) ?? (await findSubscription(options.store.reader, subscriptionId));
    if (subscription === undefined) return 'gone';
    const state = stateOf(subscription, options.now());
    if (state !== 'active') return state;
    const { id, url, batch, burst } = subscription;
    return { id, url, keys: secretsNow(subscription, options.now()).map(open), gathering: { batch, burst } };
  };
}

/** What deliveries are signed with: the secret, and for a while the one before it. */
function secretsNow({ sealedSecret, sealedPreviousSecret, previousSecretUntil }: SubscriptionRecord, now: number): readonly string[] {
  const isStillTold = sealedPreviousSecret !== null && previousSecretUntil !== null && now < previousSecretUntil;
  return isStillTold ? [sealedSecret, sealedPreviousSecret] : [sealedSecret];
}
