import type { ChannelType } from '../api/wire.ts';

/** A code made of a name: `Spring flyer 2027` is `spring-flyer-2027`; empty where its letters are none of a code's. */
export function refFrom(name: string): string {
  const ref = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64);
  return ref.length < 3 ? '' : ref;
}

/**
 * A campaign's form as the API takes it: only what its channel has.
 *
 * @param isNew otherwise its channel and code stay, and are left out
 */
export function campaignInput(
  fields: Readonly<Record<string, string>>,
  type: ChannelType | undefined,
  isNew: boolean,
): Readonly<Record<string, unknown>> {
  const { name = '', channelId, ref = '', text, pageUrl } = fields;
  const utm = Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) => (field.startsWith('utm.') && value !== '' ? [[field.slice(4), value]] : [])),
  );
  return {
    name,
    ...(isNew ? { channelId, ref: ref === '' ? refFrom(name) : ref } : {}),
    ...(type === 'whatsapp' || type === 'line' ? { text: text ?? '' } : {}),
    ...(type === 'widget' ? { pageUrl, utm } : {}),
  };
}
