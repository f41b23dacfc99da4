import type { Condition, Row, SignInTables } from '../../store/sign-in-tables.ts';

/** What the sign-in library encrypts second factors with: now, and before the secret key was changed. */
export interface FactorSecrets {
  readonly secret: string;
  readonly previousSecret: string;
}

/** The library's own encryption. */
export interface FactorCrypto {
  readonly symmetricEncrypt: (options: { readonly key: string; readonly data: string }) => Promise<string>;
  readonly symmetricDecrypt: (options: { readonly key: string; readonly data: string }) => Promise<string>;
}

const TABLE = 'authTwoFactors';
const ENCRYPTED = ['secret', 'backupCodes'] as const;
const MOST_ROWS = 200;

/**
 * The tables, with each second factor that is read written anew under the key of now where it is still under the former one: the library knows one
 * key only.
 */
export function withRenewedFactors(tables: SignInTables, secrets: FactorSecrets, crypto: () => Promise<FactorCrypto>): SignInTables {
  return {
    ...tables,
    async find(found, options) {
      const rows = await tables.find(found, options);
      if (found.table !== TABLE) return rows;
      const library = await crypto();
      const renewed: Row[] = [];
      for (const row of rows) renewed.push((await renew(tables, row, secrets, library)).row);
      return renewed;
    },
  };
}

/** Writes every second factor anew that is under the former key. What is done stays done when this is cut short. */
export async function renewFactors(tables: SignInTables, secrets: FactorSecrets, crypto: FactorCrypto): Promise<number> {
  let count = 0;
  for (let after = ''; ;) {
    const where: readonly Condition[] = [{ field: 'id', operator: 'gt', value: after, connector: 'AND' }];
    const rows = await tables.find({ table: TABLE, where }, { limit: MOST_ROWS, sort: { field: 'id', direction: 'asc' } });
    for (const row of rows) if ((await renew(tables, row, secrets, crypto)).isRenewed) count += 1;
    if (rows.length < MOST_ROWS) return count;
    after = String(rows.at(-1)?.['id']);
  }
}

/** A row as it is now. One that neither key opens stays as it is: the library says so to whoever needs it. */
async function renew(
  tables: SignInTables,
  row: Row,
  { secret, previousSecret }: FactorSecrets,
  { symmetricEncrypt, symmetricDecrypt }: FactorCrypto,
): Promise<{ readonly row: Row; readonly isRenewed: boolean }> {
  const set: Record<string, string> = {};
  for (const field of ENCRYPTED) {
    const value = row[field];
    if (typeof value !== 'string' || (await isOpenedBy(secret, value))) continue;
    if (!(await isOpenedBy(previousSecret, value))) return { row, isRenewed: false };
    set[field] = await symmetricEncrypt({ key: secret, data: await symmetricDecrypt({ key: previousSecret, data: value }) });
  }
  if (Object.keys(set).length === 0) return { row, isRenewed: false };
  // Not over what somebody has written meanwhile: a backup code that was just used must not come back.
  const same = ['id', ...Object.keys(set)].map((field): Condition => ({
    field,
    operator: 'eq',
    value: row[field] ?? null,
    connector: 'AND',
  }));
  const [now] = await tables.update({ table: TABLE, where: same }, { set });
  return { row: now ?? row, isRenewed: now !== undefined };

  async function isOpenedBy(key: string, data: string): Promise<boolean> {
    try {
      await symmetricDecrypt({ key, data });
      return true;
    } catch {
      return false;
    }
  }
}
