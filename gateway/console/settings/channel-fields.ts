import type { ChannelTypeForm } from '../api/wire-organisation.ts';

/**
 * What a form's fields mean as settings. A field left empty is left out; when a channel is changed, an empty one takes its setting
 * away, except a secret, which stays. A name with a dot is one of an object's fields: what the form does not ask for stays in it.
 *
 * @param known the settings there are
 */
export function settingsFrom(
  fields: ChannelTypeForm['fields'],
  given: Readonly<Record<string, string>>,
  isChange: boolean,
  known: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const settings: Record<string, unknown> = {};
  for (const { name, type, secret } of fields) {
    const text = given[name] ?? '';
    const value = type === 'boolean' ? given[name] !== undefined : valueOf(type, text);
    const [group = name, key] = name.split('.');
    if (key !== undefined) settings[group] = withField({ ...fieldsIn(known[group]), ...fieldsIn(settings[group]) }, key, value);
    else if (value !== undefined) settings[name] = value;
    else if (isChange && !secret) settings[name] = null;
  }
  return settings;
}

/** The setting that a form's field shows; a name with a dot is one of an object's. */
export function settingOf(settings: Readonly<Record<string, unknown>> | undefined, name: string): unknown {
  const [group = name, key] = name.split('.');
  return key === undefined ? settings?.[name] : fieldsIn(settings?.[group])[key];
}

function valueOf(type: ChannelTypeForm['fields'][number]['type'], text: string): unknown {
  if (text === '') return undefined;
  return type === 'number' ? Number(text) : type === 'list' ? partsOf(text) : text;
}

function fieldsIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function withField(group: Readonly<Record<string, unknown>>, key: string, value: unknown): Readonly<Record<string, unknown>> {
  const { [key]: _old, ...rest } = group;
  return value === undefined ? rest : { ...rest, [key]: value };
}

function partsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
