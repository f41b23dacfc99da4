import { z } from 'zod';
import { lastCursor, parseCursor } from '../../store/event-log.ts';
import type { WokenLane } from '../../store/write-events.ts';
import { type ReplayableEvent, claimEvents, deliverAgain, readEventsById, readReplay } from '../../store/replay.ts';
import { type SubscriptionRecord, findSubscription, stateOf } from '../../store/subscriptions.ts';
import type { AppDeps } from '../deps.ts';
import { invalid, notFound } from '../problem.ts';
import { type CommandReply, type Reply, accepted, ok } from '../reply.ts';
import { type Context, type Route, route } from '../route.ts';
import { idOf } from '../validation.ts';

const params = z.object({ id: idOf('sub') });
const eventIds = z.array(idOf('evt')).min(1, 'Name at least one event.').max(1000, 'At most 1000 events at once.');
/** Small enough that ingest never waits long behind one commit. */
const STRETCH = 500;

const replayedSchema = z
  .object({ replayed: z.number().meta({ description: 'How many events are delivered again.' }) })
  .meta({ id: 'Replayed' });
type Replayed = z.output<typeof replayedSchema>;

/** Having events again, and agreeing on who takes them. */
export function replayRoutes(deps: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'post',
        path: '/subscriptions/{id}/replay',
        name: 'replayEvents',
        summary: 'Have events delivered again',
        description:
          '`eventIds` names them; `fromCursor` takes everything after it that the subscription wants to hear (empty: from the beginning). The ids stay the same, so that a receiver knows what it has already.',
        tag: 'Subscriptions',
        permission: 'manage_subscriptions',
        params,
        body: z
          .strictObject({ fromCursor: z.string().max(100).optional(), eventIds: eventIds.optional() })
          .refine((body) => (body.fromCursor === undefined) !== (body.eventIds === undefined), 'Give either fromCursor or eventIds.'),
        responses: { 202: replayedSchema },
        example: { fromCursor: '0.1042' },
      },
      async (context): Promise<Reply<Replayed>> => {
        const subscription = await findActive(deps, context.params.id);
        if (subscription === undefined) return notFound('subscription');
        const { body } = context;
        if (body.eventIds !== undefined) return replayNamed(deps, context, subscription, body.eventIds);
        return replayFrom(deps, subscription, body.fromCursor ?? '');
      },
    ),
    route(
      {
        method: 'post',
        path: '/subscriptions/{id}/claims',
        name: 'claimEvents',
        audit: false,
        summary: 'Ask which events nobody has taken yet, and take them',
        description: 'For receivers of which several run: each event is unclaimed for one of them only.',
        tag: 'Subscriptions',
        permission: 'manage_subscriptions',
        params,
        body: z.strictObject({ eventIds }),
        responses: { 200: z.object({ unclaimed: z.array(z.string()) }).meta({ id: 'Claims' }) },
        idempotent: true,
        example: { eventIds: ['evt_01JCXW3T5M8ZP4Q7RSV2N6K9AB'] },
      },
      async (context) => {
        const subscription = await findActive(deps, context.params.id);
        if (subscription === undefined) return notFound('subscription');
        return context.commit({
          locks: [],
          run: async (unit) => ok({ unclaimed: await claimEvents(unit.tx, subscription.id, context.body.eventIds) }),
        });
      },
    ),
  ];
}

async function findActive({ store, now }: AppDeps, id: string): Promise<SubscriptionRecord | undefined> {
  const found = await findSubscription(store.reader, id);
  return found !== undefined && stateOf(found, now()) === 'active' ? found : undefined;
}

async function replayNamed(
  deps: AppDeps,
  context: Context<unknown, unknown, unknown>,
  subscription: SubscriptionRecord,
  ids: readonly string[],
): Promise<Reply<Replayed>> {
  const events = await readEventsById(deps.store, ids);
  const known = new Set(events.map((event) => event.id));
  const missing = ids.findIndex((id) => !known.has(id));
  if (missing >= 0) return invalid({ path: `eventIds.${missing}`, message: 'There is no such event.' });
  let lanes: readonly WokenLane[] = [];
  const reply = await context.commit({
    locks: [],
    async run(unit): Promise<CommandReply<Replayed>> {
      lanes = await deliverAgain(unit.tx, subscription.id, events);
      return accepted({ replayed: events.length });
    },
  });
  deps.wake({ deliveryLanes: lanes, sendLanes: [], hasMedia: false, changesChannels: false });
  return reply;
}

/** Up to where the log reaches now: what happens meanwhile is delivered anyway. Stretch by stretch; safe to repeat. */
async function replayFrom(deps: AppDeps, subscription: SubscriptionRecord, fromCursor: string): Promise<Reply<Replayed>> {
  const start = parseCursor(fromCursor);
  if (start === undefined) return invalid({ path: 'fromCursor', message: 'This is no cursor of the event log.' });
  const upTo = await lastCursor(deps.store);
  let replayed = 0;
  for (let after: typeof start | null = start; after !== null;) {
    const stretch: Awaited<ReturnType<typeof readReplay>> = await readReplay(deps.store, subscription, { after, upTo, limit: STRETCH });
    if (stretch.events.length > 0) await deliverStretch(deps, subscription.id, stretch.events);
    replayed += stretch.events.length;
    after = stretch.next;
  }
  return accepted({ replayed });
}

async function deliverStretch(deps: AppDeps, subscriptionId: string, events: readonly ReplayableEvent[]): Promise<void> {
  const lanes = await deps.commands({ locks: [], run: (unit) => deliverAgain(unit.tx, subscriptionId, events) });
  deps.wake({ deliveryLanes: lanes, sendLanes: [], hasMedia: false, changesChannels: false });
}
