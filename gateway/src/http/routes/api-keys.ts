import { z } from 'zod';
import { listApiKeys } from '../../store/read/api-keys.ts';
import { addApiKey, revokeApiKey } from '../../store/organisation.ts';
import type { ApiKeyRow } from '../../store/schema.ts';
import { hashOfKey, newApiKey, permissionsOf } from '../auth/api-keys.ts';
import { PERMISSIONS, mayDo } from '../auth/caller.ts';
import type { AppDeps } from '../deps.ts';
import { cursorOf, idPlace, listSchema, pageQuery, placeOf } from '../paging.ts';
import { invalid, notFound, problem } from '../problem.ts';
import { created, noContent, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from '../schemas/message.ts';
import { iso, isoOrNull } from '../times.ts';
import { idOf } from '../validation.ts';

const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    permissions: z.array(z.enum([...PERMISSIONS, '*'])),
    expiresAt: timeSchema.nullable(),
    createdAt: timeSchema,
    key: z.string().exactOptional().meta({ description: 'Only in the answer that made it.' }),
  })
  .meta({ id: 'ApiKey' });

const permissionsSchema = z.object({ data: z.array(z.enum(PERMISSIONS)) }).meta({ id: 'Permissions' });

const newKeySchema = z.strictObject({
  name: z.string().trim().min(1, 'A key needs a name.').max(200),
  permissions: z
    .array(z.enum([...PERMISSIONS, '*'], 'There is no such permission.'))
    .min(1, 'A key needs at least one permission.')
    .max(20),
  expiresAt: timeSchema.optional(),
});

export function apiKeyRoutes({ store, ids, now, authenticator }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/api-keys',
        name: 'listApiKeys',
        summary: 'The API keys that work',
        tag: 'Organisation',
        permission: 'manage_keys',
        query: z.strictObject(pageQuery),
        responses: { 200: listSchema(keySchema) },
      },
      async ({ query }) => {
        const at = placeOf(query.cursor, idPlace);
        if ('is' in at) return at;
        const page = await listApiKeys(store, { after: at.place, limit: query.limit });
        return ok({ data: page.rows.map(viewOf), nextCursor: cursorOf(page.next) });
      },
    ),
    route(
      {
        method: 'get',
        path: '/api-keys/permissions',
        name: 'listPermissions',
        summary: 'What a key of yours may be allowed',
        description: 'Every permission there is, without those that you lack yourself.',
        tag: 'Organisation',
        permission: 'manage_keys',
        responses: { 200: permissionsSchema },
      },
      async ({ caller }) => ok({ data: PERMISSIONS.filter((one) => mayDo(caller, one)) }),
    ),
    route(
      {
        method: 'post',
        path: '/api-keys',
        name: 'createApiKey',
        audit: { tells: ['name', 'permissions', 'expiresAt'] },
        summary: 'Make an API key',
        description: 'The key is shown in this answer and never again. Nobody can give permissions that they lack themselves.',
        tag: 'Organisation',
        permission: 'manage_keys',
        body: newKeySchema,
        responses: { 201: keySchema },
        idempotent: true,
        example: { name: 'n8n', permissions: ['read', 'write_messages', 'manage_subscriptions'] },
      },
      async ({ body, caller, commit }) => {
        const expiresAt = body.expiresAt === undefined ? null : Date.parse(body.expiresAt);
        if (expiresAt !== null && expiresAt <= now()) return invalid({ path: 'expiresAt', message: 'This lies in the past.' });
        const beyond = body.permissions.find((permission) =>
          permission === '*' ? !caller.permissions.includes('*') : !mayDo(caller, permission),
        );
        if (beyond !== undefined) return problem('forbidden', `You cannot give the permission ${beyond}, which you lack yourself.`);
        const key = newApiKey();
        return commit({
          locks: [],
          async run(unit) {
            const row: ApiKeyRow = {
              id: ids.next('key'),
              name: body.name,
              hash: hashOfKey(key),
              permissionsJson: JSON.stringify([...new Set(body.permissions)]),
              expiresAt,
              revokedAt: null,
              createdAt: unit.now,
            };
            await addApiKey(unit.tx, row);
            return created({ ...viewOf(row), key });
          },
        });
      },
    ),
    route(
      {
        method: 'delete',
        path: '/api-keys/{id}',
        name: 'revokeApiKey',
        summary: 'Take an API key back',
        tag: 'Organisation',
        permission: 'manage_keys',
        params: z.object({ id: idOf('key') }),
        responses: { 204: null },
      },
      async ({ params, commit }) => {
        const reply = await commit({
          locks: [],
          run: async (unit) => ((await revokeApiKey(unit.tx, params.id)) ? noContent() : notFound('API key')),
        });
        authenticator.forget();
        return reply;
      },
    ),
  ];
}

function viewOf(row: ApiKeyRow) {
  return {
    id: row.id,
    name: row.name,
    permissions: permissionsOf(row.permissionsJson),
    expiresAt: isoOrNull(row.expiresAt),
    createdAt: iso(row.createdAt),
  };
}
