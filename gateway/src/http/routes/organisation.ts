import { z } from 'zod';
import { readOrganisationName, writeOrganisationName } from '../../store/organisation.ts';
import type { AppDeps } from '../deps.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';

const tag = 'Organisation';
/** As in the set-up. */
export const organisationNameSchema = z.string().trim().min(1, 'This is empty.').max(200);
const organisationSchema = z
  .object({ name: z.string().nullable().meta({ description: 'What the organisation calls itself; null: nobody has said it.' }) })
  .meta({ id: 'Organisation' });

/** Whose gateway this is. */
export function organisationRoutes({ store }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/organisation',
        name: 'getOrganisation',
        summary: 'Whose gateway this is',
        tag,
        permission: 'read',
        responses: { 200: organisationSchema },
      },
      async () => ok({ name: await readOrganisationName(store) }),
    ),
    route(
      {
        method: 'patch',
        path: '/organisation',
        name: 'updateOrganisation',
        audit: { tells: ['name'] },
        summary: 'Change the organisation’s name',
        description: 'Whoever is invited reads it, and whoever signs in.',
        tag,
        permission: 'manage_settings',
        body: z.strictObject({ name: organisationNameSchema }),
        responses: { 200: organisationSchema },
        example: { name: 'Harbour Books' },
      },
      async ({ body, commit }) =>
        commit({
          locks: [],
          async run({ tx }) {
            await writeOrganisationName(tx, body.name);
            return ok({ name: body.name });
          },
        }),
    ),
  ];
}
