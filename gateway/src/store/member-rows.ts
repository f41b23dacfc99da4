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
