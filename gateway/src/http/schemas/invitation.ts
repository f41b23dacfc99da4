import { z } from 'zod';
import { MEMBER_ROLES, type MemberRole } from '../../model/team.ts';
import type { Invited } from '../../conversations/invitations.ts';
import { inviterOf } from '../../conversations/invitations.ts';
import type { InvitationRow } from '../../store/schema.ts';
import { iso } from '../times.ts';
import { timeSchema } from './message.ts';

/** An invitation that nobody has accepted or taken back. */
export const invitationSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    role: z.enum(MEMBER_ROLES),
    invitedBy: z.string().nullable().meta({ description: 'The name of the member who did; null for a program.' }),
    sentByMail: z.boolean().meta({ description: 'False: nothing is set up to send mails, hand the link over yourself.' }),
    acceptUrl: z
      .string()
      .exactOptional()
      .meta({ description: 'Only where no mail goes out, and only in the answer that made the link: it is not shown again.' }),
    createdAt: timeSchema,
    sentAt: timeSchema,
    expiresAt: timeSchema,
  })
  .meta({ id: 'Invitation' });
export type InvitationView = z.output<typeof invitationSchema>;

/** A role as rows hold it. */
export function asRole(role: string): MemberRole {
  return role === 'admin' ? 'admin' : 'agent';
}

export function invitationView(row: InvitationRow, sentByMail: boolean): InvitationView {
  const { id, email, name, role, createdAt, sentAt, expiresAt } = row;
  return {
    id,
    email,
    name,
    role: asRole(role),
    invitedBy: inviterOf(row),
    sentByMail,
    createdAt: iso(createdAt),
    sentAt: iso(sentAt),
    expiresAt: iso(expiresAt),
  };
}

/** The same with its link, where nobody else brings it. */
export function invitedView({ invitation, acceptUrl }: Invited, sentByMail: boolean): InvitationView {
  return { ...invitationView(invitation, sentByMail), ...(sentByMail ? {} : { acceptUrl }) };
}
