import { type EchoedTry, type HeldEcho, likeliest, likeness } from '../model/echo.ts';
import type { InboundEcho } from '../model/inbound.ts';
import type { MessageRecord } from '../store/records.ts';
import { type Unit, externalName, keyName } from '../store/unit.ts';
import { foldReport } from './apply-change.ts';
import { type Origin, applyEcho } from './apply-message.ts';

/**
 * An echo that may be of a message of ours, whose id we do not know yet (a known one never gets here). Three things can be true:
 *
 * - A call of ours is under way, and its answer will name the id: the echo waits with that message, unless it says something else.
 * - A message of ours got no answer: an echo that fits it is the proof that it went out, and settles it.
 * - Somebody wrote it in the platform's own app.
 *
 * Messages without an ending were loaded before (`store/unsettled.ts`).
 */
export function applyNamelessEcho(unit: Unit, event: InboundEcho, origin: Origin): void {
  const at = origin.sentAt ?? unit.now;
  const underWay = unsettled(unit, event, origin.channelId).find(({ message }) => message.delivery?.state === 'sending');
  if (underWay !== undefined && likeness(underWay.echoed, event.content, at) !== 'other') {
    hold(unit, underWay.message, { event, webhookId: origin.webhookId, sentAt: origin.sentAt });
    return;
  }
  if (!settle(unit, event, origin)) applyEcho(unit, event, origin);
}

interface Unsettled {
  readonly message: MessageRecord;
  readonly echoed: EchoedTry;
  readonly from: number;
}

/** The platform repeats what it tells; the same echo waits once. */
function hold(unit: Unit, message: MessageRecord, echo: HeldEcho): void {
  const held = message.send?.heldEchoes ?? [];
  if (message.send === null || held.some(({ event }) => event.externalId === echo.event.externalId)) return;
  message.send = { ...message.send, heldEchoes: [...held, echo] };
  unit.touchMessage(message);
}

/** Gives the echo to the message without an answer that it proves; false where there is none. */
function settle(unit: Unit, event: InboundEcho, origin: Origin): boolean {
  const at = origin.sentAt ?? unit.now;
  const unanswered = unsettled(unit, event, origin.channelId).filter(({ message }) => message.delivery?.state === 'unknown');
  const found = likeliest(unanswered.filter(({ echoed }) => isProof(echoed, event, at)), at); // prettier-ignore
  if (found === undefined) return false;
  const { message, echoed } = found;
  const { send, channelId } = message;
  if (send === null) return false;
  const { echoedTry: _settled, ...rest } = send;
  message.send = { ...rest, sent: [...send.sent, event.externalId], acceptedAt: unit.now };
  unit.touchMessage(message);
  if (message.externalId === null) message.externalId = event.externalId;
  else unit.messageParts.push({ channelId, externalId: event.externalId, messageId: message.id, part: send.sent.length });
  unit.messageByExternalId.set(externalName(channelId, event.externalId), message);
  // What should have followed it was given up: the message did not go out as it was written.
  if (!echoed.isLast) return true;
  if (message.delivery !== null) message.delivery = { ...message.delivery, sentAs: 'message' };
  foldReport(unit, message, { state: 'sent', externalId: event.externalId });
  return true;
}

/**
 * The held echo that proves a call to have arrived which got no answer. Undefined: none does.
 *
 * @param echoed the call
 */
export function proofAmong(held: readonly HeldEcho[], echoed: EchoedTry, now: number): HeldEcho | undefined {
  return held.find(({ event, sentAt }) => isProof(echoed, event, sentAt ?? now));
}

/** A call has ended: echoes that waited for it and turned out not to be its own are told now, in the order in which they came. */
export function releaseEchoes(unit: Unit, channelId: string, held: readonly HeldEcho[]): void {
  for (const { event, webhookId, sentAt } of held) {
    const origin = { channelId, webhookId, sentAt };
    if (!settle(unit, event, origin)) applyEcho(unit, event, origin);
  }
}

function isProof(echoed: EchoedTry, event: InboundEcho, at: number): boolean {
  const found = likeness(echoed, event.content, at);
  return found === 'same' || found === 'alike';
}

function unsettled(unit: Unit, { to }: InboundEcho, channelId: string): readonly Unsettled[] {
  const identity = to.keys.map((key) => unit.identityByKey.get(keyName(channelId, key))).find((one) => one !== undefined);
  const conversation = identity && unit.conversationByIdentity.get(identity.id);
  if (conversation === undefined) return [];
  return [...unit.messages.values()].flatMap((message) => {
    const echoed = message.send?.echoedTry;
    return message.conversationId !== conversation.id || echoed === undefined ? [] : [{ message, echoed, from: echoed.from }];
  });
}
