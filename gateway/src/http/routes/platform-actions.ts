import { z } from 'zod';
import { isFailure } from '../../conversations/failure.ts';
import { setReaction } from '../../conversations/reactions.ts';
import type { Acted } from '../../conversations/platform-actions.ts';
import { loadConversations, loadMessages } from '../../store/load.ts';
import { presentMessage } from '../../store/records.ts';
import { markRead } from '../../store/seats.ts';
import { readMessage } from '../../store/read/call-target.ts';
import { markNotificationsRead } from '../../store/notifications.ts';
import { type Caller, memberIdOf, whoAsks } from '../auth/caller.ts';
import { whyNotShownBy } from '../conversation-change.ts';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../failures.ts';
import { type Problem, notFound, problem } from '../problem.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { messageSchema } from '../schemas/message.ts';
import { idOf } from '../validation.ts';

const memberId = idOf('mbr')
  .optional()
  .meta({ description: 'The member for whom this is done; the key needs the permission act_for_members.' });

const shownSchema = z
  .object({
    done: z.boolean().meta({ description: 'Whether the customer was shown it.' }),
    detail: z.string().exactOptional().meta({ description: 'Why not, in a sentence.' }),
  })
  .meta({ id: 'Shown' });

/** One emoji, which may be several code points: a flag, a family, a skin tone. */
const emojiSchema = z
  .string()
  .trim()
  .max(64)
  .refine((text) => [...new Intl.Segmenter().segment(text)].length === 1 && /\p{Emoji}/u.test(text), 'This is one emoji.');

/** What the business shows a customer without writing: that somebody types, that a message was read, a reaction. */
export function platformActionRoutes(deps: AppDeps): readonly Route[] {
  const { platformActions } = deps;
  const common = { method: 'post', permission: 'write_messages' } as const;
  return [
    route(
      {
        ...common,
        path: '/conversations/{id}/typing',
        name: 'showTyping',
        summary: 'Show the customer that somebody is writing',
        description:
          'For the platform’s own short time. A channel that cannot answers `done: false`, so that one workflow serves all channels.',
        tag: 'Conversations',
        params: z.object({ id: idOf('cnv') }),
        body: z.strictObject({ memberId }),
        responses: { 200: shownSchema },
        problems: ['channel_deleted', 'platform_refused', 'platform_unavailable'],
        example: {},
      },
      async (context) => {
        const refusal = await whyNotShownBy(deps, context.caller, context.params.id, context.body.memberId);
        return refusal ?? shown(await platformActions.showTyping(context.params.id));
      },
    ),
    route(
      {
        ...common,
        path: '/conversations/{id}/read',
        name: 'markRead',
        summary: 'Read everything, and show the customer so',
        description:
          'For the member who asks nothing is unread from then on, whatever the platform says, and what they were notified of in it counts as read too. The customer is shown it where the platform can; one that cannot answers `done: false`.',
        tag: 'Conversations',
        params: z.object({ id: idOf('cnv') }),
        body: z.strictObject({ memberId }),
        responses: { 200: shownSchema },
        problems: ['channel_deleted', 'platform_refused', 'platform_unavailable'],
        example: {},
      },
      async (context) => {
        const refusal = await whyNotShownBy(deps, context.caller, context.params.id, context.body.memberId, (unit, conversation, member) =>
          markRead(unit, conversation, member.id),
        );
        if (refusal !== undefined) return refusal;
        await readNotifications(deps, context.caller, context.params.id, context.body.memberId);
        return shown(await platformActions.markRead(context.params.id));
      },
    ),
    route(
      {
        ...common,
        path: '/messages/{id}/reactions',
        name: 'reactToMessage',
        summary: 'React to a message',
        description: 'One reaction of the business on a message: another emoji replaces it, null takes it back.',
        tag: 'Messages',
        params: z.object({ id: idOf('msg') }),
        body: z.strictObject({ emoji: emojiSchema.nullable(), memberId }),
        responses: { 200: messageSchema },
        problems: ['not_supported', 'channel_deleted', 'platform_refused', 'platform_unavailable'],
        example: { emoji: '👍' },
      },
      async (context) => {
        const { emoji } = context.body;
        const target = await readMessage(deps.store, context.params.id);
        if (target === undefined) return notFound('message');
        const refusal = await whyNotShownBy(deps, context.caller, target.conversationId, context.body.memberId);
        if (refusal !== undefined) return refusal;
        const acted = await platformActions.react(context.params.id, emoji);
        if (acted.is === 'impossible') return problem('not_supported', acted.detail);
        if (acted.is !== 'done') return problemOfAction(acted);
        return context.commit({
          locks: [target.conversationId],
          async run(unit) {
            const acting = await whoAsks(unit, context.caller, context.body.memberId);
            if (isFailure(acting)) return problemOf(acting);
            await loadConversations(unit, [target.conversationId]);
            await loadMessages(unit, [target.id]);
            const message = unit.messages.get(target.id);
            if (message === undefined) return notFound('message');
            setReaction(unit, message, emoji, acting);
            return ok(presentMessage(message));
          },
        });
      },
    ),
  ];
}

/** What a member was told of a conversation that they now read. */
async function readNotifications({ commands }: AppDeps, caller: Caller, conversationId: string, named: string | undefined): Promise<void> {
  const memberId = memberIdOf(caller, named);
  if (memberId === undefined) return;
  await commands({ locks: [], run: (unit) => markNotificationsRead(unit, memberId, { conversationId }) });
}

function shown(acted: Acted) {
  if (acted.is === 'done') return ok({ done: true });
  if (acted.is === 'impossible') return ok({ done: false, detail: acted.detail });
  return problemOfAction(acted);
}

/** A platform's no is the caller's to know; no answer is worth another try. */
function problemOfAction(acted: Exclude<Acted, { is: 'done' | 'impossible' }>): Problem {
  if (acted.is === 'failure') return problemOf(acted);
  if (acted.is === 'refused') return problem('platform_refused', acted.detail);
  return problem('platform_unavailable', acted.detail);
}
