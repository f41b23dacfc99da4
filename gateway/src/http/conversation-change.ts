import { type Acting, conversationToChange, whoActs } from '../conversations/acting.ts';
import { type Failure, isFailure } from '../conversations/failure.ts';
import type { Conversation } from '../model/conversation.ts';
import type { ConversationRecord } from '../store/records.ts';
import type { MemberRow } from '../store/schema.ts';
import type { Unit } from '../store/unit.ts';
import { botActor } from './auth/caller.ts';
import { conversationView } from './conversation-view.ts';
import type { AppDeps } from './deps.ts';
import { problemOf } from './failures.ts';
import { invalid } from './problem.ts';
import { type Reply, ok } from './reply.ts';
import type { Context } from './route.ts';

/** A request that changes one conversation, maybe for a member. */
export type ChangeContext = Context<{ readonly id: string }, unknown, { readonly memberId?: string | undefined }>;

/** Changes a conversation in one transaction and answers with it as it is then. */
export async function changeConversation(
  deps: Pick<AppDeps, 'connectedChannels'>,
  { params, body, caller, commit }: ChangeContext,
  change: (
    unit: Unit,
    conversation: ConversationRecord,
    acting: Acting,
  ) => ConversationRecord | Failure | Promise<ConversationRecord | Failure>,
): Promise<Reply<Conversation>> {
  const channels = await deps.connectedChannels.snapshot();
  return commit({
    locks: [params.id],
    async run(unit) {
      const conversation = await conversationToChange(unit, params.id);
      if (isFailure(conversation)) return problemOf(conversation);
      const acting = await whoActs(unit, botActor(caller), body.memberId);
      if (isFailure(acting)) return problemOf(acting);
      const changed = await change(unit, conversation, acting);
      return isFailure(changed) ? problemOf(changed) : ok(conversationView(changed, channels, unit.now));
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
): Promise<Reply<Conversation>> {
  if (context.body.memberId === undefined) return invalid({ path: 'memberId', message: 'Name the member who does this.' });
  return changeConversation(deps, context, (unit, conversation, acting) => {
    if (acting.member === null) throw new Error('a named member was not found and not refused');
    return change(unit, conversation, acting.member, acting);
  });
}
