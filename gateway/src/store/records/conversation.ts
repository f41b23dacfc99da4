import type { OpenChoice } from '../../model/choice.ts';
import { becauseOf } from '../../model/because.ts';
import type { ClockFacts, Told } from '../../model/clock.ts';
import type { ChannelRef, Conversation, Participant } from '../../model/conversation.ts';
import type { Source } from '../../model/inbound.ts';
import type { MediaRules, Timing } from '../../model/settings.ts';
import type { OpenWait } from '../../model/wait.ts';
import type { TeamFacts } from '../../model/team.ts';
import { type Handler, type Status, type StatusFacts, statusAt, waitingAt } from '../../model/status.ts';
import { type Grant, type WindowRule, windowOf } from '../../model/window.ts';
import type { ConversationRow } from '../schema.ts';
import { type TallyKey, tallyOf } from './tally.ts';
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
  /** When people took it from a bot, or last answered since; null: no bot had it in this session. */
  peopleAt: number | null;
  /** When the customer was last told that nobody answers here. */
  oneWayRepliedAt: number | null;
  clockDueAt: number | null;
  freeReplyToken: string | null;
  freeReplyUntil: number | null;
  tags: readonly string[];
  attributes: Readonly<Record<string, unknown>>;
  source: Source | null;
  openChoice: OpenChoice | null;
  /** Oldest first. Changed only by `conversations/waits.ts`. */
  waits: readonly OpenWait[];
  snoozedUntil: number | null;
  closedAt: number | null;
  closedBy: string | null;
  closeReason: string | null;
  mergedInto: string | null;
  participants: readonly Participant[];
  /** Public messages of the customer, counted by the unit. */
  inboundCount: number;
  /** Written by the flush, see `setLevel`. */
  waitLevel: number;
  levelDueAt: number | null;
  /** What it is counted as in `tallies`, see `tallyOf`; null: not yet. Kept by the flush. */
  tallied: TallyKey | null;
  readonly createdAt: number;
  updatedAt: number;
}

/** What the store must know of a channel to judge and show its conversations. */
export interface ChannelFacts {
  readonly ref: ChannelRef;
  readonly windowRule: WindowRule;
  /** What the clock goes by where this team has the conversation. */
  readonly timingOf: (teamId: string | null) => Timing;
  readonly startsWith: Handler;
  readonly twoWay: boolean;
  /** What customers of a channel that is not two-way are told, once a day; null: nothing. */
  readonly oneWayReply: string | null;
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
    waitsJson,
    participantsJson,
    isJoined: _isJoined,
    status,
    handler,
    ...rest
  } = row;
  return {
    ...rest,
    tallied: tallyOf({ ...row, hasParticipants: row.isJoined === 1 }),
    status: asStatus(status),
    handler: handler === 'bot' ? 'bot' : 'people',
    lastMessage: lastMessageJson === null ? null : JSON.parse(lastMessageJson),
    grants: windowJson === null ? [] : JSON.parse(windowJson),
    told: clockJson === null ? NOTHING_TOLD : JSON.parse(clockJson),
    tags: JSON.parse(tagsJson),
    attributes: JSON.parse(attributesJson),
    source: sourceJson === null ? null : JSON.parse(sourceJson),
    openChoice: openChoiceJson === null ? null : JSON.parse(openChoiceJson),
    waits: waitsJson === null ? [] : JSON.parse(waitsJson),
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
  'handler', 'waitingSince', 'waitingMessageId', 'soonAt', 'overdueAt', 'lastSeq', 'eventSeq', 'lastMessageJson', 'windowJson', 'clockJson', 'clockDueAt', 'customerAt', 'peopleAt', 'oneWayRepliedAt',
  'freeReplyToken', 'freeReplyUntil', 'tagsJson', 'attributesJson', 'sourceJson', 'openChoiceJson', 'waitsJson', 'snoozedUntil', 'closedAt', 'closedBy',
  'closeReason', 'mergedInto', 'participantsJson', 'isJoined', 'inboundCount', 'waitLevel', 'levelDueAt', 'createdAt', 'updatedAt',
] as const satisfies readonly (keyof ConversationRow)[]; // prettier-ignore

/** Those that stand in an index and can change, but the time of the last change. Most messages leave them as they are. */
export const INDEXED_COLUMNS = [
  'contactId', 'teamId', 'assigneeId', 'status', 'waitingSince', 'soonAt', 'overdueAt', 'clockDueAt', 'closedAt', 'isJoined',
  'waitLevel', 'levelDueAt',
] as const satisfies readonly (keyof ConversationRow)[]; // prettier-ignore
/** Those that never change. */
export const LASTING_COLUMNS = ['channelId', 'identityId', 'createdAt'] as const satisfies readonly (keyof ConversationRow)[];

/** In the order of `INDEXED_COLUMNS`. */
export function indexedValues(conversation: ConversationRecord): readonly unknown[] {
  const {
    contactId,
    teamId,
    assigneeId,
    status,
    waitingSince,
    soonAt,
    overdueAt,
    clockDueAt,
    closedAt,
    participants,
    waitLevel,
    levelDueAt,
  } = conversation;
  return [contactId, teamId, assigneeId, status, waitingSince, soonAt, overdueAt, clockDueAt, closedAt, participants.length > 0, waitLevel, levelDueAt]; // prettier-ignore
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
    conversation.peopleAt,
    conversation.oneWayRepliedAt,
    conversation.freeReplyToken,
    conversation.freeReplyUntil,
    JSON.stringify(conversation.tags),
    JSON.stringify(conversation.attributes),
    conversation.source === null ? null : JSON.stringify(conversation.source),
    conversation.openChoice === null ? null : JSON.stringify(conversation.openChoice),
    conversation.waits.length === 0 ? null : JSON.stringify(conversation.waits),
    conversation.snoozedUntil,
    conversation.closedAt,
    conversation.closedBy,
    conversation.closeReason,
    conversation.mergedInto,
    JSON.stringify(conversation.participants),
    conversation.participants.length > 0 ? 1 : 0,
    conversation.inboundCount,
    conversation.waitLevel,
    conversation.levelDueAt,
    conversation.createdAt,
    conversation.updatedAt,
  ];
}

/** What a conversation's status and waiting clock depend on. */
export function statusFactsOf(conversation: ConversationRecord, facts: ChannelFacts): StatusFacts {
  const { thresholds, hours } = facts.timingOf(conversation.teamId);
  return {
    closedAt: conversation.closedAt,
    handler: conversation.handler,
    waitingSince: conversation.waitingSince,
    waitingMessageId: conversation.waitingMessageId,
    hasParticipants: conversation.participants.length > 0,
    thresholds,
    hours,
  };
}

/** What the clock depends on. */
export function clockFactsOf(conversation: ConversationRecord, facts: ChannelFacts): ClockFacts {
  const timing = facts.timingOf(conversation.teamId);
  return {
    status: statusFactsOf(conversation, facts),
    windowRule: facts.windowRule,
    grants: conversation.grants,
    closingMs: timing.windowClosingMs,
    customerAt: conversation.customerAt,
    snoozedUntil: conversation.snoozedUntil,
    botTimeoutSeconds: timing.botTimeoutSeconds,
    overdueAgainSeconds: timing.overdueAgainSeconds,
    autoCloseInBusinessTime: timing.autoCloseInBusinessTime,
    giveBackAfterSeconds: timing.giveBackAfterSeconds,
    peopleAt: conversation.peopleAt,
  };
}

export function presentConversation(conversation: ConversationRecord, facts: ChannelFacts, now: number): Conversation {
  const statusFacts = statusFactsOf(conversation, facts);
  const because = becauseOf({ ...statusFacts, statusSince: conversation.statusSince, closedBy: conversation.closedBy }, now);
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
    because: { ...because, since: iso(because.since) },
    waiting:
      waiting === null
        ? null
        : {
            since: iso(waiting.since),
            messageId: waiting.messageId,
            level: waiting.level,
            soonAt: isoOrNull(waiting.soonAt),
            overdueAt: isoOrNull(waiting.overdueAt),
          },
    handler: conversation.handler,
    window: { ...window, expiresAt: isoOrNull(window.expiresAt), freeReplyUntil: isoOrNull(window.freeReplyUntil) },
    unread: null,
    presence: null,
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
