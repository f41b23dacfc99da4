import { z } from 'zod';
import { type Acting, conversationToChange } from '../../conversations/acting.ts';
import { failure, isFailure } from '../../conversations/failure.ts';
import { unreachableFile } from '../../conversations/files.ts';
import { type Draft, type Skipped, checkDraft, queueMessage } from '../../conversations/send-message.ts';
import type { Message } from '../../model/message.ts';
import { type IdentityRecord, presentMessage } from '../../store/records.ts';
import type { Unit } from '../../store/unit.ts';
import { whoAsks } from '../auth/caller.ts';
import type { Channels } from '../conversation-view.ts';
import type { AppDeps } from '../deps.ts';
import { draftShape, draftOf, hasNeededFallback, skippedSchema } from '../draft.ts';
import { problemOf } from '../failures.ts';
import { notFound } from '../problem.ts';
import { type CommandReply, accepted, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { messageSchema } from '../schemas/message.ts';
import { idOf } from '../validation.ts';
import { type NewConversation, findRecipient, identifyRecipient } from '../recipient.ts';

/** An answer to a send: the message on its way, or that the workflow chose not to. */
type Sent = CommandReply<Message | { readonly skipped: true; readonly reason: 'held_by_member' }>;

const SEND = {
  method: 'post',
  tag: 'Messages',
  permission: 'write_messages',
  responses: { 202: messageSchema, 200: skippedSchema },
  problems: [
    'window_closed',
    'not_joined',
    'held_by_member',
    'conversation_merged',
    'channel_deleted',
    'contact_blocked',
    'contact_opted_out',
    'contact_erased',
  ],
  idempotent: true,
} as const;

/** Sending. The answer says that the message is on its way; events and `delivery` say how far it came. */
export function messageRoutes(deps: AppDeps): readonly Route[] {
  return [
    route(
      {
        ...SEND,
        path: '/conversations/{id}/messages',
        name: 'sendMessage',
        summary: 'Send a message into a conversation',
        params: z.object({ id: idOf('cnv') }),
        body: z.strictObject(draftShape).refine(...hasNeededFallback),
        example: { content: { type: 'text', text: 'Hello! How can we help?' }, answers: true },
      },
      async (context) => {
        const draft = draftOf(context.body);
        const unreachable = unreachableFile(draft.content, deps.checkUrl);
        if (unreachable !== undefined) return problemOf(unreachable);
        const channels = await deps.connectedChannels.snapshot();
        return context.commit({
          locks: [context.params.id],
          async run(unit): Promise<Sent> {
            const conversation = await conversationToChange(unit, context.params.id);
            if (isFailure(conversation)) return problemOf(conversation);
            const acting = await whoAsks(unit, context.caller, context.body.memberId);
            if (isFailure(acting)) return problemOf(acting);
            const identity = unit.identities.get(conversation.identityId);
            if (identity === undefined) return notFound('conversation');
            return send(unit, identity.channelId, () => identity, draft, acting, channels);
          },
        });
      },
    ),
    route(
      {
        ...SEND,
        path: '/messages',
        name: 'sendMessageTo',
        summary: 'Send a message to a person',
        description:
          'Opens the conversation where there is none. `to.externalId` is what the platform calls them: on WhatsApp a phone number or a business-scoped user id, on LINE a user, group or room id.',
        body: z
          .strictObject({
            channelId: idOf('chn'),
            to: z.union(
              [z.strictObject({ externalId: z.string().trim().min(1).max(200) }), z.strictObject({ contactId: idOf('cnt') })],
              'This is {externalId} or {contactId}.',
            ),
            ...draftShape,
          })
          .refine(...hasNeededFallback),
        example: {
          channelId: 'chn_01JCXW3T5M8ZP4Q7RSV2N6K9AB',
          to: { externalId: '+1 555 010 0200' },
          content: { type: 'template', name: 'order_ready', language: 'en', params: { 1: 'Ana' } },
        },
      },
      async (context) => {
        const { body } = context;
        const draft = draftOf(body);
        const unreachable = unreachableFile(draft.content, deps.checkUrl);
        if (unreachable !== undefined) return problemOf(unreachable);
        const channels = await deps.connectedChannels.snapshot();
        const recipient = await findRecipient(deps.store, body.channelId, channels.get(body.channelId), body.to);
        if (isFailure(recipient)) return problemOf(recipient);
        return context.commit({
          locks: recipient.locks,
          async run(unit): Promise<Sent> {
            const acting = await whoAsks(unit, context.caller, body.memberId);
            if (isFailure(acting)) return problemOf(acting);
            const known = await identifyRecipient(unit, recipient);
            return send(unit, body.channelId, known, draft, acting, channels);
          },
        });
      },
    ),
  ];
}

/** @param person finds the identity, or makes it: called only when nothing refuses the draft any more */
async function send(
  unit: Unit,
  channelId: string,
  person: (() => IdentityRecord) | NewConversation,
  draft: Draft,
  acting: Acting,
  channels: Channels,
): Promise<Sent> {
  const channel = channels.get(channelId);
  if (channel === undefined || channel.isDeleted) return problemOf(failure('channel_deleted', 'This channel was disconnected.'));
  const known = typeof person === 'function' ? person() : person.known;
  const conversation = known === undefined ? undefined : unit.conversationByIdentity.get(known.id);
  const named = typeof person === 'function' ? undefined : person.named;
  const contact = known === undefined ? named : unit.contacts.get(known.contactId);
  const checked = await checkDraft(unit, channelId, conversation, draft, acting, contact);
  if (isFailure(checked)) return problemOf(checked);
  if (isSkipped(checked)) return ok({ skipped: true, reason: 'held_by_member' });
  const identity = known ?? (typeof person === 'function' ? person() : person.make());
  return accepted(presentMessage(await queueMessage(unit, identity, draft, checked, acting)));
}

function isSkipped(checked: { readonly is: string }): checked is Skipped {
  return checked.is === 'skipped';
}
