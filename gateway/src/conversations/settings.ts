import {
  DEFAULT_SETTINGS,
  type OrganisationSettings,
  type OverridesChange,
  type SettingsChange,
  type SettingsOverrides,
  settingsFor,
  withOverrides,
  withSettings,
} from '../model/settings.ts';
import { type Overriding, findSettings, lookAnew, readChannelOverrides, readTeamOverrides, writeSettings } from '../store/settings.ts';
import type { Unit } from '../store/unit.ts';
import { type Failure, type FieldFault, badFields } from './failure.ts';

/** What changes of settings lock, those of teams and channels too: each must fit what holds above it. */
export const SETTINGS = 'settings';

const INVERTED = 'Nobody is overdue before they are soon overdue: this is less than soonAfterSeconds.';

/**
 * Changes what holds for the whole organisation. What teams and channels set for themselves must still make sense on top of it.
 * To be called under the lock `SETTINGS`.
 */
export async function changeSettings(unit: Unit, change: SettingsChange): Promise<SettingsChange | Failure> {
  const before = await findSettings(unit.tx);
  const attachments = change.attachments === undefined ? {} : { attachments: { ...before.attachments, ...change.attachments } };
  const set: SettingsChange = { ...before, ...change, ...attachments };
  const [first, ...more] = await faultsOf(unit, withSettings(DEFAULT_SETTINGS, set));
  if (first !== undefined) return badFields(first, ...more);
  await writeSettings(unit.tx, set, movesClock(change));
  return set;
}

async function faultsOf({ tx }: Unit, settings: OrganisationSettings): Promise<readonly FieldFault[]> {
  if (isInverted(settings)) return [{ path: 'overdueAfterSeconds', message: INVERTED }];
  const teams = await readTeamOverrides({ reader: tx.db });
  const channels = await readChannelOverrides({ reader: tx.db });
  const clashes = (all: readonly Overriding[], kind: string) =>
    all
      .filter(({ overrides }) => isInverted(settingsFor(settings, undefined, overrides)))
      .map(({ name, overrides }): FieldFault => {
        const path = overrides.overdueAfterSeconds === undefined ? 'overdueAfterSeconds' : 'soonAfterSeconds';
        return { path, message: `With what the ${kind} “${name}” sets, a customer would be overdue before they are soon overdue.` };
      });
  return [...clashes(teams, 'team'), ...clashes(channels, 'channel')];
}

/**
 * Changes what a team or channel sets for itself. To be called under the lock `SETTINGS`.
 *
 * @returns all that it sets then; null: nothing
 */
export async function changeOverrides(
  unit: Unit,
  before: SettingsOverrides,
  change: OverridesChange,
): Promise<{ readonly overrides: SettingsOverrides | null } | Failure> {
  const overrides = withOverrides(before, change);
  const organisation = withSettings(DEFAULT_SETTINGS, await findSettings(unit.tx));
  if (!isInverted(settingsFor(organisation, undefined, overrides ?? {}))) return { overrides };
  const key = change.overdueAfterSeconds === undefined ? 'soonAfterSeconds' : 'overdueAfterSeconds';
  const message =
    key === 'overdueAfterSeconds'
      ? INVERTED
      : `Nobody is overdue before they are soon overdue: overdueAfterSeconds is less than this here.`;
  return badFields({ path: `overrides.${key}`, message });
}

/** Has the clock judge the conversations of a team or channel anew, where what it sets has to do with time. */
export async function followOverrides(
  unit: Unit,
  of: { readonly teamId: string } | { readonly channelId: string },
  change: OverridesChange | undefined,
): Promise<void> {
  if (change !== undefined && movesClock(change)) await lookAnew(unit.tx, of);
}

const NOT_OF_TIME: ReadonlySet<string> = new Set([
  'attachments',
  'languages',
  'conferenceUrl',
  'startsWith',
] satisfies (keyof SettingsChange)[]);

function movesClock(change: OverridesChange): boolean {
  return Object.keys(change).some((key) => !NOT_OF_TIME.has(key));
}

function isInverted({ soonAfterSeconds, overdueAfterSeconds }: OrganisationSettings): boolean {
  return overdueAfterSeconds < soonAfterSeconds;
}
