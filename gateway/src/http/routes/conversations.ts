import { z } from 'zod';
import { isFailure } from '../../conversations/failure.ts';
import { edit } from '../../conversations/lifecycle.ts';
import { assignTeam } from '../../conversations/transfer.ts';
import { STATUSES } from '../../model/status.ts';
import { presentMessage } from '../../store/records.ts';
import { countConversations } from '../../store/read/conversation-counts.ts';
import { findConversation, listConversations } from '../../store/read/conversations.ts';
import { listMessages } from '../../store/read/messages.ts';
import { asMember, viewerOf } from '../as-member.ts';
import { conversationViews } from '../conversation-view.ts';
import { changeConversation } from '../conversation-change.ts';
import type { AppDeps } from '../deps.ts';
import { cursorOf, listSchema, numberPlace, pageQuery, placeOf, sortedPlace } from '../paging.ts';
import { notFound } from '../problem.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { conversationSchema, statusSchema } from '../schemas/conversation.ts';
import { messageSchema } from '../schemas/message.ts';
import { attributesSchema, idOf, listOf, tagsSchema } from '../validation.ts';

const params = z.object({ id: idOf('cnv') });

const filterShape = {
  view: z
    .enum(['all', 'joined', 'online'])
    .optional()
    .meta({ description: '`all` and `joined` leave closed ones out; `joined` is by the member who asks; `online` is the widget’s.' }),
  status: listOf(statusSchema).optional(),
  waiting: z.enum(['any', 'none', 'ok', 'soon', 'overdue']).optional().meta({ description: 'Whether a customer waits, and how long.' }),
  teamId: idOf('tea').optional(),
  channelId: listOf(idOf('chn')).optional(),
  assigneeId: z
    .union([z.literal('none').transform(() => null), idOf('mbr')])
    .optional()
    .meta({ description: 'A member, or `none` for those that nobody owns.' }),
  contactId: idOf('cnt').optional(),
  unread: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .meta({ description: 'Whether there is something that the member has not read. For nobody in particular nothing is unread.' }),
  ...asMember,
  q: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({
      description:
        'Words or parts of words, all of which are in one message, or in the contact’s name, email, phone or ids elsewhere. Case, accents ' +
        'and punctuation do not matter. A single Latin letter or digit is looked for in contacts only.',
    }),
};

const countsSchema = z
  .object({
    statuses: z.object(Object.fromEntries(STATUSES.map((status) => [status, z.number()]))),
    views: z.object({ all: z.number(), joined: z.number(), online: z.number() }),
    waiting: z.object({ ok: z.number(), soon: z.number(), overdue: z.number() }),
    unread: z.number().nullable().meta({
      description: 'Open conversations in which there is something that the member has not read; null for keys without a member.',
    }),
  })
  .meta({ id: 'ConversationCounts' });

/** Reading conversations, and what people keep with them. */
export function conversationRoutes(deps: AppDeps): readonly Route[] {
  const { store, connectedChannels, now } = deps;
  return [
    route(
      {
        method: 'get',
        path: '/conversations',
        name: 'listConversations',
        summary: 'Conversations',
        tag: 'Conversations',
        permission: 'read',
        query: z.strictObject({
          ...pageQuery,
          ...filterShape,
          sort: z
            .enum(['updated', 'created', 'waiting'])
            .default('updated')
            .meta({ description: '`updated` and `created`: newest first; `waiting`: who waits longest first, and only those.' }),
        }),
        responses: { 200: listSchema(conversationSchema) },
      },
      async ({ query, caller }) => {
        const { limit, cursor, sort, memberId, ...filter } = query;
        const at = placeOf(cursor, sortedPlace);
        if ('is' in at) return at;
        const viewer = viewerOf(caller, { memberId });
        const page = await listConversations(store, { ...filter, viewer }, now(), { sort, after: at.place, limit });
        const channels = await connectedChannels.snapshot();
        return ok({ data: await conversationViews(store, page.rows, channels, now(), viewer), nextCursor: cursorOf(page.next) });
      },
    ),
    route(
      {
        method: 'get',
        path: '/conversations/counts',
        name: 'countConversations',
        summary: 'How many conversations there are of every kind',
        tag: 'Conversations',
        permission: 'read',
        query: z.strictObject(filterShape),
        responses: { 200: countsSchema },
      },
      async ({ query: { memberId, ...filter }, caller }) =>
        ok(await countConversations(store, { ...filter, viewer: viewerOf(caller, { memberId }) }, now())),
    ),
    route(
      {
        method: 'get',
        path: '/conversations/{id}',
        name: 'getConversation',
        summary: 'A conversation',
        tag: 'Conversations',
        permission: 'read',
        params,
        query: z.strictObject(asMember),
        responses: { 200: conversationSchema },
      },
      async ({ params: { id }, query, caller }) => {
        const viewer = viewerOf(caller, query);
        const record = await findConversation(store, id, viewer);
        const views = await conversationViews(
          store,
          record === undefined ? [] : [record],
          await connectedChannels.snapshot(),
          now(),
          viewer,
        );
        return views[0] === undefined ? notFound('conversation') : ok(views[0]);
      },
    ),
    route(
      {
        method: 'patch',
        path: '/conversations/{id}',
        name: 'updateConversation',
        summary: "Change a conversation's tags, attributes or team",
        tag: 'Conversations',
        permission: 'write_conversations',
        params,
        body: z.strictObject({
          tags: tagsSchema.optional().meta({ description: 'All of them from now on.' }),
          attributes: attributesSchema.optional().meta({ description: 'Laid over those there are; null takes one away.' }),
          teamId: idOf('tea').nullable().optional().meta({ description: 'As in `assign`: null opens it to all.' }),
          memberId: idOf('mbr').optional(),
        }),
        responses: { 200: conversationSchema },
        problems: ['already_taken', 'conversation_closed', 'forbidden'],
        example: { tags: ['vip'], attributes: { orderId: '20451' } },
      },
      (context) =>
        changeConversation(deps, context, async (unit, conversation, acting) => {
          const { teamId } = context.body;
          const moved = teamId === undefined ? conversation : await assignTeam(unit, conversation, teamId, {}, acting);
          return isFailure(moved) ? moved : edit(unit, conversation, context.body, acting);
        }),
    ),
    route(
      {
        method: 'get',
        path: '/conversations/{id}/messages',
        name: 'listMessages',
        summary: 'Messages of a conversation, newest first',
        tag: 'Messages',
        permission: 'read',
        params,
        query: z.strictObject({ ...pageQuery, ...asMember, visibility: messageSchema.shape.visibility.optional() }),
        responses: { 200: listSchema(messageSchema) },
      },
      async (context) => {
        const { query } = context;
        const at = placeOf(query.cursor, numberPlace);
        if ('is' in at) return at;
        const { id } = context.params;
        const viewer = viewerOf(context.caller, query);
        const page = await listMessages(store, id, viewer, { before: at.place, limit: query.limit, visibility: query.visibility });
        if (page.rows.length === 0 && (await findConversation(store, id, viewer)) === undefined) return notFound('conversation');
        return ok({ data: page.rows.map(presentMessage), nextCursor: cursorOf(page.next) });
      },
    ),
  ];
}
