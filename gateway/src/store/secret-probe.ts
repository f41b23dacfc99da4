import type { Seal } from './seal.ts';
import type { Store } from './store.ts';

export const PROBE_KEY = 'secretProbe';
export const PROBE_TEXT = 'parley';

/**
 * Makes sure that the secret key is the one this database was set up with, before anything is sealed with another one.
 *
 * @returns a sentence when it is not
 */
export async function checkSecretKey(store: Store, seal: Seal): Promise<string | undefined> {
  const check = store.committer.register<null, string | undefined>({
    name: 'secret probe',
    async run(tx, items) {
      await tx.db
        .insertInto('meta')
        .values({ key: PROBE_KEY, value: seal.seal(PROBE_TEXT) })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute();
      const row = await tx.db.selectFrom('meta').select('value').where('key', '=', PROBE_KEY).executeTakeFirstOrThrow();
      return items.map(() => verdictOn(row.value, seal));
    },
  });
  return check(null);
}

function verdictOn(sealed: string, seal: Seal): string | undefined {
  try {
    if (seal.open(sealed) === PROBE_TEXT) return undefined;
  } catch {
    // The sentence below says it.
  }
  return 'PARLEY_SECRET_KEY is not the key this database was set up with. Start Parley with that key, or name it in PARLEY_SECRET_KEY_PREVIOUS while the key is changed; nothing was changed.';
}
