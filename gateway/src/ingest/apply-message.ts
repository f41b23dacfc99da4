import { placeForBlocked } from '../conversations/block-contact.ts';
import { replyOneWay } from '../conversations/one-way.ts';
import { openConversation } from '../conversations/open.ts';
import { routeLoaded } from '../conversations/routing.ts';
import { endSnooze } from '../conversations/snooze.ts';
import { takeFromBots } from '../conversations/taking-over.ts';
import { answerCustomer, startWaiting } from '../conversations/waiting.ts';
import { endWaits, endWaitsForMember, takeReply, understand } from '../conversations/waits.ts';
import { matchOption } from '../model/choice.ts';
import { type Attachment, type Content, type InboundMedia, mapAttachments } from '../model/content.ts';
import type { Actor } from '../model/events.ts';
import type { InboundEcho, InboundMessage, InboundNotice } from '../model/inbound.ts';
import type { Author } from '../model/message.ts';
import { type Opening, clampSentAt, openedBy, windowState } from '../model/window.ts';
import { type ContactRecord, type ConversationRecord, type IdentityRecord, storedAttachment } from '../store/records.ts';
import type { AttachmentRow } from '../store/schema.ts';
import { type Unit, externalName } from '../store/unit.ts';
import { SYSTEM, contactActor, identify } from './identify.ts';
import { uploadOf } from './visitor-uploads.ts';

/** Where an event came from. */
export interface Origin {
  readonly channelId: string;
  readonly webhookId: string;
  /** The platform's clock, or null. */
  readonly sentAt: number | null;
}

/**
 * A customer's message: into their one conversation, which opens or reopens for it. A blocked person's is kept like any other, but
 * opens nothing, starts no wait and is told as a change of the conversation only, so that no workflow answers it.
 */
export function applyMessage(unit: Unit, event: InboundMessage, origin: Origin): void {
  const { identity, contact } = identify(unit, origin.channelId, event.from);
  const author = event.author === undefined ? contact : identify(unit, origin.channelId, event.author).contact;
  const actor = contactActor(author);
  if (identity.unreachableSince !== null) {
    identity.unreachableSince = null;
    unit.changedIdentities.add(identity);
  }
  const isBlocked = contact.blockedAt !== null || author.blockedAt !== null;
  const place = isBlocked ? placeForBlocked : openConversation;
  const { conversation, isNewSession } = place(unit, identity, contact, actor, event.source ?? null);
  if (event.line !== undefined && !isBlocked) addLine(unit, conversation, event.line, origin);
  const messageId = unit.ids.next('msg');
  const quotedMessageId = quotedId(unit, origin, event.quotedExternalId);
  const content = keepMedia(unit, event.content, { conversationId: conversation.id, messageId, origin });
  const otherwise = () => answerChoice(conversation, content, quotedMessageId);
  const understood = understand(isBlocked ? [] : conversation.waits, content, quotedMessageId, otherwise);
  const message = unit.addMessage(conversation, {
    id: messageId,
    direction: 'inbound',
    visibility: 'public',
    author: { type: 'contact', id: author.id, name: author.name, origin: 'gateway' },
    content: understood.content,
    quotedMessageId,
    reactions: [],
    externalId: event.externalId,
    tokens: event.tokens ?? null,
    webhookId: origin.webhookId,
    sentAt: clampSentAt(origin.sentAt, unit.now),
    editedAt: null,
    deletedAt: null,
    delivery: null,
    send: null,
  });
  openWindow(unit, conversation, event.opens ?? (event.source?.kind === 'ad' ? 'ad' : 'message'), message.sentAt, isBlocked);
  if (event.freeReply !== undefined) keepFreeReply(conversation, event.freeReply);
  if (isBlocked) {
    unit.emit({ type: 'conversation.updated', actor, conversation, message });
    return;
  }
  conversation.customerAt = unit.now;
  endSnooze(unit, conversation, actor);
  startWaiting(unit, conversation, message.id);
  unit.emit({ type: 'message.received', actor, conversation, message, firstOfSession: isNewSession, isWaitReply: understood.isWaitReply });
  takeReply(unit, conversation, message, understood);
  if (conversation.waitingSince !== null) routeLoaded(unit, conversation);
  replyOneWay(unit, conversation);
  unit.settleStatus(conversation, actor);
}

/** Who answers in the platform's own app: one of us, the platform does not say who. */
const SOMEBODY = { type: 'member', id: null, name: null } as const satisfies Actor;

/** The business answered from the phone's own app: a member's answer, whoever it was. Its queue must have been loaded. */
export function applyEcho(unit: Unit, event: InboundEcho, origin: Origin): void {
  const { identity, contact } = identify(unit, origin.channelId, event.to);
  const author: Author = { ...SOMEBODY, origin: 'native_app' };
  const { conversation } = openConversation(unit, identity, contact, SYSTEM, null);
  const messageId = unit.ids.next('msg');
  const message = unit.addMessage(conversation, {
    id: messageId,
    direction: 'outbound',
    visibility: 'public',
    author,
    content: keepMedia(unit, event.content, { conversationId: conversation.id, messageId, origin }),
    quotedMessageId: quotedId(unit, origin, event.quotedExternalId),
    reactions: [],
    externalId: event.externalId,
    tokens: null,
    webhookId: origin.webhookId,
    sentAt: clampSentAt(origin.sentAt, unit.now),
    editedAt: null,
    deletedAt: null,
    delivery: { state: 'sent', sentAs: 'message' },
    send: null,
  });
  takeFromBots(unit, conversation, SOMEBODY);
  answerCustomer(unit, conversation);
  endWaitsForMember(unit, conversation, null);
  unit.emit({ type: 'message.sent', actor: SOMEBODY, conversation, message });
  unit.settleStatus(conversation, SOMEBODY);
}

/** Followed, blocked, joined: known to the contact, and a line in the conversation where there is one. */
export function applyNotice(unit: Unit, event: InboundNotice, origin: Origin): void {
  const { identity, contact } = identify(unit, origin.channelId, event.from);
  if (event.reachable !== undefined && event.reachable !== (identity.unreachableSince === null)) {
    identity.unreachableSince = event.reachable ? null : unit.now;
    unit.changedIdentities.add(identity);
    unit.emit({ type: 'contact.updated', actor: contactActor(contact), contact, channel: unit.factsOf(origin.channelId).ref });
  }
  const conversation = unit.conversationByIdentity.get(identity.id) ?? openForGreeting(unit, identity, contact, event);
  if (conversation === undefined) return;
  if (event.reachable === false) endWaits(unit, conversation, { outcome: 'opted_out', because: 'unreachable' });
  if (event.freeReply !== undefined) keepFreeReply(conversation, event.freeReply);
  if (event.opens !== undefined) openWindow(unit, conversation, event.opens, clampSentAt(origin.sentAt, unit.now));
  addLine(unit, conversation, event.text, origin);
}

/** Who may be written to because of what they did (a new follower on WeChat) has a conversation for it. */
function openForGreeting(
  unit: Unit,
  identity: IdentityRecord,
  contact: ContactRecord,
  event: InboundNotice,
): ConversationRecord | undefined {
  if (event.opens === undefined || contact.blockedAt !== null) return undefined;
  return openConversation(unit, identity, contact, contactActor(contact), event.source ?? null).conversation;
}

/** A line about what happened, for the team only. */
export function addLine(unit: Unit, conversation: ConversationRecord, text: string, origin: Origin): void {
  const message = unit.addMessage(conversation, {
    direction: 'inbound',
    visibility: 'internal',
    author: { type: 'system', id: null, name: null, origin: 'gateway' },
    content: { type: 'text', text },
    quotedMessageId: null,
    reactions: [],
    externalId: null,
    tokens: null,
    webhookId: origin.webhookId,
    sentAt: clampSentAt(origin.sentAt, unit.now),
    editedAt: null,
    deletedAt: null,
    delivery: null,
    send: null,
  });
  unit.emit({ type: 'conversation.updated', actor: SYSTEM, conversation, message });
}

/** Registers each file for fetching and names it by our id. */
export function keepMedia(
  unit: Unit,
  content: Content<InboundMedia>,
  place: { readonly conversationId: string; readonly messageId: string; readonly origin: Origin },
): Content<Attachment> {
  return mapAttachments(content, (media) => {
    const upload = uploadOf(unit, media.ref, place.origin.channelId);
    if (upload !== undefined) return bindUpload(unit, upload, place);
    const id = unit.ids.next('att');
    const mimeType = media.mimeType ?? 'application/octet-stream';
    unit.attachments.push({
      id,
      conversationId: place.conversationId,
      messageId: place.messageId,
      channelId: place.origin.channelId,
      state: 'pending',
      name: media.name ?? null,
      mimeType,
      bytes: media.bytes ?? null,
      sha256: null,
      storageKey: null,
      sourceJson: JSON.stringify(unit.traceparent === undefined ? media.ref : { ...media.ref, traceparent: unit.traceparent }),
      attempts: 0,
      dueAt: unit.now,
      error: null,
      createdAt: unit.now,
    });
    return storedAttachment({
      id,
      name: media.name ?? null,
      mimeType,
      bytes: media.bytes ?? null,
      state: 'pending',
      ...(media.durationMs === undefined ? {} : { durationMs: media.durationMs }),
    });
  });
}

function bindUpload(
  unit: Unit,
  upload: AttachmentRow,
  { conversationId, messageId }: { readonly conversationId: string; readonly messageId: string },
): Attachment {
  unit.uploads.delete(upload.id);
  unit.attachments.push({ ...upload, conversationId, messageId });
  return storedAttachment({ id: upload.id, name: upload.name, mimeType: upload.mimeType, bytes: upload.bytes, state: 'stored' });
}

function quotedId(unit: Unit, origin: Origin, externalId: string | undefined): string | null {
  if (externalId === undefined) return null;
  return unit.messageByExternalId.get(externalName(origin.channelId, externalId))?.id ?? null;
}

/** A typed number or label becomes the option it stands for, and a tapped one gets the option's label. Any answer ends the question. */
function answerChoice(conversation: ConversationRecord, content: Content, quotedMessageId: string | null): Content {
  const choice = conversation.openChoice;
  // An announcement's options are its own, whatever else was asked.
  if (content.type === 'choice_reply' && content.repliesTo?.startsWith('ann_') === true) return content;
  if (content.type === 'choice_reply') {
    const repliesTo = content.repliesTo ?? quotedMessageId ?? choice?.messageId;
    const option = choice?.options.find((one) => one.id === content.optionId);
    if (option !== undefined || repliesTo === choice?.messageId) conversation.openChoice = null;
    return { ...content, ...(option ? { label: option.label } : {}), ...(repliesTo === undefined ? {} : { repliesTo }) };
  }
  const option = choice === null || content.type !== 'text' ? undefined : matchOption(choice, content.text);
  if (choice === null || option === undefined) return content;
  conversation.openChoice = null;
  return { type: 'choice_reply', optionId: option.id, label: option.label, repliesTo: choice.messageId };
}

/**
 * What the customer did opens the window; what was held back until then may go.
 *
 * @param isBlocked nothing is sent to a blocked person: what was held back waits on
 */
export function openWindow(unit: Unit, conversation: ConversationRecord, by: Opening, at: number, isBlocked = false): void {
  const rule = unit.factsOf(conversation.channelId).windowRule;
  const wasShut = windowState(rule, conversation.grants, unit.now) !== 'open';
  if (hasOthers(conversation) && wasShut && !isBlocked) unit.dueSends.set(conversation.id, conversation.channelId);
  conversation.grants = openedBy(conversation.grants, by, at);
  unit.touch(conversation);
}

/** Whether there may be anything of ours that waits: more than the customer's own first message. */
function hasOthers({ lastSeq, lastMessage }: ConversationRecord): boolean {
  return lastSeq > 1 || lastMessage?.direction === 'outbound';
}

function keepFreeReply(conversation: ConversationRecord, freeReply: { readonly token: string; readonly until: number }): void {
  conversation.freeReplyToken = freeReply.token;
  conversation.freeReplyUntil = freeReply.until;
}
