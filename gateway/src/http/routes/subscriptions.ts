import { z } from 'zod';
import { listDeliveries } from '../../store/read/subscription-log.ts';
import { type SubscriptionRecord, findSubscription, listSubscriptions, saveSubscription, stateOf } from '../../store/subscriptions.ts';
import type { WokenLane } from '../../store/write-events.ts';
import type { Seal } from '../../store/seal.ts';
import type { AppDeps } from '../deps.ts';
import { cursorOf, idPlace, listSchema, numberPlace, pageQuery, placeOf } from '../paging.ts';
import { invalid, notFound } from '../problem.ts';
import { created, noContent, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { eventTypeSchema, subscriptionFilterSchema } from '../schemas/event.ts';
import { secretSchema } from '../schemas/secret.ts';
import { batchSchema, burstSchema, changedSecretSchema, deliveryLogSchema, subscriptionSchema } from '../schemas/subscription.ts';
import { OVERLAP_MS, newSecret, subscribe, withSecret } from '../subscribe.ts';
import { iso, isoOrNull } from '../times.ts';
import { idOf } from '../validation.ts';

const params = z.object({ id: idOf('sub') });

const newSubscriptionSchema = z.strictObject({
  url: z.string().trim().min(1, 'This must be a complete URL such as https://example.com/path.').max(2000),
  events: z
    .array(eventTypeSchema)
    .min(1, 'Name at least one event.')
    .transform((events) => [...new Set(events)]),
  filter: subscriptionFilterSchema.default({}),
  batch: batchSchema.nullish().meta({
    description: "Up to `maxEvents` of a conversation's events in one delivery; waits up to `maxWaitMs` until there are so many.",
  }),
  burst: burstSchema.nullish().meta({
    description:
      'Gathers the messages a customer writes in one go: one delivery when they have paused for `quietSeconds`, at most `maxSeconds` after the first, with the conversation’s `transcript`.',
  }),
  secret: secretSchema.optional(),
  mode: z
    .enum(['production', 'test'], 'This is production or test.')
    .default('production')
    .meta({ description: '`test` ends after 10 minutes.' }),
});

/** Who wants events delivered, and what became of the deliveries. Replaying is in `replay.ts`. */
export function subscriptionRoutes(deps: AppDeps): readonly Route[] {
  return [...reading(deps), ...writing(deps)];
}

function reading({ store, now }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/subscriptions',
        name: 'listSubscriptions',
        summary: 'Subscriptions',
        tag: 'Subscriptions',
        permission: 'read',
        adminsOnly: true,
        query: z.strictObject(pageQuery),
        responses: { 200: listSchema(subscriptionSchema) },
      },
      async ({ query }) => {
        const at = placeOf(query.cursor, idPlace);
        if ('is' in at) return at;
        const rows = await listSubscriptions(store.reader, now(), { after: at.place, limit: query.limit + 1 });
        const shown = rows.slice(0, query.limit);
        const last = rows.length > query.limit ? (shown.at(-1)?.id ?? null) : null;
        return ok({ data: shown.map(subscriptionView), nextCursor: cursorOf(last) });
      },
    ),
    route(
      {
        method: 'get',
        path: '/subscriptions/{id}',
        name: 'getSubscription',
        summary: 'A subscription',
        tag: 'Subscriptions',
        permission: 'read',
        adminsOnly: true,
        params,
        responses: { 200: subscriptionSchema },
      },
      async (context) => {
        const found = await findSubscription(store.reader, context.params.id);
        return found === undefined || stateOf(found, now()) !== 'active' ? notFound('subscription') : ok(subscriptionView(found));
      },
    ),
    route(
      {
        method: 'get',
        path: '/subscriptions/{id}/deliveries',
        name: 'listDeliveries',
        summary: "A subscription's deliveries, newest first",
        tag: 'Subscriptions',
        permission: 'read',
        adminsOnly: true,
        params,
        query: z.strictObject({ ...pageQuery, state: z.enum(['pending', 'delivered', 'failed']).optional() }),
        responses: { 200: listSchema(deliveryLogSchema) },
      },
      async (context) => {
        const { query } = context;
        const at = placeOf(query.cursor, numberPlace);
        if ('is' in at) return at;
        const found = await findSubscription(store.reader, context.params.id);
        if (found === undefined || stateOf(found, now()) !== 'active') return notFound('subscription');
        const page = await listDeliveries(store, found.id, { state: query.state }, { before: at.place, limit: query.limit });
        const data = page.rows.map((row) => ({
          ...row,
          id: String(row.id),
          createdAt: iso(row.createdAt),
          finishedAt: isoOrNull(row.finishedAt),
        }));
        return ok({ data, nextCursor: cursorOf(page.next) });
      },
    ),
  ];
}

function writing(deps: AppDeps): readonly Route[] {
  const { subscriptions, seal, checkUrl, wake } = deps;
  return [
    route(
      {
        method: 'post',
        path: '/subscriptions',
        name: 'subscribe',
        summary: 'Have events delivered to an address',
        description:
          'The same address again changes the subscription there is and answers 200 with it. Deliveries follow Standard Webhooks. Within two minutes of a DELETE the same address continues with what was not delivered. The secret is shown when it was made or given.',
        tag: 'Subscriptions',
        permission: 'manage_subscriptions',
        body: newSubscriptionSchema,
        responses: { 200: subscriptionSchema, 201: subscriptionSchema },
        idempotent: true,
        example: { url: 'https://n8n.example.com/webhook/parley', events: ['message.received'], filter: {} },
      },
      async ({ body, commit }) => {
        const checked = checkUrl(body.url);
        if (!checked.ok) return invalid({ path: 'url', message: checked.why });
        let lanes: readonly WokenLane[] = [];
        const reply = await commit({
          locks: [],
          async run(unit) {
            const done = await subscribe(unit, body, { subscriptions, seal });
            lanes = done.lanes;
            const view = { ...subscriptionView(done.record), ...(done.showSecret ? { secret: openSecret(done.record, seal) } : {}) };
            return done.isNew ? created(view) : ok(view);
          },
        });
        if (lanes.length > 0) wake({ deliveryLanes: lanes, sendLanes: [], hasMedia: false, changesChannels: false });
        return reply;
      },
    ),
    changingSecret(deps),
    route(
      {
        method: 'delete',
        path: '/subscriptions/{id}',
        name: 'unsubscribe',
        summary: 'Stop deliveries to an address',
        tag: 'Subscriptions',
        permission: 'manage_subscriptions',
        params,
        responses: { 204: null },
      },
      async (context) =>
        context.commit({
          locks: [],
          async run(unit) {
            const found = await findSubscription(unit.tx.db, context.params.id);
            if (found === undefined || stateOf(found, unit.now) !== 'active') return notFound('subscription');
            await saveSubscription(unit.tx, subscriptions, { ...found, hiddenAt: unit.now, updatedAt: unit.now });
            return noContent();
          },
        }),
    ),
  ];
}

function changingSecret({ subscriptions, seal }: AppDeps): Route {
  return route(
    {
      method: 'post',
      path: '/subscriptions/{id}/secret',
      name: 'changeSubscriptionSecret',
      audit: { tells: ['overlapSeconds'] },
      summary: 'Sign deliveries with another secret',
      description:
        'Makes a secret, or takes the one given. For `overlapSeconds` deliveries carry two signatures in `webhook-signature`, of the new secret and of the former one, so that a receiver that knows either goes on: Standard Webhooks lets one of them suffice. With 0 the former one is worth nothing at once.',
      tag: 'Subscriptions',
      permission: 'manage_subscriptions',
      params,
      body: z.strictObject({
        secret: secretSchema.optional(),
        overlapSeconds: z
          .number()
          .int()
          .min(0)
          .max(OVERLAP_MS / 1000, 'A day at most.')
          .default(OVERLAP_MS / 1000),
      }),
      responses: { 200: changedSecretSchema },
      idempotent: true,
      example: { overlapSeconds: 86_400 },
    },
    async ({ params: { id }, body, commit }) =>
      commit({
        locks: [],
        async run(unit) {
          const found = await findSubscription(unit.tx.db, id);
          if (found === undefined || stateOf(found, unit.now) !== 'active') return notFound('subscription');
          const until = unit.now + body.overlapSeconds * 1000;
          const secret = body.secret ?? newSecret();
          await saveSubscription(unit.tx, subscriptions, { ...withSecret(found, secret, until, seal), updatedAt: unit.now });
          return ok({ secret, previousSecretUntil: iso(until) });
        },
      }),
  );
}

function subscriptionView(record: SubscriptionRecord) {
  const { id, url, events, filter, batch, burst, mode } = record;
  return {
    id,
    url,
    events,
    filter: subscriptionFilterSchema.parse(filter),
    batch,
    burst,
    mode,
    expiresAt: isoOrNull(record.expiresAt),
    createdAt: iso(record.createdAt),
    updatedAt: iso(record.updatedAt),
  };
}

function openSecret(record: SubscriptionRecord, seal: Seal): string {
  return seal.open(record.sealedSecret);
}
