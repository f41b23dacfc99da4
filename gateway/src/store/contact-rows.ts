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
