import { z } from 'zod';
import { listMembers } from '../../store/read/members.ts';
import type { AppDeps } from '../deps.ts';
import { cursorOf, idPlace, listSchema, pageQuery, placeOf } from '../paging.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from '../schemas/message.ts';
import { iso } from '../times.ts';

const meSchema = z
  .object({
    type: z.literal('key'),
    id: z.string(),
    name: z.string(),
    permissions: z.array(z.string()),
    expiresAt: timeSchema.nullable(),
  })
  .meta({ id: 'Me' });

const memberSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.string().meta({ description: '`admin` or `agent`.' }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Member' });

export function meRoutes({ store }: AppDeps): readonly Route[] {
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
          type: 'key' as const,
          id: caller.id,
          name: caller.name,
          permissions: caller.permissions,
          expiresAt: caller.expiresAt === null ? null : iso(caller.expiresAt),
        }),
    ),
    route(
      {
        method: 'get',
        path: '/members',
        name: 'listMembers',
        summary: 'The people of the organisation',
        tag: 'Organisation',
        permission: 'read',
        query: z.strictObject(pageQuery),
        responses: { 200: listSchema(memberSchema) },
      },
      async ({ query }) => {
        const at = placeOf(query.cursor, idPlace);
        if ('is' in at) return at;
        const page = await listMembers(store, { after: at.place, limit: query.limit });
        const data = page.rows.map((row) => ({ ...row, createdAt: iso(row.createdAt), updatedAt: iso(row.updatedAt) }));
        return ok({ data, nextCursor: cursorOf(page.next) });
      },
    ),
  ];
}
