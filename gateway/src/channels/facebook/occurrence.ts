import { createHash } from 'node:crypto';
import type { InboundEvent, InboundIgnored } from '../../model/inbound.ts';
import { field, textField, timeField } from '../meta/wire.ts';
import { type Named, type Network, personOf } from './person.ts';

/** One event of `entry[].messaging[]`. */
export interface Occurrence {
  readonly network: Network;
  /** The Page's or the Instagram account's id; null in the tests of Meta's console. */
  readonly account: string | null;
  readonly item: unknown;
  /** The platform's clock, milliseconds since 1970. */
  readonly at: number | null;
}

/** What all events have. */
export interface Head {
  readonly key: string;
  readonly sentAt: number | null;
  readonly account: string | null;
  readonly raw: unknown;
}

/** Reads an event; one without a time has its entry's. */
export function occurrenceOf(network: Network, account: string | null, entry: unknown, item: unknown): Occurrence {
  return { network, account, item, at: momentOf(item, 'timestamp') ?? momentOf(entry, 'time') };
}

/** Seconds or milliseconds, as a number or a text of one, or an ISO date; milliseconds since 1970, null where it is none of these. */
export function momentOf(holder: unknown, name: string): number | null {
  const time = timeField(holder, name);
  if (time !== null) return time;
  const text = textField(holder, name) ?? '';
  const parsed = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  return parsed > 0 ? parsed : null;
}

/** The head of an event. `id` makes the key; where Meta gives none, the hash of what it says does, which a redelivery repeats. */
export function headOf(occurrence: Occurrence, kind: string, id?: string): Head {
  const { account, item, at } = occurrence;
  return { key: `${kind}:${id ?? `#${hashOf([account, at, item])}`}`, sentAt: at, account, raw: item };
}

/** An event that needs nothing, said in a word. */
export function ignored(head: Head, what: string): InboundEvent {
  return { ...head, ...({ is: 'ignored', what } satisfies InboundIgnored) };
}

/** The customer of an event that they caused; undefined where it names nobody, or the business itself. */
export function customerOf({ network, account, item }: Occurrence): Named | undefined {
  const id = textField(field(item, 'sender'), 'id');
  return id === undefined || id === account ? undefined : personOf(network, id);
}

/** A short name for any JSON value, the same each time. */
export function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('hex')
    .slice(0, 32);
}
