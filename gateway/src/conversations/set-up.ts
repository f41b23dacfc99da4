import { addCredential, isSetUp } from '../store/credentials.ts';
import { findMemberByEmail, saveMember, writeOrganisationName } from '../store/organisation.ts';
import type { MemberRow } from '../store/schema.ts';
import type { Unit } from '../store/unit.ts';
import { type Failure, failure, isFailure } from './failure.ts';
import { addMember } from './members.ts';

/** Whoever sets the gateway up: its first admin. */
export interface FirstAdmin {
  readonly name: string;
  readonly email: string;
  readonly organisationName?: string | undefined;
}

/**
 * Makes the first admin who can sign in, while there is nobody who can. A member who has the address already becomes that admin. To be
 * called under the lock `ADMINS`, so that of two at once one is the first.
 */
export async function setUp(unit: Unit, { name, email, organisationName }: FirstAdmin, passwordHash: string): Promise<MemberRow | Failure> {
  if (await isSetUp({ reader: unit.tx.db })) return failure('already_set_up', 'Somebody has set this gateway up already. Sign in.');
  const admin = await madeAdmin(unit, name, email);
  if (isFailure(admin)) return admin;
  await addCredential(unit.tx, admin, passwordHash);
  if (organisationName !== undefined) await writeOrganisationName(unit.tx, organisationName);
  return admin;
}

async function madeAdmin(unit: Unit, name: string, email: string): Promise<MemberRow | Failure> {
  const known = await findMemberByEmail(unit.tx, email.toLowerCase());
  if (known === undefined || known.removedAt !== null) return addMember(unit, email, { name, role: 'admin' });
  const admin: MemberRow = { ...known, name, role: 'admin', updatedAt: unit.now };
  await saveMember(unit.tx, admin);
  return admin;
}
