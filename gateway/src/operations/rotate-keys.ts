import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Config } from '../config.ts';
import { renewSecondFactors } from '../http/auth/assemble.ts';
import { ulidIds } from '../model/ids.ts';
import { finishResealing, resealAll } from '../store/reseal.ts';
import { createSeal } from '../store/seal.ts';
import { checkSecretKey } from '../store/secret-probe.ts';
import { type Store, openStore } from '../store/store.ts';

/** The secret key that a first start has made, in the data folder. */
const SECRET_KEY_FILE = 'secret.key';

export interface Rotated {
  /** Texts and second factors that are under the new key now, and were not before. */
  readonly secrets: number;
  /** Whether the data folder's `secret.key` held the former key, and holds the new one now. */
  readonly wroteKeyFile: boolean;
}

/**
 * Puts everything secret under `PARLEY_SECRET_KEY` that is still under `PARLEY_SECRET_KEY_PREVIOUS`. It may be killed at any moment and run again;
 * until it has ended the gateway needs both keys, and says so.
 *
 * @returns a sentence when it could not be done, or not wholly
 */
export async function rotateKeys(
  config: Pick<Config, 'dataDir' | 'databaseUrl' | 'secretKey' | 'previousSecretKey' | 'publicUrl'>,
  now: () => number,
): Promise<Rotated | string> {
  const { dataDir, databaseUrl, secretKey, previousSecretKey, publicUrl } = config;
  if (previousSecretKey === undefined) {
    return 'Set PARLEY_SECRET_KEY to the new key and PARLEY_SECRET_KEY_PREVIOUS to the one there was. `openssl rand -base64 32` makes one.';
  }
  const store = await openStore({ dataDir, databaseUrl, now });
  if (typeof store === 'string') return store;
  try {
    return await rotate(store, { dataDir, secretKey, previousSecretKey, publicUrl }, now);
  } finally {
    await store.close();
  }
}

async function rotate(
  store: Store,
  {
    dataDir,
    secretKey,
    previousSecretKey,
    publicUrl,
  }: Pick<Config, 'dataDir' | 'secretKey' | 'publicUrl'> & { readonly previousSecretKey: Buffer },
  now: () => number,
): Promise<Rotated | string> {
  const seal = createSeal(secretKey, previousSecretKey);
  const wrongKey = await checkSecretKey(store, seal);
  if (wrongKey !== undefined) return wrongKey;
  let secrets = await renewSecondFactors({ store, secretKey, previousSecretKey, publicUrl });
  // A gateway beside this that has the former key only may have sealed something behind our back.
  for (;;) {
    const { texts, unopened } = await resealAll(store, seal);
    secrets += texts;
    if (unopened.size > 0) {
      const where = [...unopened].map(([place, count]) => `${count} in ${place}`).join(', ');
      return `Some secrets were sealed with a third key and cannot be opened: ${where}. The others are under the new key. Give them anew, or name their key in PARLEY_SECRET_KEY_PREVIOUS and run this again.`;
    }
    if (texts === 0) break;
  }
  await finishResealing(store, seal, {
    id: ulidIds(now, randomBytes).next('aud'),
    ...{ actorType: 'operator', actorId: null, actorName: null, action: 'rotate-keys', targetId: null },
    ...{ changesJson: '[]', problem: null, address: null, userAgent: null, requestId: null },
  });
  return { secrets, wroteKeyFile: replaceKeyFile(dataDir, previousSecretKey, secretKey) };
}

/** A key that was made at the first start lies beside the database: the next start without `PARLEY_SECRET_KEY` must find the new one. */
function replaceKeyFile(dataDir: string, previous: Buffer, next: Buffer): boolean {
  const file = path.join(dataDir, SECRET_KEY_FILE);
  if (!existsSync(file) || !Buffer.from(readFileSync(file, 'utf8'), 'base64').equals(previous)) return false;
  writeFileSync(`${file}.new`, next.toString('base64'), { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
  return true;
}
