export interface ConversationRow {
  id: string;
  channelId: string;
  contactId: string;
  identityId: string;
  sessionId: string;
  sessionNumber: number;
  teamId: string | null;
  assigneeId: string | null;
  status: string;
  statusSince: number;
  handler: string;
  waitingSince: number | null;
  waitingMessageId: string | null;
  /** When the wait is soon overdue and overdue, by what it was last judged by; null: nobody waits; `NEVER`: nobody works. */
  soonAt: number | null;
  overdueAt: number | null;
  lastSeq: number;
  eventSeq: number;
  lastMessageJson: string | null;
  /** What opened the window, see `Grant`; null: nothing yet. */
  windowJson: string | null;
  /** What the clock has told of the wait and the window, see `Told`; null: nothing. */
  clockJson: string | null;
  /** When the clock must look at it again; never later than there is something to tell. Null: not before it changes. */
  clockDueAt: number | null;
  /** Since when the customer is silent: they wrote, the session began without them, or it came back after it was put away. Our clock. */
  customerAt: number;
  /** When people took it from a bot, or last answered since; null: no bot had it in this session. */
  peopleAt: number | null;
  /** When the customer was last told that nobody answers here. */
  oneWayRepliedAt: number | null;
  freeReplyToken: string | null;
  freeReplyUntil: number | null;
  tagsJson: string;
  attributesJson: string;
  sourceJson: string | null;
  /** The last choice sent, until it is answered: a typed number or label is matched against it. */
  openChoiceJson: string | null;
  /** The questions of workflows that wait for an answer, oldest first, see `OpenWait`; null: none. */
  waitsJson: string | null;
  snoozedUntil: number | null;
  closedAt: number | null;
  closedBy: string | null;
  closeReason: string | null;
  mergedInto: string | null;
  participantsJson: string;
  /** Whether anybody has joined. */
  isJoined: number;
  /** How many public messages the customer has written. */
  inboundCount: number;
  /** How long the customer waits, as `tallies` know it, see `waitLevelAt`. */
  waitLevel: number;
  /** From when on that is no longer so; null: until something happens. */
  levelDueAt: number | null;
  createdAt: number;
  updatedAt: number;
}

/**
 * How many conversations are alike in all that they are counted and listed by. The rows of all writers together say it: a writer adds
 * only to its own, so that no two gateways wait for the same row.
 */
export interface TallyRow {
  writer: number;
  /** Empty: no team. */
  teamId: string;
  channelId: string;
  status: string;
  isJoined: number;
  isOwned: number;
  /** Open, and the customer has written nothing. */
  isSilent: number;
  waitLevel: number;
  n: number;
}

/** Who is in a conversation: what `participantsJson` says, to be looked for by member. */
export interface ParticipantRow {
  memberId: string;
  conversationId: string;
  /** Whether the conversation is. */
  isOpen: number;
}

/** How far a member has read a conversation. Without a row: nothing of it. */
export interface ReadRow {
  memberId: string;
  conversationId: string;
  /** The number of the last message they have read. */
  lastReadSeq: number;
  /** How many of the customer's messages that were, see `ConversationRow.inboundCount`. */
  inboundRead: number;
  /** Whether the conversation is open. */
  isOpen: number;
}

export interface SessionRow {
  id: string;
  conversationId: string;
  channelId: string;
  /** The team that had it when it closed; while it is open, its conversation knows. */
  teamId: string | null;
  /** The member who owns it, or owned it when it closed. */
  ownerId: string | null;
  /** Members who owned it, in order. */
  ownersJson: string;
  number: number;
  sourceJson: string | null;
  /** The source's ref, by which a campaign's sessions are found; null: it has none, or its person was erased. */
  sourceRef: string | null;
  openedAt: number;
  /** Public answers, and the first of them. */
  answers: number;
  firstResponseAt: number | null;
  /** When the customer began to wait for the first time. Known once that wait has ended; until then the conversation knows. */
  firstAskedAt: number | null;
  /** When that wait was ended by an answer; null: it was not. */
  firstAnsweredAt: number | null;
  /** Waits that an answer ended, and how long they were together. */
  waits: number;
  waitedMs: number;
  closedAt: number | null;
  closedBy: string | null;
  closeReason: string | null;
}

/** A workflow's question to a customer, from being asked until its workflow was called. */
export interface WaitRow {
  id: string;
  conversationId: string;
  messageId: string;
  expect: string;
  maxReasks: number;
  reasks: number;
  state: string;
  because: string | null;
  /** Where the workflow goes on. Sealed: such an address is a key. */
  resumeUrl: string;
  /** The origin of that address: how calls to one receiver are told from others. */
  destination: string;
  /** What calls are signed with, sealed; null: nothing was agreed. */
  secret: string | null;
  replyMessageId: string | null;
  /** The answer as the workflow gets it; gone when its writer was erased. */
  replyJson: string | null;
  createdAt: number;
  expiresAt: number;
  endedAt: number | null;
  /** Of the one call: `pending`, `delivered`, `failed` or `dropped`; null before the end. */
  callState: string | null;
  attempts: number;
  lastStatus: number | null;
  lastError: string | null;
  calledAt: number | null;
}
