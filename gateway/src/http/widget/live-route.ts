import { z } from 'zod';
import type { AppDeps } from '../deps.ts';
import { problem } from '../problem.ts';
import type { Route } from '../route.ts';
import { placeOfCursor } from './live-cursor.ts';
import { visitorRoute } from './visitor-route.ts';

/** What happens, as it happens. */
export function visitorLiveRoutes(deps: AppDeps): readonly Route[] {
  return [
    visitorRoute(
      deps,
      'live',
      {
        method: 'get',
        path: '/{channelId}/live',
        name: 'streamVisit',
        summary: 'What happens, as Server-Sent Events',
        description: 'Read by fetch, with the token in `Authorization`. `cursor` is the last `id`: nothing after it is missed.',
        query: z.strictObject({
          cursor: z.string().max(100).optional(),
          settings: z.string().max(64).optional().meta({ description: 'The `version` of the settings that the page shows.' }),
          announcements: z
            .string()
            .max(1000)
            .default('')
            .meta({ description: 'The ids of the announcements that the page has, in their order, with commas.' }),
        }),
        responses: {},
        otherResponses: { 200: 'text/event-stream' },
        problems: ['invalid_cursor'],
      },
      async (who, { response, query }) => {
        const after = query.cursor === undefined ? undefined : placeOfCursor(query.cursor);
        if (query.cursor !== undefined && after === undefined) return problem('invalid_cursor', 'This is no cursor of a visit.');
        await deps.widget.live.open(deps, who, response, { after, settings: query.settings, announced: query.announcements });
        return { is: 'handled' };
      },
    ),
  ];
}
