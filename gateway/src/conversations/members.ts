import type { Actor } from '../model/events.ts';
import type { Availability, MemberRole } from '../model/team.ts';
import { endCredential } from '../store/credentials.ts';
import { dropInvitation } from '../store/invitations.ts';
import { dropMails } from '../store/mails.ts';
import { findMember, findMemberByEmail, hasOtherAdmin, newMember, saveMember } from '../store/organisation.ts';
import { PassingFault, loadConversations } from '../store/load.ts';
import { openConversationsOfMember } from '../store/read/teams.ts';
import type { MemberRow } from '../store/schema.ts';
import { leaveTeams } from '../store/teams.ts';
import type { Unit } from '../store/unit.ts';
import { changeOwner, removeParticipant } from './acting.ts';
import { type Failure, failure } from './failure.ts';
import { route } from './routing.ts';

/** What is written of a member. What is absent stays as it is. */
export interface MemberEdit {
  readonly name?: string | undefined;
  readonly role?: MemberRole | undefined;
  readonly availability?: Availability | undefined;
  readonly capacity?: number | null | undefined;
  /** The language to write to them in. */
  readonly locale?: string | null | undefined;
}

/** Makes a member. Somebody who was removed comes back as who they were, with what is written now. */
export async function addMember(
  unit: Unit,
  email: string,
  wanted: MemberEdit & { readonly name: string; readonly role: MemberRole },
): Promise<MemberRow | Failure> {
  const address = email.toLowerCase();
  const known = await findMemberByEmail(unit.tx, address);
  if (known !== undefined && known.removedAt === null)
    return failure('already_exists', `There is a member with this address already: ${known.id}.`);
  const id = known?.id ?? unit.ids.next('mbr');
  const fresh = newMember({ id, name: wanted.name, email: address, role: wanted.role, createdAt: known?.createdAt ?? unit.now });
  const member = { ...withEdit(fresh, wanted), updatedAt: unit.now };
  await saveMember(unit.tx, member);
  return member;
}

/** Changes a member. The last admin stays one. To be called under the lock `ADMINS`. */
export async function editMember(unit: Unit, id: string, wanted: MemberEdit): Promise<MemberRow | Failure> {
  const before = await findMember(unit.tx, id);
  if (before === undefined) return noMember();
  const member = { ...withEdit(before, wanted), updatedAt: unit.now };
  if (before.role === 'admin' && member.role !== 'admin' && !(await hasOtherAdmin(unit.tx, id))) return lastAdmin(before);
  await saveMember(unit.tx, member);
  return member;
}

/**
 * Removes a member: out of every team, and out of every open conversation, whose customers go to somebody else where their team assigns.
 * The last admin stays. To be called under the lock `ADMINS` and those of the conversations.
 *
 * @param locks what is locked; grows when the member got another conversation in the meantime
 * @throws PassingFault in that case: the next try locks it
 */
export async function removeMember(unit: Unit, id: string, locks: string[], actor: Actor): Promise<MemberRow | Failure> {
  const member = await findMember(unit.tx, id);
  if (member === undefined) return noMember();
  if (member.role === 'admin' && !(await hasOtherAdmin(unit.tx, id))) return lastAdmin(member);
  // From here on nobody can give them anything, so that what is read next is all they have.
  await saveMember(unit.tx, { ...member, availability: 'offline', updatedAt: unit.now, removedAt: unit.now });
  await leaveTeams(unit.tx, id);
  await endCredential(unit.tx, id);
  await dropInvitation(unit.tx, { email: member.email });
  await dropMails(unit.tx, id);
  const ids = await openConversationsOfMember({ reader: unit.tx.db, dialect: unit.tx.dialect }, id);
  lockedOrAgain(locks, ids);
  await loadConversations(unit, ids);
  for (const conversationId of ids) await takeOut(unit, conversationId, member, actor);
  return member;
}

async function takeOut(unit: Unit, conversationId: string, member: MemberRow, actor: Actor): Promise<void> {
  const conversation = unit.conversations.get(conversationId);
  if (conversation === undefined) return;
  removeParticipant(unit, conversation, member, actor);
  if (conversation.assigneeId === member.id) changeOwner(unit, conversation, member, null, actor);
  if (conversation.waitingSince !== null) await route(unit, conversation);
  unit.settleStatus(conversation, actor);
}

/** @throws PassingFault when something is not locked yet: the next try locks it */
export function lockedOrAgain(locks: string[], ids: readonly string[]): void {
  const known = new Set(locks);
  const missing = ids.filter((id) => !known.has(id));
  if (missing.length === 0) return;
  locks.push(...missing);
  throw new PassingFault('a conversation appeared while its lock was awaited');
}

function withEdit(member: MemberRow, wanted: MemberEdit): MemberRow {
  return {
    ...member,
    name: wanted.name ?? member.name,
    role: wanted.role ?? member.role,
    availability: wanted.availability ?? member.availability,
    capacity: wanted.capacity === undefined ? member.capacity : wanted.capacity,
    locale: wanted.locale === undefined ? member.locale : wanted.locale,
  };
}

function noMember(): Failure {
  return failure('not_found', 'There is no such member.');
}

function lastAdmin(member: MemberRow): Failure {
  return failure('last_admin', `${member.name} is the last admin. Make somebody else an admin first.`);
}
