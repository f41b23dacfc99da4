import type { AttachmentInput, Content } from '../model/content.ts';
import type { Author } from '../model/message.ts';
import { mayWrite, windowState } from '../model/window.ts';
import { loadMessages, loadQueued } from '../store/load.ts';
import type { ContactRecord, ConversationRecord, IdentityRecord, MessageRecord } from '../store/records.ts';
import { markRead } from '../store/seats.ts';
import type { Unit } from '../store/unit.ts';
import { whyNotAdvertised, whyNotToContact } from './contact-refusals.ts';
import { type Acting, addParticipant, hasJoined, setAssignee } from './acting.ts';
import { type Failure, badField, failure } from './failure.ts';
import { type FoundFiles, bindFiles, findFiles } from './files.ts';
import { openConversation } from './open.ts';
import { putMessage } from './put-message.ts';
import { type Standing, notOfTeam, standingOf, takesByWriting, whyNotSeen } from './standing.ts';
import { isHeldByPeople, takeFromBots } from './taking-over.ts';
import { resolveTemplates } from './templates.ts';
import { endWaitsForMember } from './waits.ts';

/** What can be written into a conversation. */
export type Writable = Exclude<Content<AttachmentInput>, { type: 'choice_reply' | 'form_reply' | 'unsupported' }>;
export type TemplateContent = Extract<Content<never>, { type: 'template' }>;

/** A message as its writer wants it. */
export interface Draft {
  readonly content: Writable;
  readonly onWindowClosed: 'fail' | 'template' | 'queue';
  /** Sent instead when the window is shut; required for `template`. */
  readonly fallback: TemplateContent | null;
  /** Whether a workflow's message ends the customer's wait. A member's always does. */
  readonly answers: boolean;
  readonly quotedMessageId: string | null;
  /** What a workflow does where people hold the conversation. */
  readonly ifHeld: 'send' | 'skip' | 'fail';
}

export interface Skipped {
  readonly is: 'skipped';
}

/** A draft that nothing keeps from being sent. */
export interface Sendable {
  readonly is: 'sendable';
  readonly isShut: boolean;
  /** The draft's, a canned template among it filled. */
  readonly content: Writable;
  readonly fallback: TemplateContent | null;
  /** The canned template that the content was. */
  readonly cannedId: string | null;
  readonly files: FoundFiles;
  /** Whether the conversation becomes the member's where nobody owns it. */
  readonly takes: boolean;
}

/**
 * Whether the draft can be sent. Changes nothing, so that a refusal leaves no trace.
 *
 * @param conversation undefined where there is none yet
 * @param contact the person, where they are known: a canned template may name them
 */
export async function checkDraft(
  unit: Unit,
  channelId: string,
  conversation: ConversationRecord | undefined,
  draft: Draft,
  acting: Acting,
  contact: ContactRecord | undefined,
): Promise<Sendable | Skipped | Failure> {
  const standing = await standingToWrite(unit, channelId, conversation, acting);
  if ('code' in standing) return standing;
  const unwanted = whyNotToContact(contact);
  if (unwanted !== undefined) return unwanted;
  if (conversation !== undefined && conversation.closedAt === null) {
    const refusal = whyNotWritable(conversation, draft, acting, standing);
    if (refusal !== undefined) return refusal;
  }
  const resolved = await resolveTemplates(unit, channelId, draft, { contact, member: acting.member });
  if ('code' in resolved) return resolved;
  const { content, fallback, cannedId } = resolved;
  const advertised = await whyNotAdvertised(unit, contact, [content, fallback]);
  if (advertised !== undefined) return advertised;
  const isShut = content.type !== 'template' && isWindowShut(unit, channelId, conversation, acting);
  if (isShut && draft.onWindowClosed === 'fail') {
    return failure(
      'window_closed',
      'The platform no longer lets you write freely to this customer. Send a template, or wait until they write.',
    );
  }
  if (isShut && draft.onWindowClosed === 'template' && fallback === null) {
    return badField('fallback', 'The window is closed: name the template to send instead.');
  }
  const quoted = await whyNotQuoted(unit, conversation, draft.quotedMessageId);
  if (quoted !== undefined) return quoted;
  const files = await findFiles(unit, content, unit.factsOf(channelId).mediaRules);
  return 'is' in files ? files : { is: 'sendable', isShut, content, fallback, cannedId, files, takes: takesByWriting(standing) };
}

/** What a member is in the team that has the conversation, or will have it when it opens; or why it is not theirs to write into. */
async function standingToWrite(
  unit: Unit,
  channelId: string,
  conversation: ConversationRecord | undefined,
  { member }: Acting,
): Promise<Standing | Failure> {
  if (member === null) return { team: null, role: null };
  const isOpen = conversation !== undefined && conversation.closedAt === null;
  const standing = await standingOf(unit, isOpen ? conversation.teamId : (unit.factsOf(channelId).team?.id ?? null), member);
  if (isOpen) return (await whyNotSeen(unit, conversation, member, standing)) ?? standing;
  const isOutside = standing.team !== null && standing.role === null && member.role !== 'admin';
  return isOutside && standing.team !== null ? notOfTeam(member, standing.team) : standing;
}

function whyNotWritable(
  conversation: ConversationRecord,
  draft: Draft,
  { member }: Acting,
  standing: Standing,
): Skipped | Failure | undefined {
  if (member !== null) {
    const isFree = conversation.assigneeId === null && takesByWriting(standing);
    if (isFree || hasJoined(conversation, member.id)) return undefined;
    const why = conversation.assigneeId === null ? 'admins of a team that grabs join first' : 'which somebody else owns';
    return failure('not_joined', `${member.name} has not joined this conversation, ${why}.`);
  }
  if (!isHeldByPeople(conversation) || draft.ifHeld === 'send') return undefined;
  return draft.ifHeld === 'skip' ? { is: 'skipped' } : failure('held_by_member', 'A person holds this conversation.');
}

function isWindowShut(unit: Unit, channelId: string, conversation: ConversationRecord | undefined, { member }: Acting): boolean {
  const state = windowState(unit.factsOf(channelId).windowRule, conversation?.grants ?? [], unit.now);
  return !mayWrite(state, member === null ? 'bot' : 'member');
}

async function whyNotQuoted(
  unit: Unit,
  conversation: ConversationRecord | undefined,
  quotedId: string | null,
): Promise<Failure | undefined> {
  if (quotedId === null) return undefined;
  await loadMessages(unit, [quotedId]);
  const quoted = unit.messages.get(quotedId);
  if (quoted !== undefined && conversation !== undefined && quoted.conversationId === conversation.id && quoted.visibility === 'public')
    return undefined;
  return badField('quotedMessageId', 'There is no such message in this conversation.');
}

/**
 * Puts a checked draft into the identity's conversation, which is made or reopened where needed, and makes its outbound lane due.
 * The event `message.sent` follows when the platform has taken it.
 */
export async function queueMessage(
  unit: Unit,
  identity: IdentityRecord,
  draft: Draft,
  sendable: Sendable,
  acting: Acting,
): Promise<MessageRecord> {
  const contact = unit.contacts.get(identity.contactId);
  if (contact === undefined) throw new Error(`contact ${identity.contactId} was not loaded`);
  const { conversation } = openConversation(unit, identity, contact, acting.actor, null);
  await takeForMember(unit, conversation, acting, sendable.takes);
  const id = unit.ids.next('msg');
  const owner = { id, conversationId: conversation.id, channelId: conversation.channelId };
  const content = bindFiles(unit, sendable.content, sendable.files, owner, sendable.cannedId !== null);
  const isHeldBack = sendable.isShut && draft.onWindowClosed === 'queue';
  const message = putMessage(unit, conversation, {
    id,
    author: authorOf(acting),
    content,
    quotedMessageId: draft.quotedMessageId,
    send: {
      onWindowClosed: draft.onWindowClosed,
      fallback: sendable.fallback,
      answers: draft.answers,
      sent: [],
      usingFallback: sendable.isShut && draft.onWindowClosed === 'template',
      ...(sendable.cannedId === null ? {} : { cannedId: sendable.cannedId }),
    },
    endsWaiting: !isHeldBack && (acting.member !== null || draft.answers),
  });
  if (acting.member !== null) {
    markRead(unit, conversation, acting.member.id);
    endWaitsForMember(unit, conversation, acting.member.id);
  }
  unit.settleStatus(conversation, acting.actor);
  return message;
}

/** A member's first message into a conversation that nobody owns takes it; whoever writes takes it from the bots. */
async function takeForMember(unit: Unit, conversation: ConversationRecord, { actor, member }: Acting, takes: boolean): Promise<void> {
  if (member === null) return;
  if (!isHeldByPeople(conversation)) await loadQueued(unit, [conversation.id]);
  takeFromBots(unit, conversation, actor);
  addParticipant(unit, conversation, member, 'first_message', actor);
  if (takes && conversation.assigneeId === null) await setAssignee(unit, conversation, member, actor);
}

function authorOf({ actor, member }: Acting): Author {
  return { type: actor.type, id: actor.id, name: actor.name, origin: member === null ? 'workflow' : 'gateway' };
}
