import { z } from 'zod';
import { NOTIFICATION_KINDS, type NotificationChoice, byKind, waysOf } from '../../model/notification.ts';
import { changeChoice } from '../../store/notification-choices.ts';
import { markNotificationsRead } from '../../store/notifications.ts';
import { countUnread, listNotifications, readChoice, readNotifications } from '../../store/read/notifications.ts';
import { memberAsked, whoseMember as memberId } from '../as-member.ts';
import type { AppDeps } from '../deps.ts';
import { cursorOf, listSchema, pageQuery, placeOf, sortedPlace } from '../paging.ts';
import { notFound } from '../problem.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import {
  changedPreferencesSchema,
  notificationCountsSchema,
  notificationKindSchema,
  notificationSchema,
  preferencesSchema,
} from '../schemas/notification.ts';
import { idOf, listOf } from '../validation.ts';

const tag = 'Notifications';

/** What a member is told, and where they want to hear of it. */
export function notificationRoutes(deps: AppDeps): readonly Route[] {
  return [...reading(deps), ...marking(deps), ...preferences(deps)];
}

function reading(deps: AppDeps): readonly Route[] {
  const { store } = deps;
  return [
    route(
      {
        method: 'get',
        path: '/notifications',
        name: 'listNotifications',
        summary: 'What a member is told, newest first',
        tag,
        permission: 'read',
        query: z.strictObject({
          unread: z
            .enum(['true', 'false'], 'This is true or false.')
            .optional()
            .meta({ description: '`true`: those that are neither read nor ended; `false`: the others.' }),
          kind: listOf(notificationKindSchema).optional(),
          memberId,
          ...pageQuery,
        }),
        responses: { 200: listSchema(notificationSchema) },
      },
      async ({ query, caller }) => {
        const member = await memberAsked(deps, caller, query.memberId);
        if ('is' in member) return member;
        const at = placeOf(query.cursor, sortedPlace);
        if ('is' in at) return at;
        const unread = query.unread === undefined ? undefined : query.unread === 'true';
        const page = await listNotifications(store, member, { unread, kinds: query.kind }, { after: at.place, limit: query.limit });
        return ok({ data: page.rows, nextCursor: cursorOf(page.next) });
      },
    ),
    route(
      {
        method: 'get',
        path: '/notifications/counts',
        name: 'countNotifications',
        summary: 'How many notifications of each kind are unread',
        tag,
        permission: 'read',
        query: z.strictObject({ memberId }),
        responses: { 200: notificationCountsSchema },
      },
      async ({ query, caller }) => {
        const member = await memberAsked(deps, caller, query.memberId);
        if ('is' in member) return member;
        const kinds = await countUnread(store, member.id);
        return ok({ unread: NOTIFICATION_KINDS.reduce((sum, kind) => sum + kinds[kind], 0), kinds });
      },
    ),
  ];
}

function marking(deps: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'post',
        path: '/notifications/{id}/read',
        name: 'readNotification',
        summary: 'Count a notification as read',
        description: 'Safe to repeat.',
        tag,
        permission: 'any',
        params: z.object({ id: idOf('ntf') }),
        body: z.strictObject({ memberId }),
        responses: { 200: notificationSchema },
        example: {},
      },
      async ({ params, body, caller, commit }) => {
        const member = await memberAsked(deps, caller, body.memberId);
        if ('is' in member) return member;
        return commit({
          locks: [],
          async run(unit) {
            await markNotificationsRead(unit, member.id, { ids: [params.id] });
            const [found] = await readNotifications({ reader: unit.tx.db, dialect: unit.tx.dialect }, member, [params.id]);
            if (found === undefined || !found.inApp) return notFound('notification');
            const { inApp: _shown, ...notification } = found;
            return ok(notification);
          },
        });
      },
    ),
    route(
      {
        method: 'post',
        path: '/notifications/read',
        name: 'readNotifications',
        summary: 'Count several notifications as read, or all',
        description: 'Safe to repeat. Ids that are not the member’s are passed over.',
        tag,
        permission: 'any',
        body: z
          .strictObject({
            ids: z.array(idOf('ntf')).min(1).max(200).optional(),
            all: z.literal(true, 'This is true, or left out.').optional(),
            memberId,
          })
          .refine((body) => (body.ids === undefined) !== (body.all === undefined), {
            path: ['ids'],
            error: 'Name either ids or all.',
          }),
        responses: {
          200: z.object({ read: z.number().meta({ description: 'How many were unread before.' }) }).meta({ id: 'NotificationsRead' }),
        },
        example: { all: true },
      },
      async ({ body, caller, commit }) => {
        const member = await memberAsked(deps, caller, body.memberId);
        if ('is' in member) return member;
        const which = body.ids === undefined ? 'all' : { ids: body.ids };
        return commit({ locks: [], run: async (unit) => ok({ read: await markNotificationsRead(unit, member.id, which) }) });
      },
    ),
  ];
}

function preferences(deps: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/notifications/preferences',
        name: 'getNotificationPreferences',
        summary: 'Where a member hears of what',
        tag,
        permission: 'read',
        query: z.strictObject({ memberId }),
        responses: { 200: preferencesSchema },
      },
      async ({ query, caller }) => {
        const member = await memberAsked(deps, caller, query.memberId);
        return 'is' in member ? member : ok(preferencesOf(await readChoice(deps.store, member.id)));
      },
    ),
    route(
      {
        method: 'patch',
        path: '/notifications/preferences',
        name: 'updateNotificationPreferences',
        summary: 'Change where a member hears of what',
        description: 'What is absent stays as it is. It holds for what is told from then on.',
        tag,
        permission: 'any',
        body: z.strictObject({ ...changedPreferencesSchema, memberId }),
        responses: { 200: preferencesSchema },
        example: { kinds: { new_message: { push: false }, mention: { email: true } }, pushText: false },
      },
      async ({ body, caller, commit }) => {
        const member = await memberAsked(deps, caller, body.memberId);
        if ('is' in member) return member;
        const wanted = { kinds: body.kinds ?? {}, ...(body.pushText === undefined ? {} : { pushText: body.pushText }) };
        return commit({
          locks: [`choice ${member.id}`],
          run: async (unit) => ok(preferencesOf(await changeChoice(unit.tx, member.id, wanted))),
        });
      },
    ),
  ];
}

function preferencesOf(choice: NotificationChoice) {
  return { kinds: byKind((kind) => waysOf(choice, kind)), pushText: choice.pushText ?? true };
}
