import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '../model/events.ts';
import { invitationMail } from '../model/mail-texts.ts';
import type { MemberRole } from '../model/team.ts';
import { addCredential, hasCredential } from '../store/credentials.ts';
import { dropInvitation, findInvitation, saveInvitation, takeInvitation } from '../store/invitations.ts';
import { dropMails } from '../store/mails.ts';
import { findMemberByEmail, readOrganisationName } from '../store/organisation.ts';
import type { InvitationRow, MemberRow } from '../store/schema.ts';
import type { Unit } from '../store/unit.ts';
import { type Failure, failure, isFailure } from './failure.ts';
import type { Mailing } from './mailing.ts';
import { type MemberEdit, addMember, editMember } from './members.ts';
import { tellOfNewcomer } from './newcomers.ts';

export const INVITATION_DAYS = 7;
const DAY_MS = 24 * 3_600_000;

/** What inviting needs besides the store. */
export interface Inviting {
  readonly mailing: Pick<Mailing, 'isOn' | 'queue'>;
  /** `PARLEY_PUBLIC_URL` */
  readonly publicUrl: string;
}

/** Somebody who is asked to become a member. */
export interface Invitee {
  readonly email: string;
  readonly name?: string | undefined;
  readonly role: MemberRole;
  /** The language of the mail. */
  readonly locale?: string | null | undefined;
}

/** An invitation with its link, which is known at this moment only: its token is stored as a hash. */
export interface Invited {
  readonly invitation: InvitationRow;
  readonly acceptUrl: string;
}

/** What a change of an address's invitation locks. */
export function invitationLock(email: string): string {
  return `member ${email.toLowerCase()}`;
}

/** Invites somebody who cannot sign in yet. One that has expired gives way. To be called under `invitationLock`. */
export async function invite(unit: Unit, inviting: Inviting, invitee: Invitee, by: Actor): Promise<Invited | Failure> {
  const email = invitee.email.toLowerCase();
  const member = await findMemberByEmail(unit.tx, email);
  if (member !== undefined && (await hasCredential({ reader: unit.tx.db }, member.id)))
    return failure('already_exists', `There is a member with this address already: ${member.id}.`);
  const known = await findInvitation(unit.tx, { email });
  if (known !== undefined && known.expiresAt > unit.now)
    return failure('already_exists', `This address is invited already: ${known.id}. Send that invitation again, or take it back.`);
  const draft = {
    id: unit.ids.next('inv'),
    email,
    name: invitee.name ?? null,
    role: invitee.role,
    locale: invitee.locale ?? null,
    invitedByJson: JSON.stringify(by),
    createdAt: unit.now,
  };
  return send(unit, inviting, draft);
}

/** Sends an invitation again, with a new link and its time beginning anew. The link of before works no more. */
export async function resend(unit: Unit, inviting: Inviting, id: string): Promise<Invited | Failure> {
  const known = await findInvitation(unit.tx, { id });
  return known === undefined ? noInvitation() : send(unit, inviting, known);
}

async function send(unit: Unit, inviting: Inviting, draft: Omit<InvitationRow, 'tokenHash' | 'sentAt' | 'expiresAt'>): Promise<Invited> {
  const token = randomBytes(32).toString('base64url');
  const times = { sentAt: unit.now, expiresAt: unit.now + INVITATION_DAYS * DAY_MS };
  const invitation: InvitationRow = { ...draft, ...times, tokenHash: hashOfToken(token) };
  // In the fragment, which browsers send to no server: neither a log nor a page linked to learns it.
  const acceptUrl = `${inviting.publicUrl}/invitation#${token}`;
  await saveInvitation(unit.tx, invitation);
  await dropMails(unit.tx, invitation.id);
  const organisation = (await readOrganisationName({ reader: unit.tx.db })) ?? 'Parley';
  const facts = { invitedBy: inviterOf(invitation), organisation, url: acceptUrl, days: INVITATION_DAYS };
  await inviting.mailing.queue(unit.tx, invitation.email, invitationMail(invitation.locale, facts), { about: invitation.id });
  return { invitation, acceptUrl };
}

/** The person who invites; null for a workflow. */
export function inviterOf({ invitedByJson }: InvitationRow): string | null {
  const by: Actor = JSON.parse(invitedByJson);
  return by.type === 'member' ? by.name : null;
}

/**
 * Makes a member who can sign in with the password, or is invited to choose one. An invitation that was open for the address gives way. To
 * be called under `invitationLock`.
 */
export async function addMemberWithAccess(
  unit: Unit,
  inviting: Inviting,
  wanted: Invitee & MemberEdit & { readonly name: string },
  passwordHash: string | undefined,
  by: Actor,
): Promise<{ readonly member: MemberRow; readonly invited: Invited | null } | Failure> {
  const member = await addMember(unit, wanted.email, wanted);
  if (isFailure(member)) return member;
  await dropInvitation(unit.tx, { email: member.email });
  if (passwordHash !== undefined) {
    await addCredential(unit.tx, member, passwordHash);
    return { member, invited: null };
  }
  const invited = await invite(unit, inviting, wanted, by);
  if (isFailure(invited)) throw new Error('somebody who was just made could not be invited');
  return { member, invited };
}

/** Takes an invitation back. */
export async function revoke(unit: Unit, id: string): Promise<null | Failure> {
  return (await dropInvitation(unit.tx, { id })) ? null : noInvitation();
}

/**
 * Makes the invited a member who can sign in. It can be done once: of several at the same moment one does it. Somebody who is a member
 * already keeps what they are. To be called under `invitationLock`.
 */
export async function accept(unit: Unit, token: string, name: string, passwordHash: string): Promise<MemberRow | Failure> {
  const invitation = await takeInvitation(unit.tx, hashOfToken(token));
  if (invitation === undefined) return noInvitation();
  const known = await findMemberByEmail(unit.tx, invitation.email);
  const locale = invitation.locale ?? undefined;
  const role = invitation.role === 'admin' ? 'admin' : 'agent';
  const member =
    known === undefined || known.removedAt !== null
      ? await addMember(unit, invitation.email, { name, role, locale })
      : await editMember(unit, known.id, { name, locale });
  if (isFailure(member)) return member;
  const isNew = await addCredential(unit.tx, member, passwordHash);
  if (!isNew) return failure('already_exists', 'Somebody with this address can sign in already.');
  await tellOfNewcomer(unit, member);
  return member;
}

/** A token has 256 random bits, so that a plain hash cannot be searched through. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function noInvitation(): Failure {
  return failure('not_found', 'There is no such invitation: it was accepted, taken back, or has expired.');
}
