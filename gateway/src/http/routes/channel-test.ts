import { z } from 'zod';
import { setHealth } from '../../conversations/channel-health.ts';
import { healthOf } from '../../model/health.ts';
import { findLiveChannel } from '../../store/channels.ts';
import { resumeSends } from '../../store/lanes.ts';
import { teamIdsOf } from '../../store/read/teams.ts';
import { channelView } from '../channel-view.ts';
import type { AppDeps } from '../deps.ts';
import { notFound } from '../problem.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { channelSchema } from '../schemas/channel.ts';
import { iso } from '../times.ts';
import { idOf } from '../validation.ts';

/** Asking a platform whether a channel can work. */
export function channelTestRoutes(deps: AppDeps): readonly Route[] {
  const { connectedChannels, callIo, pauses, publicUrl, now } = deps;
  return [
    route(
      {
        method: 'post',
        path: '/channels/{id}/test',
        name: 'testChannel',
        audit: false,
        summary: 'Ask the platform whether the channel works',
        description:
          'Really calls the platform: credentials, permissions, the webhook address it knows, the state of the account. What was found is in `health.findings`, each with what to do next. A channel that had stopped and is well again goes on sending.',
        tag: 'Channels',
        permission: 'manage_channels',
        params: z.object({ id: idOf('chn') }),
        body: z.strictObject({}),
        responses: { 200: channelSchema },
        example: {},
      },
      async (context) => {
        const connected = (await connectedChannels.snapshot()).get(context.params.id);
        if (connected === undefined || connected.isDeleted) return notFound('channel');
        const { channel, settings } = connected;
        const findings = (await channel.checkHealth?.(settings, callIo(connected))) ?? [];
        const health = healthOf(findings, iso(now()));
        if (health.level !== 'error') pauses.end(connected.id);
        const reply = await context.commit({
          locks: [connected.id],
          async run(unit) {
            const row = await findLiveChannel(unit.tx, connected.id);
            if (row === undefined) return notFound('channel');
            await setHealth(unit, connected.id, health);
            if (health.level !== 'error') await resumeSends(unit.tx, connected.id);
            const shown = { ...row, healthJson: JSON.stringify(unit.channelHealth.get(connected.id) ?? health) };
            const teamIds = await teamIdsOf({ reader: unit.tx.db, dialect: unit.tx.dialect }, [row.id]);
            return ok(channelView(shown, channel, publicUrl, teamIds.get(row.id)));
          },
        });
        connectedChannels.forget();
        return reply;
      },
    ),
  ];
}
