/** Somebody's browser on a site with a widget. A person with several has one for each. */
export interface VisitorRow {
  /** Also their key of the kind `visitor_id`. */
  id: string;
  channelId: string;
  /** The site on which they first came. */
  origin: string;
  /** As the site knows them, where it has vouched for it: for good, another user of the same browser is another visitor. */
  userId: string | null;
  /** Where they write; null: nothing was written yet. */
  conversationId: string | null;
  /** What the page told of them, see `VisitorFacts`; null: nothing. */
  factsJson: string | null;
  locale: string | null;
  /** Where their session comes from, see `Source`. */
  sourceJson: string | null;
  /** `active`, `idle` or `away`, see `model/presence.ts`. */
  state: string;
  pageUrl: string | null;
  pageTitle: string | null;
  /** Where they are by their network address, see `Place`; null: not looked up, or not known. */
  placeJson: string | null;
  lastActiveAt: number;
  /** Until when they count as online if nothing more is heard. */
  onlineUntil: number;
  /** Whether the log says that they are online. */
  toldOnline: number;
  /** Until when they count as writing. */
  typingUntil: number;
  /** The team has read their conversation up to this message. */
  teamReadSeq: number;
  createdAt: number;
  /** When any of what changes by itself last did: who never wrote is forgotten by it. */
  changedAt: number;
}

/** What proves that a page is a visitor's. The token itself is nowhere but there. */
export interface VisitorTokenRow {
  /** SHA-256 of the token, hex. */
  hash: string;
  visitorId: string;
  channelId: string;
  /** The only site from which it is good. */
  origin: string;
  /** The visitor's, at the time: one without is no proof for a visitor who has one. */
  userId: string | null;
  expiresAt: number;
  createdAt: number;
}
