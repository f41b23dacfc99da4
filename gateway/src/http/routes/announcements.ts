import { z } from 'zod';
import { announce, withdraw } from '../../conversations/announcements.ts';
import { isFailure } from '../../conversations/failure.ts';
import { unreachableFile } from '../../conversations/files.ts';
import { listAnnouncements, readAnnouncement } from '../../store/read/announcements.ts';
import { asMember, viewerOf } from '../as-member.ts';
import { actorOf } from '../auth/caller.ts';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../failures.ts';
import { cursorOf, idPlace, listSchema, pageQuery, placeOf } from '../paging.ts';
import { notFound } from '../problem.ts';
import { created, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { announcementSchema, announcementView, newAnnouncementSchema } from '../schemas/announcement.ts';
import { idOf } from '../validation.ts';

const params = z.object({ id: idOf('ann') });
const NOTHING_YET = { sessions: 0, conversations: 0, lastSessionAt: null };

/** What is said to everybody on a website: once for all of them, and for those who come while it runs. */
export function announcementRoutes(deps: AppDeps): readonly Route[] {
  return [...reading(deps), ...making(deps), ...withdrawing(deps)];
}

function reading({ store, now }: AppDeps): readonly Route[] {
  const common = { method: 'get', tag: 'Announcements', permission: 'read' } as const;
  return [
    route(
      {
        ...common,
        path: '/announcements',
        name: 'listAnnouncements',
        summary: 'Announcements, newest first, with what came of them',
        query: z.strictObject({ ...pageQuery, channelId: idOf('chn').optional(), ...asMember }),
        responses: { 200: listSchema(announcementSchema) },
      },
      async ({ query, caller }) => {
        const at = placeOf(query.cursor, idPlace);
        if ('is' in at) return at;
        const { channelId, limit } = query;
        const page = await listAnnouncements(store, { channelId }, viewerOf(caller, query), { after: at.place, limit });
        return ok({ data: page.rows.map((row) => announcementView(row, row, now())), nextCursor: cursorOf(page.next) });
      },
    ),
    route(
      {
        ...common,
        path: '/announcements/{id}',
        name: 'getAnnouncement',
        summary: 'An announcement, with what came of it',
        params,
        query: z.strictObject({ ...asMember }),
        responses: { 200: announcementSchema },
      },
      async (context) => {
        const row = await readAnnouncement(store, context.params.id, viewerOf(context.caller, context.query));
        return row === undefined ? notFound('announcement') : ok(announcementView(row, row, now()));
      },
    ),
  ];
}

function making({ checkUrl, now }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'post',
        path: '/announcements',
        name: 'createAnnouncement',
        summary: 'Say something to everybody on a website',
        description:
          'Shown in the widget as a message of the team: at once on every page that is open, and to whoever comes until it ends. It is in nobody’s conversation, and nothing is written down of who sees it. Whoever writes after it begins a session whose `source` has the kind `announcement`, its id as `ref` and what it says as `headline`. A channel has at most 10 that have not ended.',
        tag: 'Announcements',
        permission: 'manage_channels',
        body: newAnnouncementSchema,
        responses: { 201: announcementSchema },
        idempotent: true,
        example: {
          channelId: 'chn_01JCXW3T5M8ZP4Q7RSV2N6K9AB',
          content: { type: 'text', text: 'Today only: no postage. Ask us anything here.' },
        },
      },
      async ({ body, caller, commit }) => {
        const refused = unreachableFile(body.content, checkUrl);
        if (refused !== undefined) return problemOf(refused);
        const draft = { channelId: body.channelId, content: body.content, startsAt: msOf(body.startsAt), endsAt: msOf(body.endsAt) };
        return commit({
          locks: [],
          async run(unit) {
            const made = await announce(unit, draft, actorOf(caller));
            return isFailure(made) ? problemOf(made) : created(announcementView(made, NOTHING_YET, now()));
          },
        });
      },
    ),
  ];
}

function withdrawing({ store, now }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'post',
        path: '/announcements/{id}/withdraw',
        name: 'withdrawAnnouncement',
        summary: 'Take an announcement back',
        description: 'Pages stop showing it at once. Its answers stay where they are. One that has ended already stays as it is.',
        tag: 'Announcements',
        permission: 'manage_channels',
        params,
        responses: { 200: announcementSchema },
        idempotent: true,
      },
      async ({ params: { id }, caller, commit }) => {
        const before = await readAnnouncement(store, id, viewerOf(caller));
        if (before === undefined) return notFound('announcement');
        return commit({
          locks: [],
          async run(unit) {
            const row = await withdraw(unit, id);
            return isFailure(row) ? problemOf(row) : ok(announcementView(row, before, now()));
          },
        });
      },
    ),
  ];
}

function msOf(time: string | null | undefined): number | null {
  return time == null ? null : Date.parse(time);
}
