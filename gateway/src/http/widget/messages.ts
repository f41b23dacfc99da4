import { type z } from 'zod';
import { externalIdOf } from '../../channels/widget/parse.ts';
import { questionsOf } from '../../channels/widget/settings.ts';
import type { VisitorContent, WireEvent } from '../../channels/widget/wire.ts';
import { type VisitorFacts, withFacts } from '../../model/visitor.ts';
import { findVisitorUpload, messageByExternalId, messagesById, publicMessages, unreadAnswers } from '../../store/read/visitors.ts';
import { uploadSource } from '../../ingest/visitor-uploads.ts';
import type { Source } from '../../model/inbound.ts';
import type { MessageRecord } from '../../store/records.ts';
import type { AppDeps } from '../deps.ts';
import * as widget from '../examples/widget.ts';
import { type Problem, invalid, notFound } from '../problem.ts';
import { created, noContent, ok } from '../reply.ts';
import type { Route } from '../route.ts';
import { findTheirs, keepFacts, messageViews } from './conversation.ts';
import type { Visiting } from './door.ts';
import { factsOf, say } from './say.ts';
import { answeredBy } from './answered.ts';
import { visitorRoute } from './visitor-route.ts';
import {
  attributesBodySchema,
  messagesQuerySchema,
  newMessageSchema,
  reactionBodySchema,
  readBodySchema,
  widgetMessageSchema,
  widgetMessagesSchema,
} from './wire.ts';

/** The form that the script shows before the first message. */
const PRE_CHAT = 'pre_chat';
/** How long ago a message may have been written that waited for a connection. */
const OLDEST_MS = 7 * 86_400_000;
/** More answers are not marked as read at once. */
const MOST_READ = 500;

/** What a visitor reads and says. */
export function visitorMessageRoutes(deps: AppDeps): readonly Route[] {
  return [
    visitorRoute(
      deps,
      'read',
      {
        method: 'get',
        path: '/{channelId}/messages',
        name: 'listVisitorMessages',
        summary: 'What was said, oldest first',
        query: messagesQuerySchema,
        responses: { 200: widgetMessagesSchema },
      },
      async (who, { query }) => {
        const conversation = await findTheirs(deps, who.visitor);
        if (conversation === undefined) return ok({ messages: [], hasMore: false });
        const found = await publicMessages(deps.store, conversation.id, query);
        const hasMore = found.length > query.limit;
        const shown = !hasMore ? found : query.after === undefined ? found.slice(1) : found.slice(0, query.limit);
        return ok({ messages: await messageViews(deps, conversation, shown), hasMore });
      },
    ),
    visitorRoute(
      deps,
      'message',
      {
        method: 'post',
        path: '/{channelId}/messages',
        name: 'sendVisitorMessage',
        summary: 'Say something',
        description: 'The same `clientId` again answers 200 with the message there is.',
        body: newMessageSchema,
        example: widget.newMessage,
        responses: { 200: widgetMessageSchema, 201: widgetMessageSchema },
      },
      async (who, { params: { channelId }, body }) => {
        const { visitor } = who;
        const externalId = externalIdOf(visitor.id, body.clientId);
        const known = await messageByExternalId(deps.store, channelId, externalId);
        if (known !== undefined) return written(deps, who, known, false);
        const answered = await answeredBy(deps, who, body);
        if (answered !== undefined && 'is' in answered) return answered;
        const event = await eventOf(deps, who, body, answered);
        if ('is' in event) return event;
        const failed = await say(deps, who, visitor, [event]);
        if (failed !== undefined) return failed;
        const message = await messageByExternalId(deps.store, channelId, externalId);
        if (message === undefined) return notFound('message');
        await settle(deps, who, message, toldBy(who, body.content));
        return written(deps, who, message, true);
      },
    ),
    visitorRoute(
      deps,
      'signal',
      {
        method: 'post',
        path: '/{channelId}/reactions',
        name: 'reactAsVisitor',
        summary: 'React to a message, or take it back',
        body: reactionBodySchema,
        example: { messageId: widget.message.id, emoji: '👍' },
        responses: { 204: null },
      },
      async (who, { body }) => {
        const target = await theirMessage(deps, who, body.messageId);
        if (target === undefined || target.externalId === null) return notFound('message');
        const event: WireEvent = { type: 'reaction', id: deps.ids.next('evt'), target: target.externalId, emoji: body.emoji };
        return (await say(deps, who, who.visitor, [event])) ?? noContent();
      },
    ),
    visitorRoute(
      deps,
      'signal',
      {
        method: 'post',
        path: '/{channelId}/read',
        name: 'readAsVisitor',
        summary: 'Everything up to this message was read',
        body: readBodySchema,
        example: { seq: widget.message.seq },
        responses: { 204: null },
      },
      async (who, { body }) => {
        const conversation = await findTheirs(deps, who.visitor);
        const ids = conversation === undefined ? [] : await unreadAnswers(deps.store, conversation.id, body.seq, MOST_READ);
        if (ids.length === 0) return noContent();
        const events = ids.toReversed().map((messageId): WireEvent => ({ type: 'status', messageId, state: 'read' }));
        return (await say(deps, who, who.visitor, events)) ?? noContent();
      },
    ),
  ];
}

async function written(deps: AppDeps, who: Visiting, message: MessageRecord, isNew: boolean) {
  const contactId = (await findTheirs(deps, who.visitor))?.contactId ?? '';
  const [view] = await messageViews(deps, { id: message.conversationId, contactId }, [message]);
  if (view === undefined) return notFound('message');
  return isNew ? created(view) : ok(view);
}

/** A message of the visitor's own conversation, which they can see. */
async function theirMessage(deps: AppDeps, { visitor }: Visiting, id: string): Promise<MessageRecord | undefined> {
  const message = (await messagesById(deps.store, [id])).get(id);
  if (message === undefined || message.visibility !== 'public' || message.channelId !== visitor.channelId) return undefined;
  const conversation = await findTheirs(deps, visitor);
  return conversation?.id === message.conversationId ? message : undefined;
}

async function eventOf(
  deps: AppDeps,
  who: Visiting,
  body: z.output<typeof newMessageSchema>,
  source: Source | undefined,
): Promise<WireEvent | Problem> {
  const { visitor } = who;
  const { content, clientId, quotedMessageId } = body;
  if ('attachment' in content) {
    const file = await findVisitorUpload(deps.store, content.attachment.mediaId);
    if (file?.sourceJson !== uploadSource(visitor.id)) {
      return invalid({ path: 'content.attachment.mediaId', message: 'There is no such file. Upload it with POST files first.' });
    }
  }
  const quoted = quotedMessageId === undefined ? undefined : await theirMessage(deps, who, quotedMessageId);
  if (quotedMessageId !== undefined && quoted?.externalId == null) {
    return invalid({ path: 'quotedMessageId', message: 'There is no such message in this conversation.' });
  }
  const sentAt = body.sentAt === undefined ? undefined : Math.max(Date.parse(body.sentAt), deps.now() - OLDEST_MS);
  return {
    type: 'message',
    clientId,
    content,
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(quoted?.externalId == null ? {} : { quoted: quoted.externalId }),
    // What somebody answers says more of why they write than how they came.
    ...(source === undefined ? (visitor.sourceJson === null ? {} : { source: JSON.parse(visitor.sourceJson) }) : { source }),
  };
}

/**
 * The first message has made a conversation and a contact: what was known of the visitor before is known of them now, and so is what they
 * have answered.
 */
async function settle(deps: AppDeps, { visitor }: Visiting, { conversationId }: MessageRecord, answered: VisitorFacts): Promise<void> {
  deps.widget.presence.wrote(visitor.id, conversationId);
  const isFirst = visitor.conversationId !== conversationId;
  if (!isFirst && Object.keys(answered).length === 0) return;
  const known = factsOf(visitor);
  await keepFacts(deps, visitor, { told: withFacts(known, answered), before: isFirst ? {} : known, conversationId });
}

/** What a form before the first message tells of the visitor, as far as the channel asks it; nothing else is believed of a form. */
function toldBy({ settings }: Visiting, content: VisitorContent): VisitorFacts {
  if (content.type !== 'form_reply' || content.name !== PRE_CHAT) return {};
  const asked = new Set(questionsOf(settings).map(({ name }) => name));
  const { name, email, phone, ...others } = Object.fromEntries(Object.entries(content.fields).filter(([field]) => asked.has(field)));
  const own = Object.entries({ name, email, phone }).map(([field, value]) => attributesBodySchema.safeParse({ [field]: value }).data ?? {});
  const attributes = Object.keys(others).length === 0 ? {} : (attributesBodySchema.safeParse({ attributes: others }).data ?? {});
  return Object.assign({}, ...own, attributes);
}
