import type { InboundEdit, InboundEvent, InboundReaction } from '../../model/inbound.ts';
import { field, numberField, present, textField } from '../meta/wire.ts';
import { customerOf, headOf, ignored, type Occurrence } from './occurrence.ts';

/** The emoji of Meta's words, for reactions that come without one (…/webhook-events/message-reactions). */
const EMOJI: ReadonlyMap<unknown, string> = new Map([
  ['love', '❤️'],
  ['smile', '😆'],
  ['wow', '😮'],
  ['sad', '😢'],
  ['angry', '😠'],
  ['like', '👍'],
  ['dislike', '👎'],
]);
/** Meta's `other`, or no word at all: it does not say which. */
const SOME_REACTION = '❔';

/** A reaction to a message, or its removal. On Messenger a reaction lets the business write for 24 hours (…/policy). */
export function reactionEvents(occurrence: Occurrence): readonly InboundEvent[] {
  const reaction = field(occurrence.item, 'reaction');
  const from = customerOf(occurrence);
  const targetExternalId = textField(reaction, 'mid');
  if (from === undefined || targetExternalId === undefined) {
    const what = targetExternalId === undefined ? 'reaction without a message' : 'reaction of the business';
    return [ignored(headOf(occurrence, 'ignored'), what)];
  }
  const emoji = emojiOf(reaction);
  const id = [from.keys[0].value, targetExternalId, emoji ?? '', String(occurrence.at)].join(':');
  const opens = emoji !== null && occurrence.network === 'messenger' ? 'click' : undefined;
  return [
    {
      ...headOf(occurrence, 'reaction', id),
      ...present<InboundReaction>({ is: 'reaction', from, targetExternalId, emoji, opens }),
    },
  ];
}

/** Messenger repeats the emoji that is taken away, Instagram leaves it out: only the action tells a removal. */
function emojiOf(reaction: unknown): string | null {
  if (textField(reaction, 'action') === 'unreact') return null;
  return textField(reaction, 'emoji') ?? EMOJI.get(field(reaction, 'reaction')) ?? SOME_REACTION;
}

/**
 * A message's new wording (…/webhook-events/message_edits). In development Instagram announces new messages as their edit number 0,
 * which says nothing that the message itself would not say.
 */
export function editEvents(occurrence: Occurrence): readonly InboundEvent[] {
  const edit = field(occurrence.item, 'message_edit');
  const targetExternalId = textField(edit, 'mid');
  const text = textField(edit, 'text');
  const number = numberField(edit, 'num_edit');
  if (targetExternalId === undefined || text === undefined || number === 0) {
    return [ignored(headOf(occurrence, 'ignored'), number === 0 ? 'edit number 0' : 'edit without a message or text')];
  }
  const id = `${targetExternalId}:${number === undefined ? `at ${String(occurrence.at)}` : String(number)}`;
  return [
    { ...headOf(occurrence, 'edit', id), ...({ is: 'edit', targetExternalId, content: { type: 'text', text } } satisfies InboundEdit) },
  ];
}
