import { DEFAULT_SETTINGS, type OrganisationSettings, type SettingsChange, withSettings } from '../model/settings.ts';
import type { Tx } from './committer.ts';
import type { Reads } from './read/page.ts';

const KEY = 'settings';

/** The organisation's settings: what was set, over what comes with the program. */
export async function readSettings({ reader }: Reads): Promise<OrganisationSettings> {
  const row = await reader.selectFrom('meta').select('value').where('key', '=', KEY).executeTakeFirst();
  return settingsOf(row?.value);
}

/** The same, as this transaction sees them. */
export async function findSettings(tx: Tx): Promise<OrganisationSettings> {
  const row = await tx.db.selectFrom('meta').select('value').where('key', '=', KEY).executeTakeFirst();
  return settingsOf(row?.value);
}

function settingsOf(json: string | undefined): OrganisationSettings {
  const change: SettingsChange = json === undefined ? {} : JSON.parse(json);
  return withSettings(DEFAULT_SETTINGS, change);
}

/** Writes them, and has the clock look at every open conversation anew: what it waits for may come sooner now. */
export async function writeSettings(tx: Tx, settings: OrganisationSettings): Promise<void> {
  const value = JSON.stringify(settings);
  await tx.db
    .insertInto('meta')
    .values({ key: KEY, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
  await tx.db.updateTable('conversations').set({ clockDueAt: tx.now }).where('closedAt', 'is', null).execute();
}
