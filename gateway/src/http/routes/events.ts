import { z } from 'zod';
import { logPlaceOf } from '../../events/notification-news.ts';
import { asMember, memberAsked, viewerOf, whoseMember } from '../as-member.ts';
import { memberIdOf } from '../auth/caller.ts';
import { endWhenNotAllowed } from '../auth/while-allowed.ts';
import type { AppDeps } from '../deps.ts';
import { limitSchema } from '../paging.ts';
import { problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { eventSchema, eventTypeSchema } from '../schemas/event.ts';
import { listOf } from '../validation.ts';

const after = z.string().max(100).optional().meta({
  description:
    "An event's `cursor`, the `nextCursor` of the page before, or the id of a stream's message. Without it: from the log's beginning.",
});
const badCursor = () => problem('invalid_cursor', 'This is no cursor of the event log.');

/** The one ordered log of everything that happened. */
export function eventRoutes(deps: AppDeps): readonly Route[] {
  const { store, readEvents, stream } = deps;
  return [
    route(
      {
        method: 'get',
        path: '/events',
        name: 'listEvents',
        summary: 'What happened, in order',
        description:
          '`nextCursor` is always there: asked again with it, the answer goes on where this one ended. A member is told of conversations that they may see now.',
        tag: 'Events',
        permission: 'read',
        query: z.strictObject({ after, limit: limitSchema, types: listOf(eventTypeSchema).optional(), ...asMember }),
        responses: { 200: z.object({ data: z.array(eventSchema), nextCursor: z.string() }) },
        problems: ['invalid_cursor'],
      },
      async ({ query, caller }) => {
        const page = await readEvents({
          viewer: viewerOf(caller, query),
          after: logPlaceOf(query.after ?? ''),
          limit: query.limit,
          ...(query.types === undefined ? {} : { types: query.types }),
        });
        if (page === 'bad_cursor') return badCursor();
        // The stored envelopes are JSON already: they go out without being read.
        return { is: 'json', status: 200, json: `{"data":[${page.json.join(',')}],"nextCursor":${JSON.stringify(page.nextCursor)}}` };
      },
    ),
    route(
      {
        method: 'get',
        path: '/events/stream',
        name: 'streamEvents',
        summary: 'What happens, as it happens',
        description:
          'Server-Sent Events: `id` is the cursor, `data` the event. `Last-Event-ID` or `after` resumes; without them the stream begins now. A member is sent what they may see at that moment, and their notifications, as `event: notification` with the notification in `data`.',
        tag: 'Events',
        permission: 'read',
        query: z.strictObject({ after, memberId: whoseMember }),
        responses: {},
        otherResponses: { 200: 'text/event-stream' },
        problems: ['invalid_cursor'],
      },
      async ({ query, request, response, caller }) => {
        const from = request.get('Last-Event-ID') ?? query.after ?? null;
        if (from !== null && (await readEvents({ after: logPlaceOf(from), limit: 1 })) === 'bad_cursor') return badCursor();
        const memberId = memberIdOf(caller, query.memberId);
        const member = memberId === undefined ? undefined : await memberAsked({ store }, caller, memberId);
        if (member !== undefined && 'is' in member) return member;
        await stream(request, response, { after: from, caller, memberId });
        endWhenNotAllowed(request, response, deps);
        return { is: 'handled' };
      },
    ),
  ];
}
