import type { Generated } from 'kysely';

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
}

export interface MemberRow {
  id: string;
  name: string;
  email: string;
  role: string;
  createdAt: number;
  updatedAt: number;
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
  lastSeq: number;
  eventSeq: number;
  lastMessageJson: string | null;
  /** What opened the window, see `Grant`; null: nothing yet. */
  windowJson: string | null;
  /** What the clock has told of the wait and the window, see `Told`; null: nothing. */
  clockJson: string | null;
  /** When the clock must look at it again; never later than there is something to tell. Null: not before it changes. */
  clockDueAt: number | null;
  /** When the customer last wrote, or the session began without them, on our clock. */
  customerAt: number;
  freeReplyToken: string | null;
  freeReplyUntil: number | null;
  tagsJson: string;
  attributesJson: string;
  sourceJson: string | null;
  /** The last choice sent, until it is answered: a typed number or label is matched against it. */
  openChoiceJson: string | null;
  snoozedUntil: number | null;
  closedAt: number | null;
  closedBy: string | null;
  closeReason: string | null;
  mergedInto: string | null;
  participantsJson: string;
  createdAt: number;
  updatedAt: number;
}

export interface SessionRow {
  id: string;
  conversationId: string;
  number: number;
  sourceJson: string | null;
  openedAt: number;
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
