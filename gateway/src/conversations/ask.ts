import type { ConversationRecord, IdentityRecord, MessageRecord } from '../store/records.ts';
import type { Unit } from '../store/unit.ts';
import type { Acting } from './acting.ts';
import type { Failure, FieldFault } from './failure.ts';
import { type Draft, type Skipped, type TemplateContent, checkDraft, queueMessage } from './send-message.ts';
import { type Wanted, startWait } from './waits.ts';

/** A question that a workflow waits for the answer to. */
export interface Question {
  readonly draft: Draft;
  /** Goes out first where the window is shut: the customer's message to it lets the question out. */
  readonly template: TemplateContent | null;
  readonly wanted: Wanted;
}

export interface Asked {
  readonly is: 'asked';
  readonly waitId: string;
  readonly message: MessageRecord;
}

/** Sends a question and waits for its answer, in one transaction; or changes nothing and says why. */
export async function ask(
  unit: Unit,
  conversation: ConversationRecord,
  identity: IdentityRecord,
  question: Question,
  acting: Acting,
): Promise<Asked | Skipped | Failure> {
  const { template, wanted } = question;
  const check = (draft: Draft) => checkDraft(unit, conversation.channelId, conversation, draft, acting, unit.contactOf(conversation));
  const draft: Draft = template === null ? question.draft : { ...question.draft, onWindowClosed: 'queue' };
  const sendable = await check(draft);
  if (sendable.is !== 'sendable') return sendable;
  const isHeld = sendable.isShut && draft.onWindowClosed === 'queue';
  if (!isHeld || template === null) {
    const message = await queueMessage(unit, identity, draft, sendable, acting);
    return asked(unit, conversation, message, wanted, { heldFor: isHeld ? 'window' : null, openerId: null });
  }
  const opening: Draft = { ...draft, content: template, onWindowClosed: 'fail', fallback: null, answers: false, quotedMessageId: null };
  const openable = await check(opening);
  if (openable.is === 'failure') return ofTemplate(openable);
  if (openable.is !== 'sendable') return openable;
  const opener = await queueMessage(unit, identity, opening, openable, acting);
  const message = await queueMessage(unit, identity, draft, sendable, acting);
  return asked(unit, conversation, message, wanted, { heldFor: 'template', openerId: opener.id });
}

function asked(
  unit: Unit,
  conversation: ConversationRecord,
  message: MessageRecord,
  wanted: Wanted,
  held: Parameters<typeof startWait>[4],
): Asked {
  return { is: 'asked', waitId: startWait(unit, conversation, message, wanted, held), message };
}

/** What is wrong with the template is said of the field it came in. */
function ofTemplate(refusal: Failure): Failure {
  const moved = (path: string) => path.replace(/^content/, 'template');
  const errors = refusal.errors?.map((fault): FieldFault => ({ ...fault, path: moved(fault.path) }));
  return {
    ...refusal,
    ...(refusal.path === undefined ? {} : { path: moved(refusal.path) }),
    ...(errors === undefined ? {} : { errors }),
  };
}
