import { emailKey, nameKey, phoneKey } from './contact-keys.ts';
import { toldName } from './made-name.ts';
import type { Contact } from './conversation.ts';
import type { IdentityKeyKind } from './inbound.ts';

/** Why two contacts may be one person. */
export interface DuplicateReason {
  readonly type: DuplicateReasonType;
  /** What they share, in a form for people. */
  readonly value: string;
}

/**
 * What each reason is worth alone: how sure it makes us, from 0 to 1. Our own judgement: an account, a mailbox or a number has one
 * owner nearly always, an id may mean different things in two systems, and names are shared by many.
 */
const WORTH = {
  same_account: 0.95,
  same_email: 0.9,
  same_phone: 0.9,
  same_external_id: 0.6,
  same_name: 0.4,
  similar_phone: 0.3,
  similar_email: 0.3,
  same_attribute: 0.2,
} as const;
export type DuplicateReasonType = keyof typeof WORTH;
export const DUPLICATE_REASONS = [
  'same_account',
  'same_email',
  'same_phone',
  'same_external_id',
  'same_name',
  'similar_phone',
  'similar_email',
  'same_attribute',
] as const satisfies readonly DuplicateReasonType[];

/** Enough without a second reason. */
const STRONG: ReadonlySet<DuplicateReasonType> = new Set(['same_account', 'same_email', 'same_phone', 'same_external_id']);

/**
 * Keys that several accounts of a platform call the same person by: WeChat's unionid within one Open Platform account
 * (https://developers.weixin.qq.com/doc/offiaccount/User_Management/Get_users_basic_information_UnionID.html), WhatsApp's
 * business-scoped ids within one business portfolio, LINE's user ids within one provider
 * (https://developers.line.biz/en/docs/messaging-api/getting-user-ids/). Page-scoped ids and openids never are.
 */
export const SHARED_KEYS: readonly IdentityKeyKind[] = ['phone', 'unionid', 'bsuid', 'parent_bsuid', 'user_id'];

/** Shorter ids elsewhere are mere numbers that every system has. Characters. */
export const SHORTEST_TELLING_ID = 6;
/** How many digits at the end two spellings of one number share, with and without their prefixes. */
const NUMBER_ENDING = 7;
const SHORTEST_TELLING_VALUE = 3;

/** What a contact is compared by. */
export interface Traits {
  readonly name: string | null;
  readonly email: string | null;
  readonly phones: readonly string[];
  /** `kind value` of keys that several accounts share, numbers aside. */
  readonly accounts: readonly string[];
  readonly externalIds: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

export function traitsOf(contact: Contact): Traits {
  const keys = contact.identities.flatMap((identity) => identity.keys).filter((key) => key.retiredAt === null);
  const phones = [contact.phone, ...keys.flatMap((key) => (key.kind === 'phone' ? key.value : []))].flatMap((one) => phoneKey(one) ?? []);
  return {
    name: nameKey(toldName(contact.name)),
    email: emailKey(contact.email),
    phones: [...new Set(phones)],
    accounts: keys.filter((key) => key.kind !== 'phone' && SHARED_KEYS.includes(key.kind)).map((key) => `${key.kind} ${key.value}`),
    externalIds: contact.externalIds.map((one) => one.id).filter((id) => id.length >= SHORTEST_TELLING_ID),
    attributes: contact.attributes,
  };
}

/** Why these may be one person; empty where there is too little for it: a name needs another hint beside it. */
export function reasonsFor(one: Traits, other: Traits): readonly DuplicateReason[] {
  const reasons: DuplicateReason[] = [];
  const add = (type: DuplicateReasonType, value: string | undefined) => {
    if (value !== undefined) reasons.push({ type, value });
  };
  const shared = (a: readonly string[], b: readonly string[]) => a.find((value) => b.includes(value));
  add('same_account', shared(one.accounts, other.accounts));
  const email = one.email !== null && one.email === other.email ? one.email : undefined;
  add('same_email', email);
  const phone = shared(one.phones, other.phones);
  add('same_phone', phone);
  add('same_external_id', shared(one.externalIds, other.externalIds));
  if (one.name !== null && one.name === other.name) {
    add('same_name', one.name);
    if (phone === undefined) add('similar_phone', shared(one.phones.map(endOf), other.phones.map(endOf)));
    if (email === undefined) add('similar_email', similarEmail(one.email, other.email));
    add('same_attribute', sameAttribute(one.attributes, other.attributes));
  }
  return reasons.length > 1 || reasons.some(({ type }) => STRONG.has(type)) ? reasons : [];
}

function endOf(digits: string): string {
  return digits.slice(-NUMBER_ENDING);
}

/** The same name at another provider. */
function similarEmail(one: string | null, other: string | null): string | undefined {
  const local = one?.split('@')[0];
  return local !== undefined && local.length >= SHORTEST_TELLING_VALUE && local === other?.split('@')[0] ? local : undefined;
}

function sameAttribute(one: Traits['attributes'], other: Traits['attributes']): string | undefined {
  for (const [name, value] of Object.entries(one)) {
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    if (String(value).length >= SHORTEST_TELLING_VALUE && other[name] === value) return `${name}: ${value}`;
  }
  return undefined;
}

/** How sure the reasons make together, from 0 to 1, in hundredths: each takes its share of what doubt the others left. */
export function scoreOf(reasons: readonly DuplicateReason[]): number {
  const doubt = reasons.reduce((left, { type }) => left * (1 - WORTH[type]), 1);
  return Math.round((1 - doubt) * 100) / 100;
}
