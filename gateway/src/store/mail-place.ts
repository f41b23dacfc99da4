import type { Work } from './committer.ts';
import type { Reads } from './read/page.ts';

const KEY = 'mailPlace';

/** How far the mailbox was read, as `saveMailPlace` was given it; undefined: never. */
export async function readMailPlace({ reader }: Pick<Reads, 'reader'>): Promise<string | undefined> {
  return (await reader.selectFrom('meta').select('value').where('key', '=', KEY).executeTakeFirst())?.value;
}

export function saveMailPlace(): Work<string, null> {
  return {
    name: 'place in the mailbox',
    async run({ db }, items) {
      const value = items.at(-1) ?? '';
      await db
        .insertInto('meta')
        .values({ key: KEY, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute();
      return items.map(() => null);
    },
  };
}
