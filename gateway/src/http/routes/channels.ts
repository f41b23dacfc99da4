import { z } from 'zod';
import { loadChannel } from '../../channels/registry.ts';
import { isFailure } from '../../conversations/failure.ts';
import { SETTINGS, changeOverrides, followOverrides } from '../../conversations/settings.ts';
import { addChannel, findLiveChannel, updateChannel } from '../../store/channels.ts';
import { resumeSends } from '../../store/lanes.ts';
import { findChannel, listChannels } from '../../store/read/channels.ts';
import { teamIdsOf } from '../../store/read/teams.ts';
import type { ChannelRow } from '../../store/schema.ts';
import { asOverrides } from '../../store/settings.ts';
import { checkSettings, secretsToRepeat, storedSettings, unconnectable, withMadeSecrets } from '../channel-settings.ts';
import { channelView } from '../channel-view.ts';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../failures.ts';
import { cursorOf, idPlace, listSchema, pageQuery, placeOf } from '../paging.ts';
import { invalid, notFound } from '../problem.ts';
import { created, noContent, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { channelSchema, connectedChannelSchema, madeSecretsSchema, oneWayReplySchema } from '../schemas/channel.ts';
import { TOLD_OVERRIDES, channelOverridesChangeSchema, channelOverridesSchema, mediaRulesChangeSchema } from '../schemas/settings.ts';
import { channelTypeSchema } from '../schemas/conversation.ts';
import { channelWarningSchema, twoWayWarnings } from '../two-way-warning.ts';
import { idOf } from '../validation.ts';

const nameSchema = z.string().trim().min(1, 'A channel needs a name.').max(200);
const params = z.object({ id: idOf('chn') });
const settingsSchema = z.record(z.string().max(100), z.unknown());

const newChannelSchema = z.strictObject({
  type: z.string().max(50),
  provider: z.string().max(50).nullish(),
  name: nameSchema,
  settings: settingsSchema,
  twoWay: z.boolean().default(true).meta({ description: 'Whether people answer here; false only stores and shows what comes in.' }),
  oneWayReply: oneWayReplySchema.default(null),
  overrides: channelOverridesSchema
    .default({})
    .meta({ description: 'What the channel sets for itself, by the names of `PATCH /settings`.' }),
});

const changedChannelSchema = z.strictObject({
  name: nameSchema.optional(),
  settings: settingsSchema
    .optional()
    .meta({ description: 'Laid over those there are: secrets that are left out stay; null takes a setting away.' }),
  twoWay: z.boolean().optional(),
  oneWayReply: oneWayReplySchema.optional(),
  overrides: channelOverridesChangeSchema.optional().meta({
    description: 'What the channel sets for itself, by the names of `PATCH /settings`; null takes one away, what is absent stays.',
  }),
  attachments: mediaRulesChangeSchema
    .nullable()
    .optional()
    .meta({ description: 'Which files come in and go out here, where that differs from the organisation’s settings; null: it does not.' }),
});

const changedChannelAnswer = channelSchema
  .extend({
    madeSecrets: madeSecretsSchema,
    warnings: z
      .array(channelWarningSchema)
      .meta({ description: 'What comes with the change: the load to expect where people answer from now on.' }),
  })
  .meta({ id: 'ChangedChannel' });

/** Connecting an account of a platform. Nothing here calls the platform. */
export function channelRoutes(deps: AppDeps): readonly Route[] {
  const { store, connectedChannels, seal, ids, publicUrl } = deps;
  const answerOf = async (row: ChannelRow, teamIds: ReadonlyMap<string, readonly string[]>) =>
    channelView(row, await loadChannel(row.type, row.provider), publicUrl, teamIds.get(row.id));
  return [
    route(
      {
        method: 'get',
        path: '/channels',
        name: 'listChannels',
        summary: 'Connected channels',
        tag: 'Channels',
        permission: 'read',
        query: z.strictObject({ ...pageQuery, type: channelTypeSchema.optional() }),
        responses: { 200: listSchema(channelSchema) },
      },
      async ({ query }) => {
        const at = placeOf(query.cursor, idPlace);
        if ('is' in at) return at;
        const page = await listChannels(store, { type: query.type }, { after: at.place, limit: query.limit });
        const ids = page.rows.map((row) => row.id);
        const teamIds = await teamIdsOf(store, ids);
        const data = await Promise.all(page.rows.map((row) => answerOf(row, teamIds)));
        return ok({ data, nextCursor: cursorOf(page.next) });
      },
    ),
    route(
      {
        method: 'post',
        path: '/channels',
        name: 'connectChannel',
        audit: { tells: ['type', 'provider', 'twoWay', ...TOLD_OVERRIDES] },
        summary: 'Connect a channel',
        description:
          'Stores the settings, the secrets among them sealed. The platform is not called. Give it the `webhookUrl` of the answer.',
        tag: 'Channels',
        permission: 'manage_channels',
        body: newChannelSchema,
        responses: { 201: connectedChannelSchema },
        idempotent: true,
        example: {
          type: 'line',
          name: 'Support',
          settings: {
            channelSecret: '0123456789abcdef0123456789abcdef',
            channelAccessToken: 'the long-lived token of the LINE Developers console',
          },
        },
      },
      async ({ body, commit }) => {
        const channel = await loadChannel(body.type, body.provider ?? null);
        if (channel === undefined) return unconnectable(body.type, body.provider ?? null);
        const { settings: whole, made } = withMadeSecrets(channel, body.settings);
        const settings = checkSettings(channel, whole, deps.checkUrl);
        if ('is' in settings) return settings;
        const reply = await commit({
          locks: [SETTINGS],
          async run(unit) {
            const set = await changeOverrides(unit, {}, body.overrides);
            if (isFailure(set)) return problemOf(set);
            const row: ChannelRow = {
              id: ids.next('chn'),
              type: channel.type,
              provider: channel.provider,
              name: body.name,
              status: 'connected',
              healthJson: JSON.stringify({ level: 'ok' }),
              attachmentsJson: null,
              overridesJson: set.overrides === null ? null : JSON.stringify(set.overrides),
              oneWayReply: body.oneWayReply,
              twoWay: body.twoWay ? 1 : 0,
              settingsJson: JSON.stringify(settings.plain),
              secrets: seal.seal(JSON.stringify(settings.secrets)),
              createdAt: unit.now,
              updatedAt: unit.now,
              deletedAt: null,
            };
            await addChannel(unit.tx, row);
            return created({ ...channelView(row, channel, publicUrl, []), ...(made === undefined ? {} : { madeSecrets: made }) });
          },
        });
        connectedChannels.forget();
        return reply;
      },
    ),
    route(
      {
        method: 'get',
        path: '/channels/{id}',
        name: 'getChannel',
        summary: 'A channel',
        tag: 'Channels',
        permission: 'read',
        params,
        responses: { 200: channelSchema },
      },
      async (context) => {
        const row = await findChannel(store, context.params.id);
        return row === undefined ? notFound('channel') : ok(await answerOf(row, await teamIdsOf(store, [row.id])));
      },
    ),
    route(
      {
        method: 'patch',
        path: '/channels/{id}',
        name: 'updateChannel',
        audit: { tells: ['twoWay', ...TOLD_OVERRIDES] },
        summary: "Change a channel's name or settings",
        tag: 'Channels',
        permission: 'manage_channels',
        params,
        body: changedChannelSchema,
        responses: { 200: changedChannelAnswer },
        example: { settings: { channelAccessToken: 'a new token' } },
      },
      async (context) => {
        const { body } = context;
        const known = await findChannel(store, context.params.id);
        const channel = known && (await loadChannel(known.type, known.provider));
        if (channel === undefined) return notFound('channel');
        const reply = await context.commit({
          locks: [context.params.id, SETTINGS],
          async run(unit) {
            const row = await findLiveChannel(unit.tx, context.params.id);
            if (row === undefined) return notFound('channel');
            const stored = storedSettings(row, seal);
            const missing = secretsToRepeat(channel, stored, body.settings ?? {});
            if (missing.length > 0) {
              const message = 'Give this secret again: the address that it is sent to changes.';
              return invalid(...missing.map((name) => ({ path: `settings.${name}`, message })));
            }
            const { settings: whole, made } = withMadeSecrets(channel, { ...stored, ...body.settings });
            const settings = checkSettings(channel, whole, deps.checkUrl);
            if ('is' in settings) return settings;
            const set = await changeOverrides(unit, asOverrides(row.overridesJson), body.overrides ?? {});
            if (isFailure(set)) return problemOf(set);
            const values = {
              name: body.name ?? row.name,
              twoWay: body.twoWay === undefined ? row.twoWay : Number(body.twoWay),
              settingsJson: JSON.stringify(settings.plain),
              secrets: seal.seal(JSON.stringify(settings.secrets)),
              overridesJson: set.overrides === null ? null : JSON.stringify(set.overrides),
              oneWayReply: body.oneWayReply === undefined ? row.oneWayReply : body.oneWayReply,
              attachmentsJson: body.attachments === undefined ? row.attachmentsJson : body.attachments && JSON.stringify(body.attachments),
            };
            await updateChannel(unit.tx, row.id, values);
            await followOverrides(unit, { channelId: row.id }, body.overrides);
            // A channel that had stopped may go on with what it was given now.
            if (body.settings !== undefined) await resumeSends(unit.tx, row.id);
            const teamIds = await teamIdsOf({ reader: unit.tx.db, dialect: unit.tx.dialect }, [row.id]);
            const warnings = await twoWayWarnings({ reader: unit.tx.db, dialect: unit.tx.dialect }, row, body.twoWay, unit.now);
            const view = channelView({ ...row, ...values, updatedAt: unit.now }, channel, publicUrl, teamIds.get(row.id));
            return ok({ ...view, warnings, ...(made === undefined ? {} : { madeSecrets: made }) });
          },
        });
        connectedChannels.forget();
        return reply;
      },
    ),
    route(
      {
        method: 'delete',
        path: '/channels/{id}',
        name: 'deleteChannel',
        summary: 'Disconnect a channel',
        description: 'Its conversations stay and can be read; nothing comes in or goes out any more.',
        tag: 'Channels',
        permission: 'manage_channels',
        params,
        responses: { 204: null },
      },
      async (context) => {
        const reply = await context.commit({
          locks: [context.params.id],
          async run(unit) {
            const row = await findLiveChannel(unit.tx, context.params.id);
            if (row === undefined) return notFound('channel');
            await updateChannel(unit.tx, row.id, { status: 'deleted', deletedAt: unit.now });
            return noContent();
          },
        });
        connectedChannels.forget();
        return reply;
      },
    ),
  ];
}
