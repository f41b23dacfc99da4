import { z } from 'zod';
import type { AppDeps } from '../deps.ts';
import { problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { idOf } from '../validation.ts';
import { visitingOf, whyTooOften } from './door.ts';
import { placeOfCursor } from './live-cursor.ts';

/** What happens, as it happens. */
export function visitorLiveRoutes(deps: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/{channelId}/live',
        name: 'streamVisit',
        summary: 'What happens, as Server-Sent Events',
        description: 'Read by fetch, with the token in `Authorization`. `cursor` is the last `id`: nothing after it is missed.',
        tag: 'Widget',
        permission: 'public',
        params: z.object({ channelId: idOf('chn') }),
        query: z.strictObject({ cursor: z.string().max(100).optional() }),
        responses: {},
        otherResponses: { 200: 'text/event-stream' },
        problems: ['invalid_cursor'],
      },
      async ({ request, response, params: { channelId }, query }) => {
        const who = await visitingOf(deps, request, channelId);
        if ('is' in who) return who;
        const often = whyTooOften(deps, { request, response }, 'live', who.visitor.id);
        if (often !== undefined) return often;
        const after = query.cursor === undefined ? undefined : placeOfCursor(query.cursor);
        if (query.cursor !== undefined && after === undefined) return problem('invalid_cursor', 'This is no cursor of a visit.');
        await deps.widget.live.open(deps, who, response, after);
        return { is: 'handled' };
      },
    ),
  ];
}
