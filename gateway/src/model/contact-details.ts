import type { ExternalId } from './conversation.ts';

/** What is known of a person besides their identities. */
export interface ContactDetails {
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly locale: string | null;
  readonly avatarUrl: string | null;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly externalIds: readonly ExternalId[];
  readonly optedOut: boolean;
  /** Milliseconds since 1970. */
  readonly blockedAt: number | null;
}

/** The details of anything that has them, as they are now. */
export function detailsOf(from: ContactDetails): ContactDetails {
  const { name, email, phone, locale, avatarUrl, tags, attributes, externalIds, optedOut, blockedAt } = from;
  return { name, email, phone, locale, avatarUrl, tags, attributes, externalIds, optedOut, blockedAt };
}

/** Of somebody of whom nothing is known. */
export const NO_DETAILS: ContactDetails = {
  name: null,
  email: null,
  phone: null,
  locale: null,
  avatarUrl: null,
  tags: [],
  attributes: {},
  externalIds: [],
  optedOut: false,
  blockedAt: null,
};

/** One detail that changed. */
export interface DetailChange {
  /** `name`, `tags`, `attributes.plan` … */
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

const PLAIN = ['name', 'email', 'phone', 'locale', 'avatarUrl', 'tags', 'externalIds', 'optedOut'] as const;

/** What differs, one entry a detail; attributes one by one. Times are ISO-8601; null: it was, or is, not there. */
export function changesBetween(before: ContactDetails, after: ContactDetails): readonly DetailChange[] {
  const changes: DetailChange[] = [];
  for (const field of PLAIN) add(changes, field, before[field], after[field]);
  add(changes, 'blockedAt', timeOf(before.blockedAt), timeOf(after.blockedAt));
  if (before.attributes === after.attributes) return changes;
  const names = new Set([...Object.keys(before.attributes), ...Object.keys(after.attributes)]);
  for (const name of names) add(changes, `attributes.${name}`, before.attributes[name] ?? null, after.attributes[name] ?? null);
  return changes;
}

function add(changes: DetailChange[], field: string, from: unknown, to: unknown): void {
  if (from !== to && JSON.stringify(from) !== JSON.stringify(to)) changes.push({ field, from, to });
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
