import { DEFAULT_SETTINGS, withSettings } from '../../model/settings.ts';
import { findSettings, readSettings, writeSettings } from '../../store/settings.ts';
import type { AppDeps } from '../deps.ts';
import { invalid } from '../problem.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { settingsChangeSchema, settingsSchema } from '../schemas/settings.ts';

/** What holds for all channels of the organisation. */
export function settingsRoutes({ store, connectedChannels }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/settings',
        name: 'getSettings',
        summary: 'The organisation’s settings',
        tag: 'Organisation',
        permission: 'read',
        adminsOnly: true,
        responses: { 200: settingsSchema },
      },
      async () => ok(await readSettings(store)),
    ),
    route(
      {
        method: 'patch',
        path: '/settings',
        name: 'updateSettings',
        summary: 'Change the organisation’s settings',
        description: 'What is absent stays as it is. New thresholds hold for waits that run already.',
        tag: 'Organisation',
        permission: 'manage_settings',
        body: settingsChangeSchema,
        responses: { 200: settingsSchema },
        example: { soonAfterSeconds: 120, overdueAfterSeconds: 240 },
      },
      async ({ body, commit }) => {
        const reply = await commit({
          locks: ['settings'],
          async run(unit) {
            const set = await findSettings(unit.tx);
            const change = { ...set, ...body, attachments: { ...set.attachments, ...body.attachments } };
            const settings = withSettings(DEFAULT_SETTINGS, change);
            if (settings.overdueAfterSeconds < settings.soonAfterSeconds) {
              return invalid({
                path: 'overdueAfterSeconds',
                message: 'Nobody is overdue before they are soon overdue: this is less than soonAfterSeconds.',
              });
            }
            await writeSettings(
              unit.tx,
              change,
              Object.keys(body).some((key) => key !== 'attachments'),
            );
            return ok(settings);
          },
        });
        connectedChannels.forget();
        return reply;
      },
    ),
  ];
}
