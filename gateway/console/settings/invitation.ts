import type { Id } from '../api/wire.ts';

export const invitationsKey = ['invitations'] as const;

/** An invitation that nobody has accepted yet. */
export interface Invitation {
  readonly id: Id;
  readonly email: string;
  readonly role: 'admin' | 'agent';
  /** Where no mail goes out: to be handed over by hand, and shown only this once. */
  readonly acceptUrl?: string;
}
