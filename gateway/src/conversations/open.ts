import type { Actor } from '../model/events.ts';
import type { Source } from '../model/inbound.ts';
import { type ContactRecord, type ConversationRecord, type IdentityRecord, NOTHING_TOLD } from '../store/records.ts';
import { changeSession } from '../store/sessions.ts';
import type { Unit } from '../store/unit.ts';
import { endWaitsOfClosed } from './waits.ts';

/** A conversation that can be written into, and whether its session has just begun. */
export interface Opened {
  readonly conversation: ConversationRecord;
  readonly isNewSession: boolean;
}

/**
 * The identity's one conversation, made or reopened where needed. A reopened one starts a new session with nobody in it.
 */
export function openConversation(
  unit: Unit,
  identity: IdentityRecord,
  contact: ContactRecord,
  actor: Actor,
  source: Source | null,
): Opened {
  const known = unit.conversationByIdentity.get(identity.id);
  if (known === undefined) return { conversation: createConversation(unit, identity, contact, actor, source), isNewSession: true };
  if (known.closedAt === null) return { conversation: known, isNewSession: false };
  startSession(unit, known, source);
  unit.emit({ type: 'conversation.reopened', actor, conversation: known });
  return { conversation: known, isNewSession: true };
}

function createConversation(
  unit: Unit,
  identity: IdentityRecord,
  contact: ContactRecord,
  actor: Actor,
  source: Source | null,
): ConversationRecord {
  const facts = unit.factsOf(identity.channelId);
  const conversation: ConversationRecord = {
    id: unit.ids.next('cnv'),
    channelId: identity.channelId,
    contactId: contact.id,
    identityId: identity.id,
    sessionId: unit.ids.next('ses'),
    sessionNumber: 1,
    teamId: facts.team?.id ?? null,
    assigneeId: null,
    status: facts.startsWith === 'bot' ? 'bot' : 'active',
    statusSince: unit.now,
    handler: facts.startsWith,
    waitingSince: null,
    waitingMessageId: null,
    soonAt: null,
    overdueAt: null,
    lastSeq: 0,
    eventSeq: 0,
    lastMessage: null,
    grants: [],
    told: NOTHING_TOLD,
    clockDueAt: null,
    customerAt: unit.now,
    peopleAt: null,
    oneWayRepliedAt: null,
    freeReplyToken: null,
    freeReplyUntil: null,
    tags: [],
    attributes: {},
    source,
    openChoice: null,
    waits: [],
    snoozedUntil: null,
    closedAt: null,
    closedBy: null,
    closeReason: null,
    mergedInto: null,
    participants: [],
    inboundCount: 0,
    waitLevel: 0,
    levelDueAt: null,
    tallied: null,
    createdAt: unit.now,
    updatedAt: unit.now,
  };
  unit.keep({ conversation });
  unit.touch(conversation);
  keepSession(unit, conversation, source);
  unit.emit({ type: 'conversation.created', actor, conversation });
  return conversation;
}

/** A new session of a closed conversation: with the channel's team, no owner, nobody joined, handled as the channel starts. */
function startSession(unit: Unit, conversation: ConversationRecord, source: Source | null): void {
  conversation.sessionId = unit.ids.next('ses');
  conversation.sessionNumber += 1;
  conversation.closedAt = null;
  conversation.closedBy = null;
  conversation.closeReason = null;
  conversation.assigneeId = null;
  conversation.participants = [];
  const facts = unit.factsOf(conversation.channelId);
  conversation.teamId = facts.team?.id ?? null;
  conversation.handler = facts.startsWith;
  conversation.waitingSince = null;
  conversation.waitingMessageId = null;
  conversation.snoozedUntil = null;
  conversation.customerAt = unit.now;
  conversation.peopleAt = null;
  conversation.source = source;
  conversation.openChoice = null;
  unit.touch(conversation);
  keepSession(unit, conversation, source);
}

function keepSession(unit: Unit, conversation: ConversationRecord, source: Source | null): void {
  unit.newSessions.push({
    id: conversation.sessionId,
    conversationId: conversation.id,
    channelId: conversation.channelId,
    number: conversation.sessionNumber,
    sourceJson: source === null ? null : JSON.stringify(source),
    sourceRef: source?.ref ?? null,
    openedAt: unit.now,
  });
}

/** Ends the session and with it the conversation, until somebody writes again. Safe to repeat. */
export function closeConversation(
  unit: Unit,
  conversation: ConversationRecord,
  actor: Actor,
  closing: { readonly reason: string | null },
): void {
  if (conversation.closedAt !== null) return;
  const session = changeSession(unit, conversation.sessionId);
  session.firstAskedAt ??= conversation.waitingSince;
  session.closing = { closedAt: unit.now, closedBy: actor.id, closeReason: closing.reason, teamId: conversation.teamId };
  if (conversation.assigneeId !== null) unit.makesRoom = true;
  conversation.closedAt = unit.now;
  conversation.closedBy = actor.id;
  conversation.closeReason = closing.reason;
  conversation.waitingSince = null;
  conversation.waitingMessageId = null;
  conversation.snoozedUntil = null;
  endWaitsOfClosed(unit, conversation, actor, closing.reason);
  unit.touch(conversation);
  unit.emit({ type: 'conversation.closed', actor, conversation });
  unit.settleStatus(conversation, actor);
}
