import { z } from 'zod';
import { DEFAULT_SETTINGS, settingsFor, withSettings } from '../../model/settings.ts';
import { findChannel } from '../../store/read/channels.ts';
import { findConversation } from '../../store/read/conversations.ts';
import { readTeam } from '../../store/read/teams.ts';
import { asOverrides, channelOverrides, readSetSettings } from '../../store/settings.ts';
import { asMember, viewerOf } from '../as-member.ts';
import type { AppDeps } from '../deps.ts';
import { notFound } from '../problem.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { settingsSchema } from '../schemas/settings.ts';
import { idOf } from '../validation.ts';

const writingSchema = settingsSchema.pick({ attachments: true, conferenceUrl: true, languages: true }).meta({ id: 'ConversationSettings' });

/** What whoever writes in a conversation has to go by. All settings are the administrators' to read, these are everybody's. */
export function conversationSettingsRoutes({ store }: Pick<AppDeps, 'store'>): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/conversations/{id}/settings',
        name: 'getConversationSettings',
        summary: 'What holds for writing in a conversation',
        description:
          'Which files are taken, where calls are held, in which languages customers are answered: the channel’s word over the team’s over the organisation’s.',
        tag: 'Conversations',
        permission: 'read',
        params: z.object({ id: idOf('cnv') }),
        query: z.strictObject(asMember),
        responses: { 200: writingSchema },
      },
      async ({ params, query, caller }) => {
        const conversation = await findConversation(store, params.id, viewerOf(caller, query));
        if (conversation === undefined) return notFound('conversation');
        const { channelId, teamId } = conversation;
        const channel = await findChannel(store, channelId);
        const team = teamId === null ? undefined : await readTeam(store, teamId);
        const set = withSettings(DEFAULT_SETTINGS, await readSetSettings(store));
        const { attachments, conferenceUrl, languages } = settingsFor(
          set,
          team && asOverrides(team.row.overridesJson),
          channel && channelOverrides(channel),
        );
        return ok({ attachments, conferenceUrl, languages });
      },
    ),
  ];
}
