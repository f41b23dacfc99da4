import type { Generated } from 'kysely';

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
  /** The one before, sealed; deliveries are signed with both until then. */
  previousSecret: string | null;
  previousSecretUntil: number | null;
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

/** Which gateway sends for a channel. Used on PostgreSQL alone: on SQLite there is one gateway. */
export interface ChannelHoldingRow {
  channelId: string;
  /** The process's own name, new at each start. */
  holder: string;
  /** Counts how often the channel went from hand to hand: what was begun under an older number may not go on. */
  epoch: number;
  /** By the database's clock. */
  until: number;
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
