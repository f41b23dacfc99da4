import type { Generated } from 'kysely';

/** Something a member is told. It names what it is about; names and texts are read when it is shown. */
export interface NotificationRow {
  id: string;
  memberId: string;
  kind: string;
  conversationId: string | null;
  messageId: string | null;
  channelId: string | null;
  actorJson: string;
  detail: string | null;
  isOffer: number;
  /** 0: only mailed or pushed. */
  inApp: number;
  /** How often it was told since it was read last. */
  count: number;
  /** Set while it is unread and not ended; see `keyOfTelling`. */
  openKey: string | null;
  readAt: number | null;
  endedAt: number | null;
  /** See `Ending`. */
  endingJson: string | null;
  /** When it was read or ended. */
  doneAt: number | null;
  /** When it is to be mailed. Null: no mail waits. */
  mailAt: number | null;
  /** When a mail of it went into the outbox. */
  mailedAt: number | null;
  /** When it is to be pushed to the member's browsers. Null: done, or not wanted. */
  pushAt: number | null;
  createdAt: number;
  /** When it was told last. */
  updatedAt: number;
}

/** A change of a notification, in a log of its own that live streams read. */
export interface NotificationNewsRow {
  position: Generated<number>;
  /** As in `EventRow`. */
  tx: Generated<number>;
  memberId: string;
  notificationId: string;
  createdAt: number;
}

export interface NotificationChoiceRow {
  memberId: string;
  /** See `NotificationChoice`. */
  choiceJson: string;
  updatedAt: number;
}

/** A browser that pushes go to. */
export interface PushSubscriptionRow {
  id: string;
  memberId: string;
  endpoint: string;
  /** Its public key and secret, sealed. */
  keys: string;
  createdAt: number;
}

/** A push on its way to one browser. */
export interface PushRow {
  subscriptionId: string;
  notificationId: string;
  dueAt: number;
  tries: number;
  createdAt: number;
}
