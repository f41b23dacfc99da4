import type { Actor } from '../model/events.ts';
import { spelledPhone } from '../model/phone.ts';
import { bindExternalId } from '../store/external-ids.ts';
import { type ContactRecord, newContact } from '../store/records.ts';
import type { Unit } from '../store/unit.ts';
import { mergeAttributes } from './lifecycle.ts';

/** What is written of a contact. What is absent stays as it is; null takes it away. */
export interface ContactEdit {
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly locale?: string | null | undefined;
  readonly avatarUrl?: string | null | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Laid over those there are; a name with null is taken away. */
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

/** A contact that no channel knows yet. The event follows with `announceContact`, when it is whole. */
export function createContact(unit: Unit, wanted: ContactEdit): ContactRecord {
  const contact = newContact({ id: unit.ids.next('cnt'), name: null, phone: null, createdAt: unit.now });
  applyEdit(contact, wanted);
  unit.keep({ contact });
  unit.touchContact(contact);
  return contact;
}

/** Changes a contact. Gives whether anything changed. */
export function editContact(unit: Unit, contact: ContactRecord, wanted: ContactEdit): boolean {
  const before = JSON.stringify(editable(contact));
  applyEdit(contact, wanted);
  if (JSON.stringify(editable(contact)) === before) return false;
  unit.touchContact(contact);
  return true;
}

/** Gives the contact an id in another system. Gives whether that is new. */
export async function nameContact(unit: Unit, contact: ContactRecord, system: string, externalId: string): Promise<boolean> {
  if (contact.externalIds.some((one) => one.system === system && one.id === externalId)) return false;
  await bindExternalId(unit.tx, system, externalId, contact.id);
  // Whoever had this id before is not in the unit, and may be remembered with it.
  unit.people?.clear();
  contact.externalIds = [...contact.externalIds, { system, id: externalId }];
  unit.touchContact(contact);
  return true;
}

export function announceContact(unit: Unit, contact: ContactRecord, actor: Actor, what: 'contact.created' | 'contact.updated'): void {
  unit.emit({ type: what, actor, contact });
}

function applyEdit(contact: ContactRecord, wanted: ContactEdit): void {
  if (wanted.name !== undefined) contact.name = wanted.name;
  if (wanted.email !== undefined) contact.email = wanted.email;
  if (wanted.phone !== undefined) contact.phone = wanted.phone === null ? null : spelledPhone(wanted.phone);
  if (wanted.locale !== undefined) contact.locale = wanted.locale;
  if (wanted.avatarUrl !== undefined) contact.avatarUrl = wanted.avatarUrl;
  if (wanted.tags !== undefined) contact.tags = wanted.tags;
  if (wanted.attributes !== undefined) contact.attributes = mergeAttributes(contact.attributes, wanted.attributes);
}

function editable(contact: ContactRecord): unknown {
  const { name, email, phone, locale, avatarUrl, tags, attributes } = contact;
  return [name, email, phone, locale, avatarUrl, tags, attributes];
}
