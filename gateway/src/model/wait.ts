import { matchOption } from './choice.ts';
import type { Attachment, ChoiceOption, Content } from './content.ts';
import type { Actor } from './events.ts';
import type { Author, Message } from './message.ts';

/** What a workflow that asked a customer something takes for an answer. */
export const WAIT_EXPECTATIONS = ['text', 'choice', 'attachment', 'location'] as const;
export type WaitExpectation = (typeof WAIT_EXPECTATIONS)[number];

/** How a wait can end for the workflow; DESIGN section 9. */
export const WAIT_OUTCOMES = ['answered', 'timed_out', 'handed_over', 'opted_out'] as const;
export type WaitOutcome = (typeof WAIT_OUTCOMES)[number];
/** `cancelled`: the workflow took its question back, and is not called. */
export const WAIT_STATES = ['open', ...WAIT_OUTCOMES, 'cancelled'] as const;
export type WaitState = (typeof WAIT_STATES)[number];

/** Why a wait ended the way it did. */
export const WAIT_REASONS = [
  'reply',
  'expired',
  'not_delivered',
  'conversation_closed',
  'handed_to_people',
  'assigned',
  'member_wrote',
  'closed_by_member',
  'opted_out',
  'unreachable',
  'blocked',
  'erased',
  'cancelled',
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

export interface WaitEnding {
  readonly outcome: WaitOutcome;
  readonly because: WaitReason;
}

/** What is sent again when an answer is none. */
export type ReaskContent = Extract<Content, { type: 'text' | 'choice' }>;

/** A question that waits for its answer, as its conversation keeps it. */
export interface OpenWait {
  readonly id: string;
  readonly expect: WaitExpectation;
  /** What can be chosen; null: whatever the question offers, as a template's buttons do. */
  readonly options: readonly ChoiceOption[] | null;
  /** The template that opened the window for it; null: none was needed. */
  readonly openerId: string | null;
  /** The question, and every time it was asked again. */
  readonly asked: readonly string[];
  /** Whoever asks; asks again in the same name. */
  readonly author: Author;
  readonly reask: ReaskContent | null;
  readonly reasks: number;
  readonly maxReasks: number;
  /** Whether asking again ends the customer's wait, as the question did. */
  readonly answers: boolean;
  /** Why the question has not gone out yet: the window is shut, or a template asks first. What the customer writes lets it out. */
  readonly heldFor: 'window' | 'template' | null;
}

export interface ChosenOption {
  /** Null where a button has no id of its own. */
  readonly optionId: string | null;
  readonly label: string;
}
export interface ReplyLocation {
  readonly latitude: number;
  readonly longitude: number;
  readonly name?: string;
  readonly address?: string;
}
/** The answer itself: a text, a `{optionId, label}`, a file or a place, by what was expected. */
export type ReplyValue = string | ChosenOption | Attachment | ReplyLocation;

/** A customer's answer, whole and in a word. */
export interface WaitReply {
  readonly message: Message;
  readonly value: ReplyValue;
}

/** What a workflow is called with, once, when its wait has ended. */
export interface WaitCall extends WaitEnding {
  readonly waitId: string;
  readonly conversationId: string;
  /** The question. */
  readonly messageId: string;
  readonly expect: WaitExpectation;
  /** Only of an answered one. */
  readonly reply: WaitReply | null;
}

/** What a content says where `expect` is wanted; undefined when it is no answer. */
export function valueOf(wait: Pick<OpenWait, 'expect' | 'options'>, content: Content): ReplyValue | undefined {
  switch (wait.expect) {
    case 'text':
      if (content.type === 'choice_reply') return content.label;
      return content.type === 'text' && content.text.trim() !== '' ? content.text : undefined;
    case 'choice':
      return chosen(wait.options, content);
    case 'attachment':
      return content.type === 'image' || content.type === 'video' || content.type === 'audio' || content.type === 'file'
        ? content.attachment
        : undefined;
    case 'location': {
      if (content.type !== 'location') return undefined;
      const { type: _type, ...place } = content;
      return place;
    }
  }
}

/** A tapped option, its number or its label, whichever way the channel showed the choice. */
function chosen(options: readonly ChoiceOption[] | null, content: Content): ChosenOption | undefined {
  if (options === null) return content.type === 'choice_reply' ? { optionId: content.optionId ?? null, label: content.label } : undefined;
  const option = optionOf(options, content);
  return option === undefined ? undefined : { optionId: option.id, label: option.label };
}

function optionOf(options: readonly ChoiceOption[], content: Content): ChoiceOption | undefined {
  if (content.type === 'text') return matchOption({ options }, content.text);
  if (content.type !== 'choice_reply') return undefined;
  return options.find((option) => option.id === content.optionId) ?? matchOption({ options }, content.label);
}

/** Which question a customer's message is for, and what it says to it. */
export interface Reply {
  readonly wait: OpenWait;
  /** Undefined: it is no answer. */
  readonly value: ReplyValue | undefined;
}

/**
 * The oldest question that has been put gets the next message. Only a tap says by itself which question it is for.
 *
 * @param repliesTo the message of ours that was tapped, where the platform says so
 */
export function replyTo(waits: readonly OpenWait[], content: Content, repliesTo: string | null): Reply | undefined {
  const put = waits.filter((wait) => wait.heldFor === null);
  const tapped = content.type === 'choice_reply' && repliesTo !== null ? put.find((wait) => wait.asked.includes(repliesTo)) : undefined;
  const wait = tapped ?? put[0];
  return wait === undefined ? undefined : { wait, value: valueOf(wait, content) };
}

/** What can be chosen in a question; null: its template's buttons, which only the platform knows. Undefined: nothing. */
export function optionsOf(content: Content<unknown>): readonly ChoiceOption[] | null | undefined {
  switch (content.type) {
    case 'choice':
    case 'card':
      return content.options;
    case 'carousel':
      return content.cards.flatMap((card) => card.options);
    case 'template':
      return null;
    default:
      return undefined;
  }
}

/** How a question is asked again: with the choice it gave, in other words where there are some. Null: it cannot be. */
export function reaskOf(content: Content<unknown>, text: string | undefined): ReaskContent | null {
  if (content.type === 'choice') return text === undefined ? content : { ...content, text };
  if (text !== undefined) return { type: 'text', text };
  return content.type === 'text' ? content : null;
}

const SILENCE: readonly (string | null)[] = ['inactive', 'unanswered'];

/**
 * How a wait ends with its conversation. What a member closes, a member has dealt with; what the clock closes for silence goes on, since
 * the wait has a time of its own and an answer opens the conversation again: undefined.
 */
export function endingOfClosing(reason: string | null, by: Actor['type']): WaitEnding | undefined {
  if (by === 'system' && SILENCE.includes(reason)) return undefined;
  if (reason === 'blocked' || reason === 'erased') return { outcome: 'opted_out', because: reason };
  if (by === 'member') return { outcome: 'handed_over', because: 'closed_by_member' };
  return { outcome: 'timed_out', because: 'conversation_closed' };
}
