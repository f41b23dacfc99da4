import { z } from 'zod';
import { findWebhook, listWebhooks } from '../../store/read/webhooks.ts';
import type { AppDeps } from '../deps.ts';
import { cursorOf, idPlace, listSchema, numberPlace, pageQuery, placeOf } from '../paging.ts';
import { notFound } from '../problem.ts';
import { accepted, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from '../schemas/message.ts';
import { iso } from '../times.ts';
import { idOf } from '../validation.ts';

const webhookShape = { id: z.string(), channelId: z.string(), receivedAt: timeSchema };
const webhookSchema = z.object({ ...webhookShape, characters: z.number() }).meta({ id: 'KeptWebhook' });
const payloadSchema = z
  .object({ ...webhookShape, body: z.string().meta({ description: 'As it came, before anything was read from it.' }) })
  .meta({ id: 'WebhookPayload' });
const setAsideSchema = z
  .object({ position: z.number(), channelId: z.string(), at: timeSchema.nullable(), why: z.string() })
  .meta({ id: 'SetAside' });

const tag = 'Operations';
const common = { tag, permission: 'read_raw', adminsOnly: true } as const;

/** What platforms have sent, untouched: for finding out why something came in as it did. */
export function inspectionRoutes({ store, setAside }: AppDeps): readonly Route[] {
  return [
    route(
      {
        ...common,
        method: 'get',
        path: '/webhooks',
        name: 'listWebhooks',
        summary: 'Platforms’ webhooks that brought something new',
        description:
          'Latest first, without their bodies; `messageId` finds the one that brought a message. Kept for 30 days, and never longer than the person whom they are about.',
        query: z.strictObject({ ...pageQuery, messageId: idOf('msg').optional() }),
        responses: { 200: listSchema(webhookSchema) },
      },
      async ({ query: { cursor, limit, messageId } }) => {
        const at = placeOf(cursor, idPlace);
        if ('is' in at) return at;
        const page = await listWebhooks(store, { messageId }, { before: at.place, limit });
        return ok({ data: page.rows.map((row) => ({ ...row, receivedAt: iso(row.receivedAt) })), nextCursor: cursorOf(page.next) });
      },
    ),
    route(
      {
        ...common,
        method: 'get',
        path: '/webhooks/set-aside',
        name: 'listSetAside',
        summary: 'Webhooks that could not be stored',
        description:
          'They were acknowledged while the database was gone, and refused by it when it was back. They lie on the disk of the gateway that answers, on PostgreSQL only, for 30 days; after an erasure of the person they are not looked through.',
        query: z.strictObject(pageQuery),
        responses: { 200: listSchema(setAsideSchema) },
      },
      async ({ query: { cursor, limit } }) => {
        const at = placeOf(cursor, numberPlace);
        if ('is' in at) return at;
        const rows = setAside.list(at.place ?? 0, limit + 1);
        const kept = rows.slice(0, limit);
        const last = rows.length > limit ? kept.at(-1) : undefined;
        const data = kept.map((row) => ({ ...row, at: row.at === null ? null : iso(row.at) }));
        return ok({ data, nextCursor: cursorOf(last?.position ?? null) });
      },
    ),
    route(
      {
        ...common,
        method: 'post',
        path: '/webhooks/set-aside/{position}/replay',
        name: 'replaySetAside',
        audit: {},
        summary: 'Try to store a webhook once more that was set aside',
        description: 'It goes to the end of what waits to be stored. Where it fails again it is set aside again.',
        params: z.object({ position: z.coerce.number().int().min(1) }),
        responses: { 202: z.object({ accepted: z.literal(true) }).meta({ id: 'SetAsideReplayed' }) },
      },
      async ({ params }) =>
        setAside.replay(params.position) ? accepted({ accepted: true as const }) : notFound('webhook that was set aside'),
    ),
    route(
      {
        ...common,
        method: 'get',
        path: '/webhooks/{id}',
        name: 'getWebhookPayload',
        audit: {},
        summary: 'What a platform sent, untouched',
        description: 'Holds what people wrote. Every look leaves a line in the audit log.',
        params: z.object({ id: idOf('whk') }),
        responses: { 200: payloadSchema },
      },
      async ({ params: { id } }) => {
        const row = await findWebhook(store, id);
        return row === undefined ? notFound('webhook') : ok({ ...row, receivedAt: iso(row.receivedAt) });
      },
    ),
  ];
}
