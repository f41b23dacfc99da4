import { z } from 'zod';
import { isFailure } from '../../conversations/failure.ts';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../failures.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { channelSyncSchema } from '../schemas/template.ts';
import { idOf } from '../validation.ts';

/** Asking the platforms for their templates now; Parley also does so every few hours by itself. */
export function templateSyncRoutes({ templateSync }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'post',
        path: '/templates/sync',
        name: 'syncTemplates',
        summary: "Fetch the platforms' templates",
        description:
          'Asks the platform of one channel, or of all that keep templates, and says what was new. A channel that failed is `failed` with a sentence why; the others are stored all the same. Parley does this every six hours by itself.',
        tag: 'Templates',
        permission: 'manage_templates',
        body: z.strictObject({ channelId: idOf('chn').optional() }),
        responses: { 200: z.object({ data: z.array(channelSyncSchema) }) },
        example: { channelId: 'chn_01JCXW3T5M8ZP4Q7RSV2N6K9AB' },
      },
      async ({ body }) => {
        const synced = await templateSync.sync(body.channelId ?? null);
        return isFailure(synced) ? problemOf(synced) : ok({ data: synced });
      },
    ),
  ];
}
