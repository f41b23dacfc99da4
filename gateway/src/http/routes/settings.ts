import { z } from 'zod';
import { isFailure } from '../../conversations/failure.ts';
import { SETTINGS, changeSettings } from '../../conversations/settings.ts';
import {
  DEFAULT_SETTINGS,
  type SettingsChange,
  type SettingsOverrides,
  originsOf,
  settingsFor,
  withSettings,
} from '../../model/settings.ts';
import { findChannel } from '../../store/read/channels.ts';
import { readTeam } from '../../store/read/teams.ts';
import { asOverrides, channelOverrides, readSetSettings } from '../../store/settings.ts';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../failures.ts';
import { invalid } from '../problem.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { TOLD_SETTINGS, settingsChangeSchema, settingsSchema } from '../schemas/settings.ts';
import { idOf } from '../validation.ts';

/** What holds for all channels of the organisation, and for one of them or a team. */
export function settingsRoutes({ store, connectedChannels }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/settings',
        name: 'getSettings',
        summary: 'The settings that hold, and who says so',
        description:
          'Without a query the organisation’s. With `teamId` and `channelId` what holds for the channel’s conversations that the team has.',
        tag: 'Organisation',
        permission: 'read',
        query: z.strictObject({ teamId: idOf('tea').optional(), channelId: idOf('chn').optional() }),
        adminsOnly: true,
        responses: { 200: settingsSchema },
      },
      async ({ query }) => {
        const team = query.teamId === undefined ? undefined : await readTeam(store, query.teamId);
        if (query.teamId !== undefined && team === undefined) return invalid({ path: 'teamId', message: 'There is no such team.' });
        const channel = query.channelId === undefined ? undefined : await findChannel(store, query.channelId);
        if (query.channelId !== undefined && channel === undefined) {
          return invalid({ path: 'channelId', message: 'There is no such channel.' });
        }
        const set = await readSetSettings(store);
        return ok(viewOf(set, team && asOverrides(team.row.overridesJson), channel && channelOverrides(channel)));
      },
    ),
    route(
      {
        method: 'patch',
        path: '/settings',
        name: 'updateSettings',
        audit: { tells: TOLD_SETTINGS },
        summary: 'Change the organisation’s settings',
        description: 'What is absent stays as it is. New thresholds and hours hold for waits that run already.',
        tag: 'Organisation',
        permission: 'manage_settings',
        body: settingsChangeSchema,
        responses: { 200: settingsSchema },
        example: {
          soonAfterSeconds: 120,
          overdueAfterSeconds: 240,
          businessHours: {
            timeZone: 'Europe/Berlin',
            weekly: { mon: [{ from: '09:00', to: '18:00' }], tue: [{ from: '09:00', to: '18:00' }] },
            holidays: ['2026-12-25', { date: '2026-12-24', from: '09:00', to: '12:00' }],
          },
        },
      },
      async ({ body, commit }) => {
        const reply = await commit({
          locks: [SETTINGS],
          async run(unit) {
            const set = await changeSettings(unit, body);
            return isFailure(set) ? problemOf(set) : ok(viewOf(set, undefined, undefined));
          },
        });
        connectedChannels.forget();
        return reply;
      },
    ),
  ];
}

function viewOf(set: SettingsChange, team: SettingsOverrides | undefined, channel: SettingsOverrides | undefined) {
  return { ...settingsFor(withSettings(DEFAULT_SETTINGS, set), team, channel), origins: originsOf(set, team, channel) };
}
