import { DEFAULT_SETTINGS, type OrganisationSettings, type SettingsChange, withSettings } from '../model/settings.ts';
import type { Tx } from './committer.ts';
import type { Reads } from './read/page.ts';

const KEY = 'settings';

/** How soon the clock looks anew after a change: when every gateway knows the new settings. */
const KNOWN_TO_ALL_MS = 2_000;

/** The organisation's settings: what was set, over what comes with the program. */
export async function readSettings({ reader }: Reads): Promise<OrganisationSettings> {
  const row = await reader.selectFrom('meta').select('value').where('key', '=', KEY).executeTakeFirst();
  return withSettings(DEFAULT_SETTINGS, changeOf(row?.value));
}

/** What was set, as this transaction sees it. The rest is as it comes with the program. */
export async function findSettings(tx: Tx): Promise<SettingsChange> {
  const row = await tx.db.selectFrom('meta').select('value').where('key', '=', KEY).executeTakeFirst();
  return changeOf(row?.value);
}

function changeOf(json: string | undefined): SettingsChange {
  return json === undefined ? {} : JSON.parse(json);
}

/**
 * Writes what is set.
 *
 * @param movesClock what the clock waits for may come sooner now: it looks at every open conversation anew
 */
export async function writeSettings(tx: Tx, settings: SettingsChange, movesClock: boolean): Promise<void> {
  const value = JSON.stringify(settings);
  await tx.db
    .insertInto('meta')
    .values({ key: KEY, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
  if (!movesClock) return;
  const dueAt = tx.now + KNOWN_TO_ALL_MS;
  await tx.db.updateTable('conversations').set({ clockDueAt: dueAt }).where('closedAt', 'is', null).execute();
}
