import { z } from 'zod';
import { findConversation } from '../../store/read/conversations.ts';
import { listTurns } from '../../store/read/turns.ts';
import { asMember, viewerOf } from '../as-member.ts';
import type { AppDeps } from '../deps.ts';
import { cursorOf, listSchema, numberPlace, pageQuery, placeOf } from '../paging.ts';
import { notFound } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { eventSchema } from '../schemas/event.ts';
import { idOf } from '../validation.ts';

/** What stands between the messages of a thread. */
export function turnRoutes({ store }: Pick<AppDeps, 'store'>): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/conversations/{id}/events',
        name: 'listConversationEvents',
        summary: 'What became of a conversation, newest first',
        description:
          'Who joined, left, got it or handed it on, when it was closed and opened again, put off, or left waiting too long: the events of the log of these types. All its events are in `/events`.',
        tag: 'Conversations',
        permission: 'read',
        params: z.object({ id: idOf('cnv') }),
        query: z.strictObject({ ...pageQuery, ...asMember }),
        responses: { 200: listSchema(eventSchema) },
      },
      async ({ params, query, caller }) => {
        const at = placeOf(query.cursor, numberPlace);
        if ('is' in at) return at;
        const viewer = viewerOf(caller, query);
        const page = await listTurns(store, params.id, viewer, { before: at.place, limit: query.limit });
        if (page.rows.length === 0 && (await findConversation(store, params.id, viewer)) === undefined) return notFound('conversation');
        // The stored envelopes are JSON already: they go out without being read.
        return { is: 'json', status: 200, json: `{"data":[${page.rows.join(',')}],"nextCursor":${JSON.stringify(cursorOf(page.next))}}` };
      },
    ),
  ];
}
