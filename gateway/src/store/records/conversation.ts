import type { OpenChoice } from '../../model/choice.ts';
import type { ClockFacts, Told } from '../../model/clock.ts';
import type { ChannelRef, Conversation, Participant } from '../../model/conversation.ts';
import type { Source } from '../../model/inbound.ts';
import type { MediaRules } from '../../model/settings.ts';
import type { TeamFacts } from '../../model/team.ts';
import { type Handler, type Status, type StatusFacts, type Thresholds, statusAt, waitingAt } from '../../model/status.ts';
import { type Grant, type WindowRule, windowOf } from '../../model/window.ts';
import type { ConversationRow } from '../schema.ts';
import { iso, isoOrNull } from './times.ts';

export interface ConversationRecord {
  readonly id: string;
  readonly channelId: string;
  contactId: string;
  readonly identityId: string;
  sessionId: string;
  sessionNumber: number;
  teamId: string | null;
  assigneeId: string | null;
  status: Status;
  statusSince: number;
  handler: Handler;
  waitingSince: number | null;
  waitingMessageId: string | null;
  /** Written by the flush, see `setClock`. */
  soonAt: number | null;
  overdueAt: number | null;
  lastSeq: number;
  eventSeq: number;
  lastMessage: Conversation['lastMessage'];
  grants: readonly Grant[];
  told: Told;
  customerAt: number;
  clockDueAt: number | null;
  freeReplyToken: string | null;
  freeReplyUntil: number | null;
  tags: readonly string[];
  attributes: Readonly<Record<string, unknown>>;
  source: Source | null;
  openChoice: OpenChoice | null;
  snoozedUntil: number | null;
  closedAt: number | null;
  closedBy: string | null;
  closeReason: string | null;
  mergedInto: string | null;
  participants: readonly Participant[];
  /** Public messages of the customer, counted by the unit. */
  inboundCount: number;
  readonly createdAt: number;
  updatedAt: number;
}

/** What the store must know of a channel to judge and show its conversations. */
export interface ChannelFacts {
  readonly ref: ChannelRef;
  readonly windowRule: WindowRule;
  readonly thresholds: Thresholds;
  readonly startsWith: Handler;
  readonly twoWay: boolean;
  /** How long before its end a window is told to be closing. */
  readonly windowClosingMs: number;
  readonly botTimeoutSeconds: number;
  readonly overdueAgainSeconds: number | null;
  /** The platform can be asked who somebody is. */
  readonly readsProfiles: boolean;
  /** Which files come in and go out here. */
  readonly mediaRules: MediaRules;
  /** Who gets its new conversations; null: they are everybody's. */
  readonly team: TeamFacts | null;
}

/** Of a conversation that the clock has said nothing of. */
export const NOTHING_TOLD: Told = {};

export function conversationRecord(row: ConversationRow): ConversationRecord {
  const {
    lastMessageJson,
    windowJson,
    clockJson,
    tagsJson,
    attributesJson,
    sourceJson,
    openChoiceJson,
    participantsJson,
    isJoined: _isJoined,
    status,
    handler,
    ...rest
  } = row;
  return {
    ...rest,
    status: asStatus(status),
    handler: handler === 'bot' ? 'bot' : 'people',
    lastMessage: lastMessageJson === null ? null : JSON.parse(lastMessageJson),
    grants: windowJson === null ? [] : JSON.parse(windowJson),
    told: clockJson === null ? NOTHING_TOLD : JSON.parse(clockJson),
    tags: JSON.parse(tagsJson),
    attributes: JSON.parse(attributesJson),
    source: sourceJson === null ? null : JSON.parse(sourceJson),
    openChoice: openChoiceJson === null ? null : JSON.parse(openChoiceJson),
    participants: JSON.parse(participantsJson),
  };
}

function asStatus(text: string): Status {
  switch (text) {
    case 'bot':
    case 'rep_needed':
    case 'pending':
    case 'soon_overdue':
    case 'overdue':
    case 'active':
      return text;
    default:
      return 'closed';
  }
}

export const CONVERSATION_COLUMNS = [
  'id', 'channelId', 'contactId', 'identityId', 'sessionId', 'sessionNumber', 'teamId', 'assigneeId', 'status', 'statusSince',
  'handler', 'waitingSince', 'waitingMessageId', 'soonAt', 'overdueAt', 'lastSeq', 'eventSeq', 'lastMessageJson', 'windowJson', 'clockJson', 'clockDueAt', 'customerAt',
  'freeReplyToken', 'freeReplyUntil', 'tagsJson', 'attributesJson', 'sourceJson', 'openChoiceJson', 'snoozedUntil', 'closedAt', 'closedBy',
  'closeReason', 'mergedInto', 'participantsJson', 'isJoined', 'inboundCount', 'createdAt', 'updatedAt',
] as const satisfies readonly (keyof ConversationRow)[]; // prettier-ignore

/** Those that stand in an index and can change, but the time of the last change. Most messages leave them as they are. */
export const INDEXED_COLUMNS = [
  'contactId', 'teamId', 'assigneeId', 'status', 'waitingSince', 'soonAt', 'overdueAt', 'clockDueAt', 'closedAt', 'isJoined',
] as const satisfies readonly (keyof ConversationRow)[]; // prettier-ignore
/** Those that never change. */
export const LASTING_COLUMNS = ['channelId', 'identityId', 'createdAt'] as const satisfies readonly (keyof ConversationRow)[];

/** In the order of `INDEXED_COLUMNS`. */
export function indexedValues(conversation: ConversationRecord): readonly unknown[] {
  const { contactId, teamId, assigneeId, status, waitingSince, soonAt, overdueAt, clockDueAt, closedAt, participants } = conversation;
  return [contactId, teamId, assigneeId, status, waitingSince, soonAt, overdueAt, clockDueAt, closedAt, participants.length > 0];
}

/** In the order of `CONVERSATION_COLUMNS`. */
export function conversationValues(conversation: ConversationRecord): readonly unknown[] {
  return [
    conversation.id,
    conversation.channelId,
    conversation.contactId,
    conversation.identityId,
    conversation.sessionId,
    conversation.sessionNumber,
    conversation.teamId,
    conversation.assigneeId,
    conversation.status,
    conversation.statusSince,
    conversation.handler,
    conversation.waitingSince,
    conversation.waitingMessageId,
    conversation.soonAt,
    conversation.overdueAt,
    conversation.lastSeq,
    conversation.eventSeq,
    conversation.lastMessage === null ? null : JSON.stringify(conversation.lastMessage),
    conversation.grants.length === 0 ? null : JSON.stringify(conversation.grants),
    conversation.told === NOTHING_TOLD ? null : JSON.stringify(conversation.told),
    conversation.clockDueAt,
    conversation.customerAt,
    conversation.freeReplyToken,
    conversation.freeReplyUntil,
    JSON.stringify(conversation.tags),
    JSON.stringify(conversation.attributes),
    conversation.source === null ? null : JSON.stringify(conversation.source),
    conversation.openChoice === null ? null : JSON.stringify(conversation.openChoice),
    conversation.snoozedUntil,
    conversation.closedAt,
    conversation.closedBy,
    conversation.closeReason,
    conversation.mergedInto,
    JSON.stringify(conversation.participants),
    conversation.participants.length > 0 ? 1 : 0,
    conversation.inboundCount,
    conversation.createdAt,
    conversation.updatedAt,
  ];
}

/** What a conversation's status and waiting clock depend on. */
export function statusFactsOf(conversation: ConversationRecord, thresholds: Thresholds): StatusFacts {
  return {
    closedAt: conversation.closedAt,
    handler: conversation.handler,
    waitingSince: conversation.waitingSince,
    waitingMessageId: conversation.waitingMessageId,
    hasParticipants: conversation.participants.length > 0,
    thresholds,
  };
}

/** What the clock depends on. */
export function clockFactsOf(conversation: ConversationRecord, facts: ChannelFacts): ClockFacts {
  return {
    status: statusFactsOf(conversation, facts.thresholds),
    windowRule: facts.windowRule,
    grants: conversation.grants,
    closingMs: facts.windowClosingMs,
    customerAt: conversation.customerAt,
    snoozedUntil: conversation.snoozedUntil,
    botTimeoutSeconds: facts.botTimeoutSeconds,
    overdueAgainSeconds: facts.overdueAgainSeconds,
  };
}

export function presentConversation(conversation: ConversationRecord, facts: ChannelFacts, now: number): Conversation {
  const statusFacts = statusFactsOf(conversation, facts.thresholds);
  const waiting = waitingAt(statusFacts, now);
  const window = windowOf(facts.windowRule, conversation.grants, conversation.freeReplyUntil, now);
  return {
    id: conversation.id,
    channelId: conversation.channelId,
    contactId: conversation.contactId,
    identityId: conversation.identityId,
    sessionId: conversation.sessionId,
    teamId: conversation.teamId,
    assigneeId: conversation.assigneeId,
    participants: conversation.participants,
    status: statusAt(statusFacts, now),
    statusSince: iso(conversation.statusSince),
    waiting:
      waiting === null
        ? null
        : {
            since: iso(waiting.since),
            messageId: waiting.messageId,
            level: waiting.level,
            soonAt: iso(waiting.soonAt),
            overdueAt: iso(waiting.overdueAt),
          },
    handler: conversation.handler,
    window: { ...window, expiresAt: isoOrNull(window.expiresAt), freeReplyUntil: isoOrNull(window.freeReplyUntil) },
    unread: null,
    lastMessage: conversation.lastMessage,
    tags: conversation.tags,
    attributes: conversation.attributes,
    source: conversation.source,
    snoozedUntil: isoOrNull(conversation.snoozedUntil),
    closedAt: isoOrNull(conversation.closedAt),
    closedBy: conversation.closedBy,
    closeReason: conversation.closeReason,
    mergedInto: conversation.mergedInto,
    createdAt: iso(conversation.createdAt),
    updatedAt: iso(conversation.updatedAt),
  };
}
