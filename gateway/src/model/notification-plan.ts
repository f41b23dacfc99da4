import type { Crew } from './audience.ts';
import type { Ending, NotificationKind, Telling } from './notification.ts';
import { type Happening, type Settleable, type Settlement, isSettled, notificationsOf, settlementsOf } from './notification-rules.ts';

/** An unread notification that there is. */
export interface OpenNotification extends Settleable {
  readonly id: string;
}

/** What becomes of notifications by a commit's events, taken in their order. */
export interface NotificationPlan {
  /** How each open notification ended that did, by its id. To be written before the tellings. */
  readonly ended: ReadonlyMap<string, Ending | 'read'>;
  /** What is told, and how often: what is alike is told once. */
  readonly tellings: readonly { readonly telling: Telling; readonly count: number }[];
}

/** Names the one unread notification that a telling becomes, or is collapsed into. */
export function keyOfTelling({ memberId, kind, about }: Pick<Telling, 'memberId' | 'kind' | 'about'>): string {
  return `${memberId} ${kind} ${about}`;
}

/** What else a member is told of a conversation in the same commit says less than this. */
const OUTRANKS: Readonly<Partial<Record<NotificationKind, readonly NotificationKind[]>>> = {
  transfer: ['assignment', 'new_conversation', 'grab_offer'],
  assignment: ['new_conversation', 'grab_offer'],
};

/** A telling that waits for the end of the plan. */
interface Told {
  readonly telling: Telling;
  readonly count: number;
}
type ByPlace<One> = Map<string, One>;

/**
 * @param open those of the conversations and channels that the events settle
 * @param extra what no event tells
 */
export function planOf(
  happenings: readonly Happening[],
  crew: Crew,
  open: readonly OpenNotification[],
  extra: readonly Telling[] = [],
): NotificationPlan {
  const openAt = Map.groupBy(open, placeOf);
  const ended = new Map<string, Ending | 'read'>();
  const toldAt: ByPlace<Map<string, Told>> = new Map();
  for (const happening of happenings) {
    for (const settlement of settlementsOf(happening)) {
      const place = placeOf(settlement);
      settle(settlement, openAt.get(place) ?? [], ended, toldAt.get(place) ?? new Map());
    }
    for (const telling of notificationsOf(happening, crew)) tell(telling, toldAt);
  }
  for (const telling of extra) tell(telling, toldAt);
  return { ended, tellings: [...toldAt.values()].flatMap(withoutOutranked) };
}

/** What a notification is about, as far as settlements go. */
function placeOf({ conversationId, channelId }: Pick<Settleable, 'conversationId' | 'channelId'>): string {
  return conversationId ?? channelId ?? '';
}

function settle(
  settlement: Settlement,
  open: readonly OpenNotification[],
  ended: Map<string, Ending | 'read'>,
  told: Map<string, Told>,
): void {
  for (const one of open) if (!ended.has(one.id) && isSettled(one, settlement)) ended.set(one.id, settlement.end);
  for (const [key, { telling }] of told) if (isSettled(telling, settlement)) told.delete(key);
}

function tell(telling: Telling, toldAt: ByPlace<Map<string, Told>>): void {
  const place = placeOf(telling);
  const told = toldAt.get(place) ?? new Map<string, Told>();
  toldAt.set(place, told);
  const key = keyOfTelling(telling);
  told.set(key, { telling, count: (told.get(key)?.count ?? 0) + 1 });
}

function withoutOutranked(told: ReadonlyMap<string, Told>): readonly Told[] {
  const outranked = new Map<string, Set<NotificationKind>>();
  for (const { telling } of told.values()) {
    const kinds = OUTRANKS[telling.kind];
    if (kinds !== undefined) outranked.set(telling.memberId, new Set([...(outranked.get(telling.memberId) ?? []), ...kinds]));
  }
  return [...told.values()].filter(({ telling }) => outranked.get(telling.memberId)?.has(telling.kind) !== true);
}
