import { z } from 'zod';
import { endWhenNotAllowed } from '../auth/while-allowed.ts';
import type { AppDeps } from '../deps.ts';
import { limitSchema } from '../paging.ts';
import { problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { eventSchema, eventTypeSchema } from '../schemas/event.ts';
import { listOf } from '../validation.ts';

const after = z
  .string()
  .max(100)
  .optional()
  .meta({ description: "An event's `cursor`, or the `nextCursor` of the page before. Without it: from the log's beginning." });
const badCursor = () => problem('invalid_cursor', 'This is no cursor of the event log.');

/** The one ordered log of everything that happened. */
export function eventRoutes(deps: AppDeps): readonly Route[] {
  const { readEvents, stream } = deps;
  return [
    route(
      {
        method: 'get',
        path: '/events',
        name: 'listEvents',
        summary: 'What happened, in order',
        description: '`nextCursor` is always there: asked again with it, the answer goes on where this one ended.',
        tag: 'Events',
        permission: 'read',
        query: z.strictObject({ after, limit: limitSchema, types: listOf(eventTypeSchema).optional() }),
        responses: { 200: z.object({ data: z.array(eventSchema), nextCursor: z.string() }) },
        problems: ['invalid_cursor'],
      },
      async ({ query }) => {
        const page = await readEvents({
          after: query.after ?? '',
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
          'Server-Sent Events: `id` is the cursor, `data` the event. `Last-Event-ID` or `after` resumes; without them the stream begins now.',
        tag: 'Events',
        permission: 'read',
        query: z.strictObject({ after }),
        responses: {},
        otherResponses: { 200: 'text/event-stream' },
        problems: ['invalid_cursor'],
      },
      async ({ query, request, response, caller }) => {
        const from = request.get('Last-Event-ID') ?? query.after ?? null;
        if (from !== null && (await readEvents({ after: from, limit: 1 })) === 'bad_cursor') return badCursor();
        await stream(request, response, { after: from, caller });
        endWhenNotAllowed(request, response, deps);
        return { is: 'handled' };
      },
    ),
  ];
}
