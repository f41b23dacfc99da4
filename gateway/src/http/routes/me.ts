import { z } from 'zod';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from '../schemas/message.ts';
import { iso } from '../times.ts';

const meSchema = z
  .object({
    type: z.enum(['key', 'member']),
    id: z.string(),
    name: z.string(),
    permissions: z.array(z.string()),
    expiresAt: timeSchema.nullable(),
  })
  .meta({ id: 'Me' });

export function meRoutes(): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/me',
        name: 'getMe',
        summary: 'Who the key belongs to and what it may do',
        tag: 'Organisation',
        permission: 'any',
        responses: { 200: meSchema },
      },
      async ({ caller }) =>
        ok({
          type: caller.type,
          id: caller.id,
          name: caller.name,
          permissions: caller.permissions,
          expiresAt: caller.expiresAt === null ? null : iso(caller.expiresAt),
        }),
    ),
  ];
}
