import type { Generated } from 'kysely';
import type { AwayAnswersRow, MailThreadRow } from './away-answers.ts';
import type { CampaignRow } from './campaigns.ts';
import type { NotificationChoiceRow, NotificationNewsRow, NotificationRow, PushRow, PushSubscriptionRow } from './notification-rows.ts';
import type { VisitorRow, VisitorTokenRow } from './visitor-rows.ts';

/**
 * The tables, the same on SQLite and PostgreSQL. Times are milliseconds since 1970; booleans are 0 and 1; columns that end in
 * `Json` hold JSON as text, because both stores read and write text at the same, best speed.
 */
export interface Schema {
  meta: { key: string; value: string };
  members: MemberRow;
  apiKeys: ApiKeyRow;
  channels: ChannelRow;
  contacts: ContactRow;
  contactExternalIds: { system: string; externalId: string; contactId: string };
  identities: IdentityRow;
  identityKeys: IdentityKeyRow;
  conversations: ConversationRow;
  sessions: SessionRow;
  messages: MessageRow;
  messageParts: { channelId: string; externalId: string; messageId: string; part: number };
  earlyReports: { channelId: string; externalId: string; reportJson: string; receivedAt: number };
  attachments: AttachmentRow;
  webhooks: { id: string; channelId: string; receivedAt: number; body: string };
  inbox: { channelId: string; eventKey: string; webhookId: string };
  events: EventRow;
  subscriptions: SubscriptionRow;
  deliveries: DeliveryRow;
  lanes: LaneRow;
  claims: { subscriptionId: string; eventId: string; claimedAt: number };
  idempotencyKeys: IdempotencyKeyRow;
  templates: TemplateRow;
  teams: TeamRow;
  teamMembers: TeamMemberRow;
  teamChannels: { teamId: string; channelId: string };
  participants: ParticipantRow;
  reads: ReadRow;
  contactChanges: ContactChangeRow;
  contactMerges: ContactMergeRow;
  erasures: ErasureRow;
  authUsers: AuthUserRow;
  authAccounts: AuthAccountRow;
  authTwoFactors: AuthTwoFactorRow;
  authSessions: AuthSessionRow;
  authVerifications: AuthVerificationRow;
  attempts: { key: string; count: number; resetsAt: number };
  invitations: InvitationRow;
  mails: MailRow;
  notifications: NotificationRow;
  notificationNews: NotificationNewsRow;
  notificationChoices: NotificationChoiceRow;
  pushSubscriptions: PushSubscriptionRow;
  pushes: PushRow;
  waits: WaitRow;
  waitReplies: { messageId: string; waitId: string };
  tallies: TallyRow;
  /** Messages and contacts whose text is not yet found by search as it is now, oldest first. */
  searchDue: { seq: Generated<number>; target: string };
  /** What search finds, see `search-index.ts`. */
  searchDocuments: { id: Generated<number>; target: string; conversationId: string | null; text: string };
  /** On SQLite alone. */
  searchPieces: { rowid: number; pieces: string };
  visitors: VisitorRow;
  visitorTokens: VisitorTokenRow;
  campaigns: CampaignRow;
  awayAnswers: AwayAnswersRow;
  mailThreads: MailThreadRow;
}

export interface MemberRow {
  id: string;
  name: string;
  email: string;
  role: string;
  /** Whether customers may be assigned to them now, see `Availability`. */
  availability: string;
  /** How many open conversations they own at most by assignment; null: as many as come. */
  capacity: number | null;
  createdAt: number;
  updatedAt: number;
  /** Set by DELETE: nobody any more, but their address leads back to them. */
  removedAt: number | null;
  /** The language they want to be written to in; null: nobody has said. */
  locale: string | null;
}

export interface TeamRow {
  id: string;
  name: string;
  mode: string;
  assignment: string;
  /** What differs from the organisation's settings; null: nothing. */
  overridesJson: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface TeamMemberRow {
  teamId: string;
  memberId: string;
  role: string;
  /** The number of the last customer that they were assigned in this team; 0: none yet. */
  lastTurn: number;
}

export interface ApiKeyRow {
  id: string;
  name: string;
  /** SHA-256 of the key, hex. */
  hash: string;
  permissionsJson: string;
  expiresAt: number | null;
  revokedAt: number | null;
  createdAt: number;
}

export interface ChannelRow {
  id: string;
  type: string;
  provider: string | null;
  name: string;
  status: string;
  healthJson: string;
  /** What differs from the organisation's rules for files; null: nothing. */
  attachmentsJson: string | null;
  /** What else differs from the team's and the organisation's settings; null: nothing. */
  overridesJson: string | null;
  /** What customers are told, once a day, where `twoWay` is 0. */
  oneWayReply: string | null;
  twoWay: number;
  /** Settings that are no secret. */
  settingsJson: string;
  /** Settings that are, sealed. */
  secrets: string;
  createdAt: number;
  updatedAt: number;
  deletedAt: number | null;
}

export interface ContactRow {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  locale: string | null;
  avatarUrl: string | null;
  tagsJson: string;
  attributesJson: string;
  optedOut: number;
  blockedAt: number | null;
  mergedInto: string | null;
  createdAt: number;
  updatedAt: number;
  /** What contacts are compared by, see `model/contact-keys.ts`. */
  emailKey: string | null;
  phoneKey: string | null;
  nameKey: string | null;
  /** Nothing personal is left of it. */
  erasedAt: number | null;
}

/** One entry of a contact's history. */
export interface ContactChangeRow {
  id: string;
  contactId: string;
  at: number;
  what: string;
  actorJson: string;
  changesJson: string;
  otherContactId: string | null;
}

/** A merge by people, with all that its undoing needs. */
export interface ContactMergeRow {
  id: string;
  fromId: string;
  intoId: string;
  mergedAt: number;
  undoneAt: number | null;
  /** Identities and external ids that passed over, see `Moved`. */
  movedJson: string;
  /** Details that filled gaps, see `Given`. */
  givenJson: string;
}

/** The erasure of one person, until its last trace is gone; then `stateJson` is `{}`. */
export interface ErasureRow {
  id: string;
  contactId: string;
  requestedAt: number;
  finishedAt: number | null;
  stateJson: string;
}

export interface IdentityRow {
  id: string;
  channelId: string;
  contactId: string;
  kind: string;
  unreachableSince: number | null;
  /** When the platform is to be asked who this is; null: known, or nobody to ask. */
  profileDueAt: number | null;
  profileTries: number;
  mergedInto: string | null;
  createdAt: number;
}

export interface IdentityKeyRow {
  channelId: string;
  kind: string;
  value: string;
  identityId: string;
  createdAt: number;
  retiredAt: number | null;
}

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

export interface MessageRow {
  id: string;
  conversationId: string;
  sessionId: string;
  channelId: string;
  seq: number;
  direction: string;
  visibility: string;
  authorJson: string;
  contentType: string;
  contentJson: string;
  quotedMessageId: string | null;
  reactionsJson: string | null;
  externalId: string | null;
  tokensJson: string | null;
  webhookId: string | null;
  sentAt: number;
  createdAt: number;
  editedAt: number | null;
  deletedAt: number | null;
  deliveryState: string | null;
  deliveryJson: string | null;
  /** Outbound only: what the writer asked for, and the platform ids of the parts that are out. */
  sendJson: string | null;
}

export interface AttachmentRow {
  id: string;
  conversationId: string | null;
  messageId: string | null;
  channelId: string | null;
  state: string;
  name: string | null;
  mimeType: string;
  bytes: number | null;
  sha256: string | null;
  storageKey: string | null;
  sourceJson: string | null;
  attempts: number;
  dueAt: number | null;
  error: string | null;
  createdAt: number;
}

export interface EventRow {
  position: Generated<number>;
  /** PostgreSQL's transaction, so that readers stop before one that is still open; 0 on SQLite. */
  tx: Generated<number>;
  id: string;
  type: string;
  occurredAt: number;
  conversationId: string | null;
  conversationSeq: number | null;
  actorJson: string;
  dataJson: string;
}

export interface SubscriptionRow {
  id: string;
  url: string;
  eventsJson: string;
  filterJson: string;
  batchJson: string | null;
  /** How it gathers what a customer writes in one go; null: it does not. */
  burstJson: string | null;
  /** Sealed. */
  secret: string;
  mode: string;
  createdAt: number;
  updatedAt: number;
  /** A test one ends by itself. */
  expiresAt: number | null;
  /** Set by DELETE: stopped and out of sight, but its place is kept for a while. */
  hiddenAt: number | null;
}

export interface DeliveryRow {
  id: Generated<number>;
  laneId: string;
  subscriptionId: string;
  eventId: string;
  /** Orders a lane: the event's number in its conversation, or its position for events without one. */
  laneSeq: number;
  state: string;
  attempts: number;
  lastStatus: number | null;
  lastError: string | null;
  /** Names the batch that the first attempt fixed; null until then. */
  batchId: string | null;
  createdAt: number;
  finishedAt: number | null;
}

/** Ordered work of one (conversation, destination) pair. */
export interface LaneRow {
  id: string;
  kind: string;
  /** The channel or subscription the lane leads to. */
  destinationId: string;
  conversationId: string | null;
  /** Null: nothing to do. */
  dueAt: number | null;
  /** Bumped by every producer, so that a worker never parks a lane that has just got work. */
  version: number;
  attempts: number;
  leaseToken: string | null;
  leaseUntil: number | null;
}

export interface IdempotencyKeyRow {
  /** The API key (or member) and the route. */
  scope: string;
  key: string;
  bodyHash: string;
  status: number;
  responseJson: string;
  createdAt: number;
}

export interface TemplateRow {
  id: string;
  kind: string;
  /** The channel whose platform keeps it; null for a canned one. */
  channelId: string | null;
  /** Where a canned one may be used; an empty list: everywhere. */
  channelIdsJson: string;
  externalId: string | null;
  name: string;
  language: string;
  status: string;
  category: string | null;
  quality: string | null;
  reason: string | null;
  text: string;
  paramsJson: string;
  /** The file of a canned one. */
  attachmentId: string | null;
  /** The platform's own form; null for a canned one. */
  componentsJson: string | null;
  /** When its status was true: the time of the webhook, or of the start of the listing. An older listing changes nothing. */
  learnedAt: number;
  createdAt: number;
  updatedAt: number;
}

/** Somebody who can sign in. `id` is the member's; everything else about the person is in their own row. */
export interface AuthUserRow {
  id: string;
  email: string;
  emailVerified: number;
  twoFactorEnabled: number;
  createdAt: number;
  updatedAt: number;
}

/** A member's password, hashed. */
export interface AuthAccountRow {
  id: string;
  userId: string;
  accountId: string;
  providerId: string;
  password: string | null;
  createdAt: number;
  updatedAt: number;
}

/** A member's second factor; secret and backup codes are encrypted. */
export interface AuthTwoFactorRow {
  id: string;
  userId: string;
  secret: string;
  backupCodes: string;
  verified: number | null;
  failedVerificationCount: number | null;
  lockedUntil: number | null;
}

/** One sign-in on one device. The cookie is its token with a signature, so that this row alone lets nobody in. */
export interface AuthSessionRow {
  id: string;
  userId: string;
  token: string;
  expiresAt: number;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: number;
  updatedAt: number;
}

/** Something that is proven once, such as a password reset; its name is hashed. */
export interface AuthVerificationRow {
  id: string;
  identifier: string;
  value: string;
  expiresAt: number;
  createdAt: number;
  updatedAt: number;
}

/** An invitation nobody has accepted or taken back. */
export interface InvitationRow {
  id: string;
  email: string;
  name: string | null;
  role: string;
  locale: string | null;
  /** SHA-256 of the token, hex. */
  tokenHash: string;
  invitedByJson: string;
  createdAt: number;
  /** When its latest mail was queued. */
  sentAt: number;
  expiresAt: number;
}

/** A mail that is not out yet. */
export interface MailRow {
  id: string;
  /** What it is about, so that it goes when that goes. */
  about: string | null;
  /** Address, subject and texts, sealed: some hold a link that lets somebody in. */
  sealed: string;
  attempts: number;
  dueAt: number;
  lastError: string | null;
  createdAt: number;
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
