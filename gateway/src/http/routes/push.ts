import { z } from 'zod';
import { isBrowserKeys } from '../../net/web-push.ts';
import type { PushSubscriptionRow } from '../../store/notification-rows.ts';
import { listPushSubscriptions, removePushSubscription, savePushSubscription } from '../../store/push-subscriptions.ts';
import { memberAsked, whoseMember as memberId } from '../as-member.ts';
import type { AppDeps } from '../deps.ts';
import { invalid, notFound } from '../problem.ts';
import { created, noContent, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from '../schemas/message.ts';
import { iso } from '../times.ts';
import { idOf } from '../validation.ts';

const tag = 'Notifications';
const base64url = (what: string) => z.string().regex(/^[\w-]{10,200}$/, `This is ${what} in base64url.`);

const pushSubscriptionSchema = z
  .object({ id: z.string(), service: z.string().meta({ description: 'The push service, by its host.' }), createdAt: timeSchema })
  .meta({ id: 'PushSubscription' });

/** Web push: the key that browsers subscribe with, and the browsers of a member. */
export function pushRoutes(deps: AppDeps): readonly Route[] {
  const { store, checkUrl, seal, ids } = deps;
  return [
    route(
      {
        method: 'get',
        path: '/push/key',
        name: 'getPushKey',
        summary: 'The key that a browser subscribes to pushes with',
        description: 'The `applicationServerKey` of `PushManager.subscribe()`, in base64url. It never changes.',
        tag,
        permission: 'any',
        responses: { 200: z.object({ publicKey: z.string() }).meta({ id: 'PushKey' }) },
      },
      async () => ok({ publicKey: (await deps.vapidKeys()).publicKey }),
    ),
    route(
      {
        method: 'get',
        path: '/push/subscriptions',
        name: 'listPushSubscriptions',
        summary: 'The browsers that a member is pushed to',
        tag,
        permission: 'any',
        query: z.strictObject({ memberId }),
        responses: { 200: z.object({ data: z.array(pushSubscriptionSchema) }) },
      },
      async ({ query, caller }) => {
        const member = await memberAsked(deps, caller, query.memberId);
        return 'is' in member ? member : ok({ data: (await listPushSubscriptions(store, member.id)).map(viewOf) });
      },
    ),
    route(
      {
        method: 'post',
        path: '/push/subscriptions',
        name: 'createPushSubscription',
        summary: 'Push to this browser',
        description:
          'What `PushSubscription.toJSON()` gives. Safe to repeat; a browser that somebody else used is this member’s from then on.',
        tag,
        permission: 'any',
        body: z.strictObject({
          endpoint: z.string().max(2000),
          keys: z.strictObject({ p256dh: base64url('a public key'), auth: base64url('a secret') }),
          expirationTime: z.number().nullable().optional().meta({ description: 'Taken and not looked at.' }),
          memberId,
        }),
        responses: { 201: pushSubscriptionSchema },
        example: {
          endpoint: 'https://push.example.com/send/abc',
          keys: {
            p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
            auth: 'BTBZMqHH6r4Tts7J_aSIgg',
          },
        },
        idempotent: true,
      },
      async ({ body, caller, commit }) => {
        const member = await memberAsked(deps, caller, body.memberId);
        if ('is' in member) return member;
        const { endpoint, keys } = body;
        const checked = checkUrl(endpoint);
        if (!checked.ok) return invalid({ path: 'endpoint', message: checked.why });
        if (!isBrowserKeys(keys)) return invalid({ path: 'keys', message: 'These are no keys of a browser.' });
        return commit({
          locks: [`push ${endpoint}`],
          async run(unit) {
            const sealed = seal.seal(JSON.stringify(keys));
            const row = { id: ids.next('psh'), memberId: member.id, endpoint, keys: sealed, createdAt: unit.now };
            return created(viewOf(await savePushSubscription(unit.tx, row)));
          },
        });
      },
    ),
    route(
      {
        method: 'delete',
        path: '/push/subscriptions/{id}',
        name: 'deletePushSubscription',
        summary: 'Push to this browser no more',
        tag,
        permission: 'any',
        params: z.object({ id: idOf('psh') }),
        query: z.strictObject({ memberId }),
        responses: { 204: null },
      },
      async ({ params, query, caller, commit }) => {
        const member = await memberAsked(deps, caller, query.memberId);
        if ('is' in member) return member;
        return commit({
          locks: [],
          run: async (unit) =>
            (await removePushSubscription(unit.tx, member.id, params.id)) ? noContent() : notFound('push subscription'),
        });
      },
    ),
  ];
}

/** An endpoint is as good as a password: whoever knows it can push. Only its host is shown. */
function viewOf({ id, endpoint, createdAt }: PushSubscriptionRow) {
  return { id, service: URL.parse(endpoint)?.host ?? '', createdAt: iso(createdAt) };
}
