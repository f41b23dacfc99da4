import { emailKey, nameKey, phoneKey } from '../../model/contact-keys.ts';
import type { Contact, ExternalId } from '../../model/conversation.ts';
import type { IdentityKeyKind } from '../../model/inbound.ts';
import type { ContactRow, IdentityKeyRow, IdentityRow } from '../schema.ts';
import { isoOrNull, iso } from './times.ts';

export interface IdentityRecord {
  readonly id: string;
  readonly channelId: string;
  contactId: string;
  readonly kind: 'person' | 'group';
  unreachableSince: number | null;
  profileDueAt: number | null;
  profileTries: number;
  mergedInto: string | null;
  readonly createdAt: number;
  keys: IdentityKeyRecord[];
}

export interface IdentityKeyRecord {
  readonly kind: IdentityKeyKind;
  readonly value: string;
  readonly createdAt: number;
  retiredAt: number | null;
}

export interface ContactRecord {
  readonly id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  locale: string | null;
  avatarUrl: string | null;
  tags: readonly string[];
  attributes: Readonly<Record<string, unknown>>;
  optedOut: boolean;
  blockedAt: number | null;
  mergedInto: string | null;
  /** Nothing personal is left of it. */
  erasedAt: number | null;
  readonly createdAt: number;
  updatedAt: number;
  identities: IdentityRecord[];
  externalIds: readonly ExternalId[];
}

/** A contact that nothing is known of yet but what is given. */
export function newContact(given: Pick<ContactRecord, 'id' | 'name' | 'phone' | 'createdAt'> & Partial<ContactRecord>): ContactRecord {
  return {
    email: null,
    locale: null,
    avatarUrl: null,
    tags: [],
    attributes: {},
    optedOut: false,
    blockedAt: null,
    mergedInto: null,
    erasedAt: null,
    updatedAt: given.createdAt,
    identities: [],
    externalIds: [],
    ...given,
  };
}

export function identityRecord(row: IdentityRow, keys: readonly IdentityKeyRow[]): IdentityRecord {
  return {
    ...row,
    kind: row.kind === 'group' ? 'group' : 'person',
    keys: keys.map((key) => ({ kind: asKeyKind(key.kind), value: key.value, createdAt: key.createdAt, retiredAt: key.retiredAt })),
  };
}

const KEY_KINDS: readonly IdentityKeyKind[] = [
  'phone',
  'bsuid',
  'parent_bsuid',
  'user_id',
  'psid',
  'openid',
  'unionid',
  'visitor_id',
  'group',
];

function asKeyKind(text: string): IdentityKeyKind {
  const kind = KEY_KINDS.find((known) => known === text);
  if (kind === undefined) throw new Error(`an identity key of unknown kind is stored: ${text}`);
  return kind;
}

export function contactRecord(row: ContactRow, identities: IdentityRecord[], externalIds: readonly ExternalId[]): ContactRecord {
  const { tagsJson, attributesJson, optedOut, emailKey: _email, phoneKey: _phone, nameKey: _name, ...rest } = row;
  return { ...rest, optedOut: optedOut === 1, tags: JSON.parse(tagsJson), attributes: JSON.parse(attributesJson), identities, externalIds };
}

export const CONTACT_COLUMNS = [
  'id', 'name', 'email', 'phone', 'locale', 'avatarUrl', 'tagsJson', 'attributesJson', 'optedOut', 'blockedAt', 'mergedInto',
  'createdAt', 'updatedAt', 'emailKey', 'phoneKey', 'nameKey', 'erasedAt',
] as const satisfies readonly (keyof ContactRow)[]; // prettier-ignore

/** In the order of `CONTACT_COLUMNS`. */
export function contactValues(contact: ContactRecord): readonly unknown[] {
  return [
    contact.id,
    contact.name,
    contact.email,
    contact.phone,
    contact.locale,
    contact.avatarUrl,
    JSON.stringify(contact.tags),
    JSON.stringify(contact.attributes),
    contact.optedOut ? 1 : 0,
    contact.blockedAt,
    contact.mergedInto,
    contact.createdAt,
    contact.updatedAt,
    emailKey(contact.email),
    phoneKey(contact.phone),
    nameKey(contact.name),
    contact.erasedAt,
  ];
}

export function presentContact(contact: ContactRecord): Contact {
  return {
    id: contact.id,
    name: contact.name,
    email: contact.email,
    phone: contact.phone,
    locale: contact.locale,
    avatarUrl: contact.avatarUrl,
    identities: contact.identities.map((identity) => ({
      id: identity.id,
      channelId: identity.channelId,
      kind: identity.kind,
      keys: identity.keys.map((key) => ({ kind: key.kind, value: key.value, retiredAt: isoOrNull(key.retiredAt) })),
      reachable: identity.unreachableSince === null,
    })),
    externalIds: contact.externalIds,
    tags: contact.tags,
    attributes: contact.attributes,
    blockedAt: isoOrNull(contact.blockedAt),
    optedOut: contact.optedOut,
    createdAt: iso(contact.createdAt),
    updatedAt: iso(contact.updatedAt),
  };
}
