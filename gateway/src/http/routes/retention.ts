import { z } from 'zod';
import { DEFAULT_KEPT, KEPT_DAYS, type Kept } from '../../model/retention.ts';
import { changeKept, readKept } from '../../store/kept.ts';
import type { AppDeps } from '../deps.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';

const tag = 'Organisation';

function days(name: keyof Kept, description: string) {
  const { min, max } = KEPT_DAYS[name];
  const message = `Write whole days, from ${min} to ${max}.`;
  return z
    .int(message)
    .min(min, message)
    .max(max, message)
    .meta({ description: `${description} Default: ${DEFAULT_KEPT[name]}.` });
}

const shape = {
  auditDays: days('auditDays', 'How long lines of the audit log are kept.'),
  webhookDays: days('webhookDays', 'How long the bodies of platforms’ webhooks are kept.'),
};
const retentionSchema = z.object(shape).meta({ id: 'Retention' });

/** How long things are kept, for the whole organisation. */
export function retentionRoutes({ store }: Pick<AppDeps, 'store'>): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/retention',
        name: 'getRetention',
        summary: 'How long things are kept',
        tag,
        permission: 'read',
        adminsOnly: true,
        responses: { 200: retentionSchema },
      },
      async () => ok(await readKept(store)),
    ),
    route(
      {
        method: 'patch',
        path: '/retention',
        name: 'updateRetention',
        audit: { tells: Object.keys(shape) },
        summary: 'Change how long things are kept',
        description: 'What is absent stays as it is. What is older by the new word goes within the hour, and does not come back.',
        tag,
        permission: 'manage_settings',
        body: z.strictObject({ auditDays: shape.auditDays.exactOptional(), webhookDays: shape.webhookDays.exactOptional() }),
        responses: { 200: retentionSchema },
        example: { webhookDays: 14 },
      },
      async ({ body, commit }) => commit({ locks: [], run: async ({ tx }) => ok(await changeKept(tx, body)) }),
    ),
  ];
}
