import { randomBytes } from 'node:crypto';
import type { EventType, SubscriptionFilter } from '../model/events.ts';
import type { WokenLane } from '../store/write-events.ts';
import type { Seal } from '../store/seal.ts';
import {
  type ActiveSubscriptions,
  type Batch,
  type Burst,
  type SubscriptionRecord,
  dropSubscription,
  findSubscriptionByUrl,
  resumeLanes,
  saveSubscription,
  stateOf,
} from '../store/subscriptions.ts';
import type { Unit } from '../store/unit.ts';

/** What a subscriber asks for. */
export interface WantedSubscription {
  readonly url: string;
  readonly events: readonly EventType[];
  readonly filter: SubscriptionFilter;
  readonly batch?: Batch | null | undefined;
  readonly burst?: Burst | null | undefined;
  readonly secret?: string | undefined;
  readonly mode: 'production' | 'test';
}

export interface Subscribed {
  readonly record: SubscriptionRecord;
  readonly isNew: boolean;
  /** Made, given, or of one that was deleted a moment ago: its subscriber may not know it. */
  readonly showSecret: boolean;
  /** Lanes that were made due again. */
  readonly lanes: readonly WokenLane[];
}

/** DESIGN section 8: a test subscription ends by itself. */
const TEST_MS = 600_000;
/** 192 bits or more are what Standard Webhooks asks for. */
const SECRET_BYTES = 32;

/**
 * Makes the one subscription of an address, or changes the one there is: who repeats the request gets the same one. One that was
 * deleted a moment ago comes back with everything it had not delivered; an older one is gone, and what it had with it.
 */
export async function subscribe(
  unit: Unit,
  wanted: WantedSubscription,
  { subscriptions, seal }: { readonly subscriptions: ActiveSubscriptions; readonly seal: Seal },
): Promise<Subscribed> {
  const found = await findSubscriptionByUrl(unit.tx.db, wanted.url);
  const state = found === undefined ? 'gone' : stateOf(found, unit.now);
  if (found !== undefined && state === 'gone') await dropSubscription(unit.tx, subscriptions, found.id);
  const known = state === 'gone' ? undefined : found;
  const record: SubscriptionRecord = {
    id: known?.id ?? unit.ids.next('sub'),
    url: wanted.url,
    events: wanted.events,
    filter: wanted.filter,
    batch: wanted.batch ?? null,
    burst: wanted.burst ?? null,
    ...secretsOf(known, wanted.secret, unit.now, seal),
    mode: wanted.mode,
    createdAt: known?.createdAt ?? unit.now,
    updatedAt: unit.now,
    expiresAt: wanted.mode === 'test' ? unit.now + TEST_MS : null,
    hiddenAt: null,
  };
  await saveSubscription(unit.tx, subscriptions, record);
  const lanes = state === 'resting' ? await resumeLanes(unit.tx, record.id) : [];
  return { record, isNew: known === undefined, showSecret: state !== 'active' || wanted.secret !== undefined, lanes };
}

/** How long deliveries carry the signature of the former secret too, where nobody says otherwise. */
export const OVERLAP_MS = 24 * 3_600_000;

type Secrets = Pick<SubscriptionRecord, 'sealedSecret' | 'sealedPreviousSecret' | 'previousSecretUntil'>;

/** A subscription's secrets after a request that may have brought one along. The same again changes nothing. */
function secretsOf(known: SubscriptionRecord | undefined, given: string | undefined, now: number, seal: Seal): Secrets {
  if (known === undefined) return { sealedSecret: seal.seal(given ?? newSecret()), sealedPreviousSecret: null, previousSecretUntil: null };
  const isNew = given !== undefined && given !== seal.open(known.sealedSecret);
  const { sealedSecret, sealedPreviousSecret, previousSecretUntil } = isNew ? withSecret(known, given, now + OVERLAP_MS, seal) : known;
  return { sealedSecret, sealedPreviousSecret, previousSecretUntil };
}

/** The subscription with another secret; until then its deliveries are signed with the former one too. */
export function withSecret(record: SubscriptionRecord, secret: string, until: number, seal: Seal): SubscriptionRecord {
  return { ...record, sealedSecret: seal.seal(secret), sealedPreviousSecret: record.sealedSecret, previousSecretUntil: until };
}

export function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}
