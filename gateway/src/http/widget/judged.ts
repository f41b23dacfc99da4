import { tokensLeft } from '../../store/read/visitors.ts';
import type { AppDeps } from '../deps.ts';
import { type Visiting, isGood } from './door.ts';
import { settingsOf, settingsView } from './view.ts';

/** What holds of an open page now: its session is over, or the version of the settings that it is to show. */
export type Judged = { readonly isOver: true } | { readonly isOver: false; readonly settings: string };

/** Judges pages that have been open for a while, all of them by one look at the store. */
export async function judgeOpen(
  { store, connectedChannels, now }: Pick<AppDeps, 'store' | 'connectedChannels' | 'now'>,
  open: readonly Visiting[],
): Promise<(who: Visiting) => Judged> {
  const hashes = open.map(({ token }) => token.hash);
  const left = await tokensLeft(store, hashes);
  const channels = await connectedChannels.snapshot();
  const { conferenceUrl } = await connectedChannels.settings();
  const versions = new Map<string, string>();
  const at = now();
  return ({ connected: { id }, origin, token, visitor }) => {
    const connected = channels.get(id);
    const settings = settingsOf(connected);
    if (connected === undefined || settings === undefined) return { isOver: true };
    const isAllowed = settings.allowedOrigins.includes(origin) && left.has(token.hash);
    if (!isAllowed || !isGood({ token, visitor }, { connected, settings, origin, now: at })) return { isOver: true };
    const version = versions.get(id) ?? settingsView(connected, settings, at, conferenceUrl).version;
    versions.set(id, version);
    return { isOver: false, settings: version };
  };
}
