import type { Seal } from './seal.ts';
import type { Store } from './store.ts';

const KEY = 'vapidKeys';

/** The pair that pushes are signed with (RFC 8292): base64url, the private one of 32 bytes, the public one of 65. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/**
 * The organisation's pair, made at its first use and kept sealed: browsers are subscribed to this one key, so that it never changes.
 * Of two gateways that make one at once, both get the one that was written first.
 */
export function createVapidKeys(store: Store, seal: Seal, make: () => Promise<VapidKeys>): () => Promise<VapidKeys> {
  const keep = store.committer.register<string, string>({
    name: 'vapid keys',
    async run({ db }, items) {
      const [value = ''] = items;
      await db.insertInto('meta').values({ key: KEY, value }).onConflict((conflict) => conflict.column('key').doNothing()).execute(); // prettier-ignore
      const row = await db.selectFrom('meta').select('value').where('key', '=', KEY).executeTakeFirstOrThrow();
      return items.map(() => row.value);
    },
  });
  let known: Promise<VapidKeys> | undefined;
  async function find(): Promise<VapidKeys> {
    const row = await store.reader.selectFrom('meta').select('value').where('key', '=', KEY).executeTakeFirst();
    return JSON.parse(seal.open(row?.value ?? (await keep(seal.seal(JSON.stringify(await make()))))));
  }
  return () => {
    known ??= find();
    known.catch(() => (known = undefined));
    return known;
  };
}
