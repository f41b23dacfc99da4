import type { IdentityKey, InboundPerson } from '../../model/inbound.ts';
import { type Params, textParam } from './params.ts';
import { present } from './wire.ts';

const CHANNEL = /^whatsapp:/i;

/** What stands behind `whatsapp:`; undefined for an address of another channel of Twilio's (a bare number is SMS). */
export function whatsappPart(address: string | undefined): string | undefined {
  if (address === undefined || !CHANNEL.test(address.trim())) return undefined;
  const part = address.trim().replace(CHANNEL, '').trim();
  return part === '' || part === '+' ? undefined : part;
}

/**
 * The customer, the business-scoped id first. `From` is a phone number or, for people who show none, that id; then
 * `WaId` may still name the number
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids).
 *
 * @returns undefined where nobody is named
 */
export function personOf(params: Params): InboundPerson | undefined {
  const from = whatsappPart(textParam(params, 'From'));
  if (from === undefined) return undefined;
  const named = [whatsappPart(textParam(params, 'ExternalUserId')), from].flatMap((part) => (part === undefined ? [] : keyOf(part)));
  const hasPhone = named.some((key) => key.kind === 'phone');
  const keys = [...named, ...(hasPhone ? [] : phoneKey(textParam(params, 'WaId')))].filter(isFirst);
  const scoped = keys.filter((key) => key.kind !== 'phone');
  const phones = keys.filter((key) => key.kind === 'phone');
  return present<InboundPerson>({ keys: [...scoped, ...phones], name: textParam(params, 'ProfileName') });
}

/** The address of a person for a send: by phone where there is one. Undefined where WhatsApp knows none of the keys. */
export function addressOfKeys(keys: readonly IdentityKey[]): string | undefined {
  const value = (kind: IdentityKey['kind']) => keys.find((key) => key.kind === kind && key.value !== '')?.value;
  const phone = value('phone');
  if (phone !== undefined) return `whatsapp:+${phone}`;
  const scoped = value('bsuid') ?? value('parent_bsuid');
  return scoped === undefined ? undefined : `whatsapp:${scoped}`;
}

/** A number has a plus or nothing but digits; everything else is an id, whatever its form. */
function keyOf(part: string): readonly IdentityKey[] {
  if (part.startsWith('+') || /^\d+$/.test(part)) return phoneKey(part);
  return [{ kind: /^[A-Za-z]{2}\.ENT\./.test(part) ? 'parent_bsuid' : 'bsuid', value: part }];
}

function phoneKey(value: string | undefined): readonly IdentityKey[] {
  const digits = value?.replace(/^\++/, '') ?? '';
  return digits === '' ? [] : [{ kind: 'phone', value: digits }];
}

function isFirst(key: IdentityKey, at: number, keys: readonly IdentityKey[]): boolean {
  return keys.findIndex((other) => other.kind === key.kind && other.value === key.value) === at;
}
