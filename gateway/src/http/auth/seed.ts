import type { Ids } from '../../model/ids.ts';
import type { Committer } from '../../store/committer.ts';
import { addCredential, hasCredential } from '../../store/credentials.ts';
import { addApiKey, addMember, findMemberByEmail, newMember } from '../../store/organisation.ts';
import type { Store } from '../../store/store.ts';
import { hashOfKey } from './api-keys.ts';

/** What a machine is set up with, so that no hands are needed. */
export interface Seed {
  readonly committer: Committer;
  readonly ids: Ids;
  /** `PARLEY_ADMIN_EMAIL` */
  readonly adminEmail?: string | undefined;
  readonly adminName?: string | undefined;
  /** `PARLEY_API_KEY`: any text of 16 characters or more, with every permission. */
  readonly apiKey?: string | undefined;
}

/** Makes the first admin and the first key where they are not there yet. To be called at every start. */
export async function seedOrganisation({ committer, ids, adminEmail, adminName, apiKey }: Seed): Promise<void> {
  const seed = committer.register<null, null>({
    name: 'seed',
    async run(tx, items) {
      if (adminEmail !== undefined) {
        const name = adminName ?? adminEmail.split('@')[0] ?? adminEmail;
        await addMember(tx, newMember({ id: ids.next('mbr'), name, email: adminEmail.toLowerCase(), role: 'admin', createdAt: tx.now }));
      }
      if (apiKey !== undefined) {
        const hash = hashOfKey(apiKey);
        await addApiKey(tx, {
          id: ids.next('key'),
          name: 'First key',
          hash,
          permissionsJson: '["*"]',
          expiresAt: null,
          revokedAt: null,
          createdAt: tx.now,
        });
      }
      return items;
    },
  });
  await seed(null);
}

/**
 * Gives the first admin the password of the environment, once: whoever has changed it since keeps theirs. To be called at every start.
 *
 * @param email `PARLEY_ADMIN_EMAIL`
 * @param password `PARLEY_ADMIN_PASSWORD`
 */
export async function seedPassword({
  store,
  hash,
  email,
  password,
}: {
  readonly store: Store;
  readonly hash: (password: string) => Promise<string>;
  readonly email: string | undefined;
  readonly password: string | undefined;
}): Promise<void> {
  if (email === undefined || password === undefined) return;
  const address = email.toLowerCase();
  const admin = await findMemberByEmail({ db: store.reader }, address);
  if (admin === undefined || admin.removedAt !== null || (await hasCredential(store, admin.id))) return;
  const passwordHash = await hash(password);
  const seed = store.committer.register<null, null>({
    name: 'seeded password',
    async run(tx, items) {
      await addCredential(tx, admin, passwordHash);
      return items;
    },
  });
  await seed(null);
}
