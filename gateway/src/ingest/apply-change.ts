import { setHealth } from '../conversations/channel-health.ts';
import { endWaiting } from '../conversations/waiting.ts';
import { endUnaskedWait, endWaits } from '../conversations/waits.ts';
import { followWindowChoice } from '../conversations/window-refusal.ts';
import { summaryOf } from '../model/content.ts';
import { type StatusReport, foldStatus } from '../model/delivery.ts';
import type { ChannelHealth } from '../model/health.ts';
import type { Actor, EventType } from '../model/events.ts';
import { clampSentAt } from '../model/window.ts';
import type {
  InboundEdit,
  InboundHealth,
  InboundIdentityChange,
  InboundOptOut,
  InboundReaction,
  InboundRevoke,
  InboundStatus,
  InboundWatermark,
} from '../model/inbound.ts';
import { phoneOfDigits } from '../model/phone.ts';
import type { MessageRecord } from '../store/records.ts';
import { SUMMARY_CHARACTERS, type Unit, externalName, keyName } from '../store/unit.ts';
import { type Origin, addLine, keepMedia, openWindow } from './apply-message.ts';
import { SYSTEM, contactActor, identify } from './identify.ts';

const EVENT_OF_STATE = {
  sent: 'message.sent',
  delivered: 'message.delivered',
  read: 'message.read',
  failed: 'message.failed',
} as const satisfies Record<InboundStatus['state'], EventType>;

/** A platform's report on a message of ours. One that comes before we know the message is kept until we do. */
export function applyStatus(unit: Unit, event: InboundStatus, origin: Origin): void {
  const message = findReported(unit, event, origin.channelId);
  if (message === undefined) {
    unit.earlyReports.push({
      channelId: origin.channelId,
      externalId: event.externalId,
      reportJson: JSON.stringify(event),
      receivedAt: unit.now,
    });
    return;
  }
  foldReport(unit, message, event);
}

/** What a report says, and the platform's id of what it is about. */
type Report = StatusReport & { readonly externalId?: string };

/**
 * Raises a message by a report, and tells of it. While parts of the message are still to go out, the report is kept: a message that
 * counts as delivered has nothing left to send.
 */
export function foldReport(unit: Unit, message: MessageRecord, report: Report): void {
  if (message.delivery === null || (report.externalId !== undefined && message.send?.abandoned?.includes(report.externalId))) return;
  const isUnderWay = message.delivery.state === 'queued' || message.delivery.state === 'sending';
  if (isUnderWay && message.send !== null) {
    const { state, error, externalId } = report;
    const held = { state, ...(error === undefined ? {} : { error }), ...(externalId === undefined ? {} : { externalId }) };
    message.send = { ...message.send, heldReports: [...(message.send.heldReports ?? []), held] };
    unit.touchMessage(message);
    return;
  }
  const delivery = foldStatus(message.delivery, report);
  if (delivery === message.delivery) return;
  const conversation = unit.conversations.get(message.conversationId);
  const isShut = report.state === 'failed' && report.error?.code === 'window_closed';
  if (isShut && conversation !== undefined && followWindowChoice(unit, conversation, message, 'report')) return;
  message.delivery = delivery;
  message.externalId ??= report.externalId === undefined || report.externalId === '' ? null : report.externalId;
  unit.touchMessage(message);
  if (conversation === undefined) return;
  if (report.state === 'failed') endUnaskedWait(unit, conversation, message);
  unit.emit({ type: EVENT_OF_STATE[report.state], actor: SYSTEM, conversation, message });
}

/**
 * How far the clocks of a platform and ours may differ for a watermark still to count a message: what was taken a moment after it is
 * not raised by mistake for long, since the next watermark raises it anyway.
 */
const CLOCKS_DIFFER_MS = 2000;

/** Everything the person was sent up to a moment has come this far. Nothing is known of a person without a conversation. */
export function applyWatermark(unit: Unit, event: InboundWatermark, origin: Origin): void {
  const key = event.from.keys.find((one) => unit.identityByKey.has(keyName(origin.channelId, one)));
  const identity = key && unit.identityByKey.get(keyName(origin.channelId, key));
  const conversation = identity && unit.conversationByIdentity.get(identity.id);
  if (conversation === undefined) return;
  const sent = [...unit.messages.values()]
    .filter((message) => message.conversationId === conversation.id && message.direction === 'outbound')
    .filter((message) => message.delivery?.state === 'sent' || message.delivery?.state === 'delivered')
    .filter((message) => (message.send?.acceptedAt ?? message.sentAt) <= event.until + CLOCKS_DIFFER_MS)
    .sort((a, b) => a.seq - b.seq);
  for (const message of sent) foldReport(unit, message, { state: event.state });
}

/**
 * Folds in what was kept while the message was under way. Gives whether there was anything.
 *
 * @param only which of the reports; the others are dropped
 */
export function foldHeld(unit: Unit, message: MessageRecord, only: (externalId: string | undefined) => boolean = () => true): boolean {
  const held = (message.send?.heldReports ?? []).filter((report: Report) => only(report.externalId));
  if (message.send === null || held.length === 0) return false;
  const { heldReports: _held, ...send } = message.send;
  message.send = send;
  for (const report of held) foldReport(unit, message, report);
  return true;
}

function findReported(unit: Unit, event: InboundStatus, channelId: string): MessageRecord | undefined {
  const byExternal = unit.messageByExternalId.get(externalName(channelId, event.externalId));
  if (byExternal !== undefined) return byExternal;
  const byCorrelation = event.correlation === undefined ? undefined : unit.messages.get(event.correlation);
  return byCorrelation?.channelId === channelId ? byCorrelation : undefined;
}

export function applyReaction(unit: Unit, event: InboundReaction, origin: Origin): void {
  const message = target(unit, event.targetExternalId, origin);
  if (message === undefined) return;
  const { contact } = identify(unit, origin.channelId, event.author ?? event.from);
  const conversation = unit.conversations.get(message.conversationId);
  if (conversation !== undefined && event.opens !== undefined) {
    openWindow(unit, conversation, event.opens, clampSentAt(origin.sentAt, unit.now), contact.blockedAt !== null);
  }
  const others = message.reactions.filter((reaction) => reaction.by !== contact.id);
  const at = new Date(unit.now).toISOString();
  message.reactions = event.emoji === null ? others : [...others, { emoji: event.emoji, by: contact.id, at }];
  tellOfMessage(unit, message, 'message.updated', contact.id, contact.name);
}

export function applyEdit(unit: Unit, event: InboundEdit, origin: Origin): void {
  const message = target(unit, event.targetExternalId, origin);
  if (message === undefined || message.deletedAt !== null) return;
  message.content = keepMedia(unit, event.content, { conversationId: message.conversationId, messageId: message.id, origin });
  message.editedAt = unit.now;
  summarize(unit, message);
  tellOfMessage(unit, message, 'message.updated', message.author.id, message.author.name);
}

/** The writer took the message back. What it said goes too: platforms ask for that (LINE, "unsend"). */
export function applyRevoke(unit: Unit, event: InboundRevoke, origin: Origin): void {
  const message = target(unit, event.targetExternalId, origin);
  if (message === undefined || message.deletedAt !== null) return;
  message.deletedAt = unit.now;
  message.content = { type: 'unsupported', summary: 'This message was deleted.' };
  unit.withdrawnMessages.push(message.id);
  summarize(unit, message);
  const conversation = unit.conversations.get(message.conversationId);
  if (conversation?.waitingMessageId === message.id && conversation.lastSeq === message.seq) endWaiting(unit, conversation);
  tellOfMessage(unit, message, 'message.deleted', message.author.id, message.author.name);
  if (conversation) unit.settleStatus(conversation, SYSTEM);
}

/** What lists say of the conversation follows its last message. */
function summarize(unit: Unit, message: MessageRecord): void {
  const conversation = unit.conversations.get(message.conversationId);
  if (conversation?.lastMessage?.id !== message.id) return;
  conversation.lastMessage = { ...conversation.lastMessage, summary: summaryOf(message.content).slice(0, SUMMARY_CHARACTERS) };
}

function tellOfMessage(unit: Unit, message: MessageRecord, type: EventType, actorId: string | null, actorName: string | null): void {
  unit.touchMessage(message);
  const conversation = unit.conversations.get(message.conversationId);
  if (conversation === undefined) return;
  const actor: Actor = { type: message.direction === 'inbound' ? 'contact' : 'member', id: actorId, name: actorName };
  unit.emit({ type, actor, conversation, message });
}

/** The message an event is about, where we have it. Its conversation was loaded with it. */
function target(unit: Unit, externalId: string, origin: Origin): MessageRecord | undefined {
  return unit.messageByExternalId.get(externalName(origin.channelId, externalId));
}

/** The same person by new names. Old names lead nobody here any more: a number may be given to somebody else. */
export function applyIdentityChange(unit: Unit, event: InboundIdentityChange, origin: Origin): void {
  const { identity, contact } = identify(unit, origin.channelId, { keys: event.previous });
  for (const key of event.current) {
    const name = keyName(origin.channelId, key);
    if (unit.identityByKey.get(name) === identity) continue;
    for (const old of identity.keys) {
      if (old.kind !== key.kind || old.retiredAt !== null) continue;
      old.retiredAt = unit.now;
      unit.identityByKey.delete(keyName(origin.channelId, old));
    }
    identity.keys.push({ ...key, createdAt: unit.now, retiredAt: null });
    unit.identityByKey.set(name, identity);
    if (key.kind === 'phone') contact.phone = phoneOfDigits(key.value);
  }
  unit.changedIdentities.add(identity);
  unit.touchContact(contact);
  unit.emit({ type: 'contact.updated', actor: contactActor(contact), contact, channel: unit.factsOf(origin.channelId).ref });
  const conversation = unit.conversationByIdentity.get(identity.id);
  if (conversation !== undefined) addLine(unit, conversation, event.text, origin);
}

export function applyOptOut(unit: Unit, event: InboundOptOut, origin: Origin): void {
  const { identity, contact } = identify(unit, origin.channelId, event.from);
  if (contact.optedOut !== event.optedOut) {
    contact.optedOut = event.optedOut;
    unit.touchContact(contact);
    unit.emit({ type: 'contact.updated', actor: contactActor(contact), contact, channel: unit.factsOf(origin.channelId).ref });
  }
  const conversation = unit.conversationByIdentity.get(identity.id);
  if (conversation === undefined) return;
  if (event.optedOut) endWaits(unit, conversation, { outcome: 'opted_out', because: 'opted_out' });
  addLine(unit, conversation, event.detail, origin);
}

/** What the platform says of the account itself. Information only is kept raw and not told. */
export async function applyHealth(unit: Unit, event: InboundHealth, channelId: string): Promise<void> {
  if (event.level === 'info') return;
  const health: ChannelHealth = { level: event.level, what: event.what, detail: event.detail, since: new Date(unit.now).toISOString() };
  await setHealth(unit, channelId, health);
}
