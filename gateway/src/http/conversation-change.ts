import { type Acting, conversationToChange } from '../conversations/acting.ts';
import { type Failure, isFailure } from '../conversations/failure.ts';
import { actingIn } from '../conversations/standing.ts';
import type { Conversation } from '../model/conversation.ts';
import { loadConversations } from '../store/load.ts';
import type { ConversationRecord } from '../store/records.ts';
import { inboundReadIn } from '../store/seats.ts';
import type { MemberRow } from '../store/schema.ts';
import type { Unit } from '../store/unit.ts';
import { type Caller, memberIdOf, whoAsks } from './auth/caller.ts';
import { conversationView } from './conversation-view.ts';
import type { AppDeps } from './deps.ts';
import { problemOf } from './failures.ts';
import { type Problem, invalid } from './problem.ts';
import { type Reply, ok } from './reply.ts';
import type { Context } from './route.ts';

/** A request that changes one conversation, maybe for a member. */
export type ChangeContext = Context<{ readonly id: string }, unknown, { readonly memberId?: string | undefined }>;

/** Whether a member must be able to see what they change. A workflow has anybody leave. */
export type Sight = 'must_see' | 'blind';

/** Changes a conversation in one transaction and answers with it as it is then. A member changes only what they may see. */
export async function changeConversation(
  deps: Pick<AppDeps, 'connectedChannels'>,
  { params, body, caller, commit }: ChangeContext,
  change: (
    unit: Unit,
    conversation: ConversationRecord,
    acting: Acting,
  ) => ConversationRecord | Failure | Promise<ConversationRecord | Failure>,
  sight: Sight = 'must_see',
): Promise<Reply<Conversation>> {
  const channels = await deps.connectedChannels.snapshot();
  return commit({
    locks: [params.id],
    async run(unit) {
      const conversation = await conversationToChange(unit, params.id);
      if (isFailure(conversation)) return problemOf(conversation);
      const who = await whoAsks(unit, caller, body.memberId);
      if (isFailure(who)) return problemOf(who);
      // A key sees the answer anyway; a member could see what they may not by leaving what they never were in.
      const acting = sight === 'blind' && caller.type === 'key' ? who : await actingIn(unit, conversation, who);
      if (isFailure(acting)) return problemOf(acting);
      const changed = await change(unit, conversation, acting);
      if (isFailure(changed)) return problemOf(changed);
      const inboundRead = who.member === null ? null : await inboundReadIn(unit, conversation.id, who.member.id);
      return ok(conversationView(changed, channels, unit.now, inboundRead));
    },
  });
}

/** The same for what only a member can do: a workflow names the one it acts for. */
export async function changeAsMember(
  deps: Pick<AppDeps, 'connectedChannels'>,
  context: ChangeContext,
  change: (
    unit: Unit,
    conversation: ConversationRecord,
    member: MemberRow,
    acting: Acting,
  ) => ConversationRecord | Failure | Promise<ConversationRecord | Failure>,
  sight: Sight = 'must_see',
): Promise<Reply<Conversation>> {
  if (memberIdOf(context.caller, context.body.memberId) === undefined)
    return invalid({ path: 'memberId', message: 'Name the member who does this.' });
  const asMember = (unit: Unit, conversation: ConversationRecord, acting: Acting) => {
    if (acting.member === null) throw new Error('a named member was not found and not refused');
    return change(unit, conversation, acting.member, acting);
  };
  return changeConversation(deps, context, asMember, sight);
}

/**
 * Why the member for whom something is shown to the customer may not see the conversation; undefined where they may, for a workflow, and
 * where there is no such conversation, which is for the caller to say.
 *
 * @param shown what follows for the member here, in the same transaction
 */
export async function whyNotShownBy(
  { commands }: Pick<AppDeps, 'commands'>,
  caller: Caller,
  conversationId: string,
  memberId: string | undefined,
  shown: (unit: Unit, conversation: ConversationRecord, member: MemberRow) => void = () => undefined,
): Promise<Problem | undefined> {
  if (memberIdOf(caller, memberId) === undefined) return undefined;
  return commands({
    locks: [conversationId],
    async run(unit) {
      const who = await whoAsks(unit, caller, memberId);
      if (isFailure(who)) return problemOf(who);
      await loadConversations(unit, [conversationId]);
      const conversation = unit.conversations.get(conversationId);
      const acting = conversation === undefined ? who : await actingIn(unit, conversation, who);
      if (isFailure(acting)) return problemOf(acting);
      if (conversation !== undefined && acting.member !== null) shown(unit, conversation, acting.member);
      return undefined;
    },
  });
}
