import {
  DEFAULT_SETTINGS,
  type OrganisationSettings,
  type SettingsChange,
  type SettingsOverrides,
  withSettings,
} from '../model/settings.ts';
import type { Tx } from './committer.ts';
import type { Reads } from './read/page.ts';
import type { ChannelRow } from './schema.ts';

const KEY = 'settings';

/** How soon the clock looks anew after a change: when every gateway knows the new settings. */
const KNOWN_TO_ALL_MS = 2_000;

/** The organisation's settings: what was set, over what comes with the program. */
export async function readSettings(reads: Reads): Promise<OrganisationSettings> {
  return withSettings(DEFAULT_SETTINGS, await readSetSettings(reads));
}

/** What was set. The rest is as it comes with the program. */
export async function readSetSettings({ reader }: Pick<Reads, 'reader'>): Promise<SettingsChange> {
  const row = await reader.selectFrom('meta').select('value').where('key', '=', KEY).executeTakeFirst();
  return row === undefined ? {} : JSON.parse(row.value);
}

/** The same as this transaction sees it. */
export function findSettings(tx: Tx): Promise<SettingsChange> {
  return readSetSettings({ reader: tx.db });
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
  if (movesClock) await lookAnew(tx);
}

/**
 * Has the clock look at open conversations again, all of them or those of one team or channel: they are judged by new settings. What it
 * looks at sooner anyway keeps its time.
 */
export async function lookAnew(tx: Tx, of?: { readonly teamId: string } | { readonly channelId: string }): Promise<void> {
  const dueAt = tx.now + KNOWN_TO_ALL_MS;
  const open = tx.db
    .updateTable('conversations')
    .set({ clockDueAt: dueAt })
    .where('closedAt', 'is', null)
    .where((where) => where.or([where('clockDueAt', 'is', null), where('clockDueAt', '>', dueAt)]));
  if (of === undefined) await open.execute();
  else if ('teamId' in of) await open.where('teamId', '=', of.teamId).execute();
  else await open.where('channelId', '=', of.channelId).execute();
}

/** Whoever sets something for themselves, with what that is. */
export interface Overriding {
  readonly id: string;
  readonly name: string;
  readonly overrides: SettingsOverrides;
}

/** Teams that set something. */
export async function readTeamOverrides({ reader }: Pick<Reads, 'reader'>): Promise<readonly Overriding[]> {
  const rows = await reader.selectFrom('teams').select(['id', 'name', 'overridesJson']).where('overridesJson', 'is not', null).execute();
  return rows.map(({ id, name, overridesJson }) => ({ id, name, overrides: asOverrides(overridesJson) }));
}

/** Channels that do. */
export async function readChannelOverrides({ reader }: Pick<Reads, 'reader'>): Promise<readonly Overriding[]> {
  const rows = await reader
    .selectFrom('channels')
    .select(['id', 'name', 'overridesJson', 'attachmentsJson'])
    .where('deletedAt', 'is', null)
    .where('overridesJson', 'is not', null)
    .execute();
  return rows.map((row) => ({ id: row.id, name: row.name, overrides: channelOverrides(row) }));
}

/** What a channel sets, its rules for files among it. */
export function channelOverrides(row: Pick<ChannelRow, 'overridesJson' | 'attachmentsJson'>): SettingsOverrides {
  const overrides = asOverrides(row.overridesJson);
  return row.attachmentsJson === null ? overrides : { ...overrides, attachments: JSON.parse(row.attachmentsJson) };
}

/** Overrides as they are stored; null stands for none. */
export function asOverrides(json: string | null): SettingsOverrides {
  return json === null ? {} : JSON.parse(json);
}
