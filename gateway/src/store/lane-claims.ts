import { type ClaimedLane, type LaneKind, claimLanes, livesInMemory, releaseLanes, renewLeases } from './lanes.ts';
import type { Store } from './store.ts';

/** The lanes of one kind, as one process claims them. */
export interface LaneClaims {
  readonly kind: LaneKind;
  /** Names this process in leases. */
  readonly token: string;
  /** Whether these lanes have no rows, so that when one is tried again must be kept in memory; see `livesInMemory`. */
  readonly liveInMemory: boolean;
  /** The clock by which lanes are due, see `Store.laneNow`. */
  now(): number;
  /** Claims due lanes, oldest first. */
  claim(wanted: WantedLanes): Promise<readonly ClaimedLane[]>;
  /** Gives back lanes that were claimed and not worked on. */
  release(laneIds: readonly string[]): Promise<void>;
  /** Keeps the leases of lanes that are worked on; asked every third of `LEASE_MS`. */
  renew(laneIds: readonly string[]): Promise<void>;
}

/** Which lanes are claimed. */
export type WantedLanes = Omit<Parameters<typeof claimLanes>[1], 'kind' | 'token' | 'now'>;

/** @param token names this process in leases */
export function laneClaims(store: Store, kind: LaneKind, token: string): LaneClaims {
  const now = () => store.laneNow();
  return {
    kind,
    token,
    liveInMemory: livesInMemory(store, kind),
    now,
    claim: (wanted) => claimLanes(store, { ...wanted, kind, token, now: now() }),
    release: (laneIds) => releaseLanes(store, token, laneIds),
    renew: (laneIds) => renewLeases(store, token, laneIds),
  };
}
