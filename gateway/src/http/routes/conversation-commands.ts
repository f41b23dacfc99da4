import { z } from 'zod';
import { conversationToChange } from '../../conversations/acting.ts';
import { isFailure } from '../../conversations/failure.ts';
import { addNote, close, edit, handOver, reopen } from '../../conversations/lifecycle.ts';
import { findMentioned } from '../../conversations/mentions.ts';
import { actingIn } from '../../conversations/standing.ts';
import { snooze } from '../../conversations/snooze.ts';
import { presentMessage } from '../../store/records.ts';
import { whoAsks } from '../auth/caller.ts';
import { changeConversation } from '../conversation-change.ts';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../failures.ts';
import { created } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { conversationSchema } from '../schemas/conversation.ts';
import { messageSchema } from '../schemas/message.ts';
import { idOf, tagSchema } from '../validation.ts';

const params = z.object({ id: idOf('cnv') });
/** For whom something is done. */
export const actingMember = idOf('mbr')
  .optional()
  .meta({ description: 'The member for whom this is done; the key needs the permission act_for_members.' });
const memberId = actingMember;
export const noteText = z.string().trim().min(1, 'A note must not be empty.').max(10_000);

/** What every one of them has in common. */
export const common = {
  method: 'post',
  tag: 'Conversations',
  permission: 'write_conversations',
  params,
  idempotent: true,
} as const;

/** What people and workflows do with a conversation. All of it is safe to repeat, except notes. */
export function conversationCommandRoutes(deps: AppDeps): readonly Route[] {
  return [...lifecycle(deps), ...keeping(deps)];
}

function lifecycle(deps: AppDeps): readonly Route[] {
  return [
    route(
      {
        ...common,
        path: '/conversations/{id}/close',
        name: 'closeConversation',
        summary: 'Close a conversation',
        description: "The customer's next message opens it again, in a new session.",
        body: z.strictObject({ reason: z.string().trim().min(1).max(200).optional(), memberId }),
        responses: { 200: conversationSchema },
        problems: ['not_joined'],
        example: { reason: 'solved' },
      },
      (context) =>
        changeConversation(deps, context, (unit, conversation, acting) => close(unit, conversation, context.body.reason ?? null, acting)),
    ),
    route(
      {
        ...common,
        path: '/conversations/{id}/reopen',
        name: 'reopenConversation',
        summary: 'Open a closed conversation in a new session',
        body: z.strictObject({ memberId }),
        responses: { 200: conversationSchema },
        example: {},
      },
      (context) => changeConversation(deps, context, reopen),
    ),
    route(
      {
        ...common,
        path: '/conversations/{id}/snooze',
        name: 'snoozeConversation',
        summary: 'Put a conversation away until a time',
        description:
          "A customer's message brings it back at once, and a wait that runs goes on running. While it is put away it does not close for silence. Null takes it back.",
        body: z.strictObject({ until: z.iso.datetime({ offset: true, error: 'This is a time in ISO 8601.' }).nullable(), memberId }),
        responses: { 200: conversationSchema },
        problems: ['not_joined', 'conversation_closed'],
        example: { until: '2026-12-01T09:00:00Z' },
      },
      (context) =>
        changeConversation(deps, context, (unit, conversation, acting) =>
          snooze(unit, conversation, context.body.until === null ? null : Date.parse(context.body.until), acting),
        ),
    ),
    route(
      {
        ...common,
        path: '/conversations/{id}/hand-over',
        name: 'handOverConversation',
        summary: 'Hand a conversation to people or to the bot',
        body: z.strictObject({ to: z.enum(['people', 'bot'], 'This is people or bot.'), note: noteText.optional(), memberId }),
        responses: { 200: conversationSchema },
        problems: ['conversation_closed'],
        example: { to: 'people', note: 'Wants to talk about an invoice.' },
      },
      (context) => changeConversation(deps, context, (unit, conversation, acting) => handOver(unit, conversation, context.body, acting)),
    ),
  ];
}

function keeping(deps: AppDeps): readonly Route[] {
  return [
    route(
      {
        ...common,
        path: '/conversations/{id}/tags',
        name: 'tagConversation',
        summary: 'Add and remove tags',
        body: z.strictObject({ add: z.array(tagSchema).max(100).optional(), remove: z.array(tagSchema).max(100).optional(), memberId }),
        responses: { 200: conversationSchema },
        example: { add: ['vip'] },
      },
      (context) =>
        changeConversation(deps, context, (unit, conversation, acting) =>
          edit(unit, conversation, { addTags: context.body.add, removeTags: context.body.remove }, acting),
        ),
    ),
    route(
      {
        ...common,
        path: '/conversations/{id}/notes',
        name: 'createNote',
        summary: 'Write a note for the team',
        description: 'The customer never sees it, and it does not end their wait. Whoever it mentions is notified.',
        body: z.strictObject({
          text: noteText,
          mentions: z
            .array(idOf('mbr'))
            .max(50)
            .optional()
            .meta({ description: 'Members it calls on; all of them must be able to see the conversation.' }),
          memberId,
        }),
        responses: { 201: messageSchema },
        example: { text: 'Called back, no answer.' },
      },
      async (context) =>
        context.commit({
          locks: [context.params.id],
          async run(unit) {
            const conversation = await conversationToChange(unit, context.params.id);
            if (isFailure(conversation)) return problemOf(conversation);
            const who = await whoAsks(unit, context.caller, context.body.memberId);
            if (isFailure(who)) return problemOf(who);
            const acting = await actingIn(unit, conversation, who);
            if (isFailure(acting)) return problemOf(acting);
            const mentions = await findMentioned(unit, conversation, context.body.mentions ?? []);
            if ('is' in mentions) return problemOf(mentions);
            return created(presentMessage(addNote(unit, conversation, context.body.text, acting, mentions)));
          },
        }),
    ),
  ];
}
