import { randomBytes } from 'node:crypto';
import type { AnyChannel } from '../channels/channel.ts';
import { CONNECTABLE } from '../channels/registry.ts';
import type { CheckUrl } from '../conversations/files.ts';
import type { ChannelRow } from '../store/schema.ts';
import type { Seal } from '../store/seal.ts';
import { type Problem, invalid } from './problem.ts';
import { fieldErrors } from './validation.ts';

/** Settings by whether they may be shown. */
export interface SplitSettings {
  readonly plain: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, unknown>>;
}

/** Checks settings by the platform's own schema and the network policy. A setting that is null is left out. */
export function checkSettings(channel: AnyChannel, given: Readonly<Record<string, unknown>>, checkUrl: CheckUrl): SplitSettings | Problem {
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  const checked = channel.settings.safeParse(present);
  if (!checked.success) return invalid(...fieldErrors(checked.error, 'settings'));
  const values = Object.entries(Object.assign({}, checked.data));
  const address: unknown = values.find(([name]) => name === 'apiBaseUrl')?.[1];
  if (typeof address === 'string') {
    const reachable = checkUrl(address);
    if (!reachable.ok) return invalid({ path: 'settings.apiBaseUrl', message: reachable.why });
  }
  const secretNames = secretsOf(channel);
  return {
    plain: Object.fromEntries(values.filter(([name]) => !secretNames.has(name))),
    secrets: Object.fromEntries(values.filter(([name]) => secretNames.has(name))),
  };
}

/** Settings with the secrets that Parley makes where none were given, and those that it made: they are shown this once. */
export function withMadeSecrets(
  channel: AnyChannel,
  given: Readonly<Record<string, unknown>>,
  make: () => string = () => randomBytes(32).toString('base64url'),
): { readonly settings: Readonly<Record<string, unknown>>; readonly made: Readonly<Record<string, string>> | undefined } {
  const missing = (channel.makesSecrets ?? []).filter((name) => (given[name] ?? null) === null);
  if (missing.length === 0) return { settings: given, made: undefined };
  const made = Object.fromEntries(missing.map((name) => [name, make()]));
  return { settings: { ...given, ...made }, made };
}

/** Names of the settings that are never shown. */
function secretsOf(channel: AnyChannel): ReadonlySet<string> {
  const fields = Object.entries(channel.settings.shape);
  return new Set(fields.filter(([, schema]) => schema.meta()?.['secret'] === true).map(([name]) => name));
}

/**
 * Secrets that a change of the API's address must repeat: whoever names another address must know what is sent there. Otherwise the
 * right to change a channel would be the right to read what is never shown.
 */
export function secretsToRepeat(
  channel: AnyChannel,
  stored: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
): readonly string[] {
  if (!('apiBaseUrl' in given) || (given['apiBaseUrl'] ?? undefined) === stored['apiBaseUrl']) return [];
  return [...secretsOf(channel)].filter((name) => stored[name] !== undefined && typeof given[name] !== 'string');
}

/** A channel's settings as they were given, the secrets opened. Not for answers. */
export function storedSettings(row: ChannelRow, seal: Seal): Readonly<Record<string, unknown>> {
  const plain: unknown = JSON.parse(row.settingsJson);
  const secrets: unknown = JSON.parse(seal.open(row.secrets));
  return Object.assign({}, plain, secrets);
}

/** What can be connected instead. */
export function unconnectable(type: string, provider: string | null): Problem {
  const ofType = CONNECTABLE.filter((one) => one.type === type);
  const known = (ofType.length > 0 ? ofType : CONNECTABLE).map((one) =>
    one.provider === null ? one.type : `${one.type} (provider ${one.provider})`,
  );
  const isProvider = ofType.length > 0 && provider !== null;
  return invalid({ path: isProvider ? 'provider' : 'type', message: `This cannot be connected. What can: ${known.join(', ')}.` });
}
