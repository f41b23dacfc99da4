import type { Content } from '../model/content.ts';
import type { Actor } from '../model/events.ts';
import {
  type OpenWait,
  type Reply,
  type WaitEnding,
  type WaitExpectation,
  type WaitReply,
  endingOfClosing,
  optionsOf,
  replyTo,
} from '../model/wait.ts';
import { type ConversationRecord, type MessageRecord, presentMessage } from '../store/records.ts';
import type { Unit } from '../store/unit.ts';
import { putMessage } from './put-message.ts';

/** What a conversation's newest wait is made of, besides its question. */
export interface Wanted {
  readonly expect: WaitExpectation;
  readonly maxReasks: number;
  readonly reask: OpenWait['reask'];
  readonly expiresAt: number;
  /** Sealed. */
  readonly resumeUrl: string;
  readonly destination: string;
  readonly secret: string | null;
}

/** Lets the conversation wait for the answer to a question of ours. Waits of one conversation are a queue. */
export function startWait(
  unit: Unit,
  conversation: ConversationRecord,
  question: MessageRecord,
  wanted: Wanted,
  held: Pick<OpenWait, 'heldFor' | 'openerId'>,
): string {
  const id = unit.ids.next('wai');
  const { content, author } = question;
  const wait: OpenWait = {
    ...held,
    id,
    expect: wanted.expect,
    // What goes out instead of the question has buttons of its own.
    options: question.send?.usingFallback === true ? null : (optionsOf(content) ?? null),
    asked: [question.id],
    author,
    reask: wanted.reask,
    reasks: 0,
    maxReasks: wanted.maxReasks,
    answers: question.send?.answers === true,
  };
  if (question.send !== null && held.heldFor !== null) question.send = { ...question.send, waitId: id };
  keepWaits(unit, conversation, [...conversation.waits, wait]);
  const { expect, maxReasks, expiresAt, resumeUrl, destination, secret } = wanted;
  unit.newWaits.push({
    id,
    conversationId: conversation.id,
    messageId: question.id,
    expect,
    maxReasks,
    expiresAt,
    resumeUrl,
    destination,
    secret,
  });
  return id;
}

/** A customer's message as it is stored, and the question it is for. */
export interface Understood {
  readonly content: Content;
  readonly reply: Reply | undefined;
  /** Whether the gateway deals with it, so that it starts no other workflow. */
  readonly isWaitReply: boolean;
}

/**
 * Which open question a message is for. A typed number or label is understood by that question's own options.
 *
 * @param otherwise what the message says where it answers no choice of a wait
 */
export function understand(
  waits: readonly OpenWait[],
  content: Content,
  quotedMessageId: string | null,
  otherwise: () => Content,
): Understood {
  if (waits.length === 0) return { content: otherwise(), reply: undefined, isWaitReply: false };
  const repliesTo = (content.type === 'choice_reply' ? content.repliesTo : undefined) ?? quotedMessageId;
  const reply = replyTo(waits, content, repliesTo);
  if (reply === undefined) {
    // Nobody answers a choice that they have not been shown.
    const isUnseen = waits.some((wait) => wait.options !== null);
    return { content: isUnseen ? content : otherwise(), reply, isWaitReply: waits.some((wait) => wait.heldFor === 'template') };
  }
  const { wait, value } = reply;
  const isWaitReply = value !== undefined || mayAskAgain(wait);
  if (wait.expect !== 'choice' || typeof value !== 'object' || !('label' in value)) return { content: otherwise(), reply, isWaitReply };
  const asked = wait.asked.at(-1);
  const chosen: Content = {
    type: 'choice_reply',
    ...(value.optionId === null ? {} : { optionId: value.optionId }),
    label: value.label,
    ...(asked === undefined ? {} : { repliesTo: repliesTo ?? asked }),
  };
  return { content: chosen, reply, isWaitReply };
}

/** Ends the wait that was answered, or asks again. What was held back until the customer writes goes out now. */
export function takeReply(unit: Unit, conversation: ConversationRecord, message: MessageRecord, { reply, isWaitReply }: Understood): void {
  if (conversation.waits.length === 0) return;
  if (conversation.waits.some((wait) => wait.heldFor !== null)) {
    keepWaits(unit, conversation, conversation.waits.map((wait) => ({ ...wait, heldFor: null }))); // prettier-ignore
    unit.dueSends.set(conversation.id, conversation.channelId);
  }
  if (reply === undefined) return;
  if (isWaitReply) unit.waitReplies.push({ messageId: message.id, waitId: reply.wait.id });
  // Answered, or asked again with a choice of its own.
  if (isWaitReply && conversation.openChoice !== null && reply.wait.asked.includes(conversation.openChoice.messageId)) {
    conversation.openChoice = null;
  }
  if (reply.value === undefined) askAgain(unit, conversation, reply.wait);
  else {
    const replyJson = JSON.stringify({ message: presentMessage(message), value: reply.value } satisfies WaitReply);
    endWait(unit, conversation, reply.wait, { outcome: 'answered', because: 'reply' }, { replyMessageId: message.id, replyJson });
  }
}

function mayAskAgain({ reask, reasks, maxReasks }: OpenWait): boolean {
  return reask !== null && reasks < maxReasks;
}

function askAgain(unit: Unit, conversation: ConversationRecord, wait: OpenWait): void {
  if (wait.reask === null || !mayAskAgain(wait)) return;
  const message = putMessage(unit, conversation, {
    content: wait.reask,
    author: wait.author,
    quotedMessageId: null,
    send: { onWindowClosed: 'fail', fallback: null, answers: wait.answers, sent: [], usingFallback: false },
    endsWaiting: wait.answers,
  });
  const reasks = wait.reasks + 1;
  keepWaits(unit, conversation, conversation.waits.map((one) => (one.id === wait.id ? { ...one, reasks, asked: [...one.asked, message.id] } : one))); // prettier-ignore
  unit.waitChanges.set(wait.id, { ...unit.waitChanges.get(wait.id), reasks });
}

const NO_REPLY = { replyMessageId: null, replyJson: null };

/** The wait is over, and its workflow is called once this is committed. */
export function endWait(
  unit: Unit,
  conversation: ConversationRecord,
  { id }: Pick<OpenWait, 'id'>,
  { outcome, because }: WaitEnding | { readonly outcome: 'cancelled'; readonly because: 'cancelled' },
  reply: { readonly replyMessageId: string | null; readonly replyJson: string | null } = NO_REPLY,
): void {
  keepWaits(unit, conversation, conversation.waits.filter((wait) => wait.id !== id)); // prettier-ignore
  unit.waitChanges.set(id, { ...unit.waitChanges.get(id), ending: { state: outcome, because, ...reply } });
}

/** All of a conversation's waits are over. */
export function endWaits(unit: Unit, conversation: ConversationRecord, ending: WaitEnding): void {
  for (const wait of conversation.waits) endWait(unit, conversation, wait, ending);
}

/** A person speaks with the customer: whatever they write next is for them. Questions in that person's own name stay. */
export function endWaitsForMember(unit: Unit, conversation: ConversationRecord, memberId: string | null): void {
  for (const wait of conversation.waits) {
    const isTheirs = wait.author.type === 'member' && wait.author.id === memberId;
    if (!isTheirs) endWait(unit, conversation, wait, { outcome: 'handed_over', because: 'member_wrote' });
  }
}

/** The conversation closes, and its waits with it, unless it closes for silence. */
export function endWaitsOfClosed(unit: Unit, conversation: ConversationRecord, actor: Actor, reason: string | null): void {
  const ending = endingOfClosing(reason, actor.type);
  if (ending !== undefined) endWaits(unit, conversation, ending);
}

/** The conversation goes on in another one, and what it waits for with it, in the order in which it was asked. */
export function moveWaits(unit: Unit, from: ConversationRecord, to: ConversationRecord): void {
  if (from.waits.length === 0) return;
  for (const { id } of from.waits) unit.waitChanges.set(id, { ...unit.waitChanges.get(id), conversationId: to.id });
  const all = [...to.waits, ...from.waits].sort((a, b) => (a.id < b.id ? -1 : 1));
  keepWaits(unit, from, []);
  keepWaits(unit, to, all);
}

/** A message of ours did not arrive. A wait whose question it was, or what should have opened the window for it, waits for nothing. */
export function endUnaskedWait(unit: Unit, conversation: ConversationRecord, message: MessageRecord): void {
  const wait = conversation.waits.find(({ asked, openerId }) => asked[0] === message.id || openerId === message.id);
  if (wait === undefined) return;
  const isBlocked = message.delivery?.error?.code === 'recipient_blocked';
  endWait(
    unit,
    conversation,
    wait,
    isBlocked ? { outcome: 'opted_out', because: 'unreachable' } : { outcome: 'timed_out', because: 'not_delivered' },
  );
}

/** The platform found the window shut: the question waits until the customer writes, and so does the wait for its answer. */
export function holdWait(unit: Unit, conversation: ConversationRecord, message: MessageRecord): void {
  const held = conversation.waits.find((wait) => wait.asked[0] === message.id);
  if (held === undefined || message.send === null) return;
  message.send = { ...message.send, waitId: held.id };
  keepWaits(unit, conversation, conversation.waits.map((wait) => (wait === held ? { ...wait, heldFor: 'window' } : wait))); // prettier-ignore
}

/** Nothing to see in lists: the conversation's place by its last change stays. */
function keepWaits(unit: Unit, conversation: ConversationRecord, waits: readonly OpenWait[]): void {
  conversation.waits = waits;
  unit.changedConversations.add(conversation);
}
