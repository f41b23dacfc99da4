import type { IdentityKey, InboundPerson } from '../../model/inbound.ts';

/** Where a person writes from: the Page's Messenger, or the Instagram account that is linked to it. */
export type Network = 'messenger' | 'instagram';

/** Meta promises nowhere that Page-scoped and Instagram-scoped ids never meet, so the latter carry this. */
const INSTAGRAM = 'ig:';

/** A person as Meta's calls name them. */
export interface Recipient {
  readonly network: Network;
  readonly id: string;
}

/** Somebody as Meta names them: by one id. */
export interface Named extends InboundPerson {
  readonly keys: readonly [IdentityKey];
}

/** Somebody by their Page-scoped id, or by their Instagram-scoped one, which becomes `ig:<id>`. */
export function personOf(network: Network, id: string): Named {
  return { keys: [{ kind: 'psid', value: network === 'instagram' ? `${INSTAGRAM}${id}` : id }] };
}

/** Where and by which id a person is written to; undefined where Meta knows them by nothing. */
export function recipientOf(to: { readonly keys: readonly IdentityKey[] }): Recipient | undefined {
  const value = to.keys.find((key) => key.kind === 'psid' && key.value !== '' && key.value !== INSTAGRAM)?.value;
  if (value === undefined) return undefined;
  return value.startsWith(INSTAGRAM) ? { network: 'instagram', id: value.slice(INSTAGRAM.length) } : { network: 'messenger', id: value };
}
