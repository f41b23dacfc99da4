import type { ContactDetails } from './contact-details.ts';
import { toldName } from './made-name.ts';

const PLAIN = ['name', 'email', 'phone', 'locale', 'avatarUrl'] as const;
type PlainField = (typeof PLAIN)[number];

/** What one contact gave another when it was merged into it: what must go back when that is undone. */
export interface Given {
  readonly fields: Partial<Readonly<Record<PlainField, string>>>;
  readonly blockedAt: number | null;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The survivor's details after a merge, and what of them came from the other. */
export interface Filled {
  readonly details: ContactDetails;
  readonly given: Given;
}

/**
 * The survivor's own details win, and its gaps are filled from the other; tags come together. Whoever is blocked or has opted out as
 * one of them is so as both: it is one person. External ids are not touched here, since they are moved, not copied.
 *
 * @param only fills nothing but these gaps (`name`, `tags.vip`, `attributes.plan`)
 */
export function fillGaps(into: ContactDetails, from: ContactDetails, only?: ReadonlySet<string>): Filled {
  const may = (place: string) => only === undefined || only.has(place);
  const fields: Partial<Record<PlainField, string>> = {};
  for (const field of PLAIN) {
    const value = from[field];
    const known = field === 'name' ? toldName(into.name) : into[field];
    if (known === null && value !== null && may(field)) fields[field] = value;
  }
  const tags = from.tags.filter((tag) => !into.tags.includes(tag) && may(`tags.${tag}`));
  const attributes = Object.fromEntries(
    Object.entries(from.attributes).filter(([name]) => !Object.hasOwn(into.attributes, name) && may(`attributes.${name}`)),
  );
  const blockedAt = into.blockedAt === null && may('blockedAt') ? from.blockedAt : null;
  const details = {
    ...into,
    ...fields,
    blockedAt: into.blockedAt ?? blockedAt,
    tags: tags.length === 0 ? into.tags : [...into.tags, ...tags],
    attributes: Object.keys(attributes).length === 0 ? into.attributes : { ...into.attributes, ...attributes },
    optedOut: into.optedOut || (only === undefined && from.optedOut),
  };
  return { details, given: { fields, blockedAt, tags, attributes } };
}

/** The survivor's details after undoing a merge, and which gaps that left. */
export interface TakenBack {
  readonly details: ContactDetails;
  readonly gaps: ReadonlySet<string>;
}

/**
 * Takes back what was given, where it is still as it was given: what somebody has changed since then stays. An opt-out stays too: it
 * may have been said again in between, and nobody may lose one by the undoing of a merge.
 */
export function takeBack(details: ContactDetails, given: Given): TakenBack {
  const gaps = new Set<string>();
  const emptied: Partial<Record<PlainField, null>> = {};
  for (const field of PLAIN) {
    if (given.fields[field] === undefined || details[field] !== given.fields[field]) continue;
    emptied[field] = null;
    gaps.add(field);
  }
  const unblocks = given.blockedAt !== null && details.blockedAt === given.blockedAt;
  if (unblocks) gaps.add('blockedAt');
  const tags = details.tags.filter((tag) => !given.tags.includes(tag));
  for (const tag of given.tags) gaps.add(`tags.${tag}`);
  const isBack = (name: string, value: unknown) =>
    Object.hasOwn(given.attributes, name) && JSON.stringify(given.attributes[name]) === JSON.stringify(value);
  const kept = Object.entries(details.attributes).filter(([name, value]) => {
    const goes = isBack(name, value);
    if (goes) gaps.add(`attributes.${name}`);
    return !goes;
  });
  return {
    details: { ...details, ...emptied, ...(unblocks ? { blockedAt: null } : {}), tags, attributes: Object.fromEntries(kept) },
    gaps,
  };
}

/** What two fillings gave together. */
export function addGiven(one: Given, other: Given): Given {
  return {
    fields: { ...one.fields, ...other.fields },
    blockedAt: other.blockedAt ?? one.blockedAt,
    tags: [...one.tags, ...other.tags],
    attributes: { ...one.attributes, ...other.attributes },
  };
}
