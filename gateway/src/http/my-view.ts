import type { z } from 'zod';
import { hasTwoFactor } from '../store/credentials.ts';
import { readMember } from '../store/read/members.ts';
import { readTeamsOfMember } from '../store/read/teams.ts';
import { asAvailability } from '../store/records.ts';
import type { Caller } from './auth/caller.ts';
import { permissionsOfRole } from './auth/caller.ts';
import type { AppDeps } from './deps.ts';
import { type MeView, localeSchema } from './schemas/sign-in.ts';
import { iso, isoOrNull } from './times.ts';

/** A member as they see themselves. @throws when there is none, which was checked */
export async function myView({ store }: Pick<AppDeps, 'store'>, memberId: string, expiresAt: number): Promise<MeView> {
  const row = await readMember(store, memberId);
  if (row === undefined) throw new Error(`member ${memberId} has gone while they asked`);
  const role = row.role === 'admin' ? 'admin' : 'agent';
  return {
    type: 'member',
    id: row.id,
    name: row.name,
    permissions: [...permissionsOfRole(role)],
    expiresAt: iso(expiresAt),
    email: row.email,
    role,
    locale: asLocale(row.locale),
    availability: asAvailability(row.availability),
    teams: [...(await readTeamsOfMember(store, row.id))],
    twoFactor: await hasTwoFactor(store, row.id),
  };
}

/** Whoever asks, as they see themselves. */
export function viewOfCaller(deps: Pick<AppDeps, 'store'>, caller: Caller): MeView | Promise<MeView> {
  if (caller.type === 'member') return myView(deps, caller.id, caller.expiresAt);
  const { type, id, name, permissions, expiresAt } = caller;
  return { type, id, name, permissions: [...permissions], expiresAt: isoOrNull(expiresAt) };
}

function asLocale(text: string | null): z.output<typeof localeSchema> | null {
  const parsed = localeSchema.safeParse(text);
  return parsed.success ? parsed.data : null;
}
