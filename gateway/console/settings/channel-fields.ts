import type { ChannelTypeForm } from '../api/wire-organisation.ts';

/**
 * What a form's fields mean as settings. A field left empty is left out; when a channel is changed, an empty one takes its setting
 * away, except a secret, which stays.
 */
export function settingsFrom(
  fields: ChannelTypeForm['fields'],
  given: Readonly<Record<string, string>>,
  isChange: boolean,
): Readonly<Record<string, unknown>> {
  const settings: Record<string, unknown> = {};
  for (const { name, type, secret } of fields) {
    const text = given[name] ?? '';
    if (type === 'boolean') settings[name] = given[name] !== undefined;
    else if (text !== '') settings[name] = type === 'number' ? Number(text) : type === 'list' ? partsOf(text) : text;
    else if (isChange && !secret) settings[name] = null;
  }
  return settings;
}

function partsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
