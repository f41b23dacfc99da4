import { toldName } from './made-name.ts';
import { spelledPhone } from './phone.ts';

/** What a page has told of its visitor. Nobody vouches for it. */
export interface VisitorFacts {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

/** What of a contact a page may fill. */
export interface FillableContact {
  name: string | null;
  email: string | null;
  phone: string | null;
  attributes: Readonly<Record<string, unknown>>;
}

/** Facts with newer ones laid over them. */
export function withFacts(known: VisitorFacts, given: VisitorFacts): VisitorFacts {
  const told = Object.fromEntries(
    Object.entries({ name: given.name, email: given.email, phone: given.phone }).filter(([, value]) => value !== undefined),
  );
  const attributes = given.attributes === undefined ? known.attributes : { ...known.attributes, ...given.attributes };
  return { ...known, ...told, ...(attributes === undefined ? {} : { attributes }) };
}

/**
 * Fills in a contact what a page tells: gaps, and what the page itself had told before and nobody has changed since. What people or a
 * CRM wrote stays, since anybody can write anything into a page.
 *
 * @param before what the page had told until now
 * @returns whether anything changed
 */
export function fillContact(contact: FillableContact, told: VisitorFacts, before: VisitorFacts): boolean {
  let changed = false;
  for (const field of ['name', 'email', 'phone'] as const) {
    const value = spelled(field, told[field]);
    const known = field === 'name' ? toldName(contact.name) : contact[field];
    if (value === undefined || value === known || (known !== null && known !== spelled(field, before[field]))) continue;
    contact[field] = value;
    changed = true;
  }
  const attributes = new Map(Object.entries(contact.attributes));
  for (const [name, value] of Object.entries(told.attributes ?? {})) {
    const known = attributes.get(name);
    const isFree = known === undefined || JSON.stringify(known) === JSON.stringify(before.attributes?.[name]);
    if (!isFree || JSON.stringify(known) === JSON.stringify(value) || (value === null && known === undefined)) continue;
    if (value === null) attributes.delete(name);
    else attributes.set(name, value);
    changed = true;
  }
  if (changed) contact.attributes = Object.fromEntries(attributes);
  return changed;
}

function spelled(field: 'name' | 'email' | 'phone', value: string | undefined): string | undefined {
  return value === undefined || field !== 'phone' ? value : spelledPhone(value);
}

/** What a page brings when it asks for a session. */
export interface Asking {
  /** Whose token it has: the visitor's user as the site knew them, and whether the token is still good. Undefined: nobody's. */
  readonly held: { readonly userId: string | null; readonly isGood: boolean } | undefined;
  /** Whom the site's server vouches for now; null: for nobody. */
  readonly userId: string | null;
}

/**
 * How a session is given.
 *
 * - `go_on`: the token is good for another while.
 * - `hand_over`: an anonymous visitor turned out to be this user. Old tokens end, so that none of them leads to what is the user's.
 * - `begin`: another visitor: a new one, another user than before, or one for whom nobody vouches any more.
 */
export type SessionPlan = 'go_on' | 'hand_over' | 'begin';

/** A known user's history is for those alone for whom the site vouches now, so that a page without an identity begins anew. */
export function planSession({ held, userId }: Asking): SessionPlan {
  if (held === undefined) return 'begin';
  if (userId === null) return held.userId === null && held.isGood ? 'go_on' : 'begin';
  if (held.userId === userId) return 'go_on';
  return held.userId === null && held.isGood ? 'hand_over' : 'begin';
}
