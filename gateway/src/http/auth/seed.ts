import type { Ids } from '../../model/ids.ts';
import type { Committer } from '../../store/committer.ts';
import { addApiKey, addMember, newMember } from '../../store/organisation.ts';
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
