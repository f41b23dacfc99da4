import { createHash } from 'node:crypto';
import type { InboundEvent, InboundIgnored } from '../../model/inbound.ts';
import { field, textField, timeField } from './wire.ts';

/** One change of a webhook: a field of the account and its new value. */
export interface Change {
  readonly field: string;
  readonly value: unknown;
  /** The number's id, or the WABA's for fields that name no number. */
  readonly account: string | null;
  /** The WABA, or the business, as the entry names it. */
  readonly entryId: string | undefined;
  /** The entry's time; only account and template fields have one. */
  readonly at: number | null;
}

/** What all events have. */
export interface Head {
  readonly key: string;
  readonly sentAt: number | null;
  readonly account: string | null;
  readonly raw: unknown;
}

/** Reads one change of an entry. Partner events come under the business and name the WABA within. */
export function changeOf(entry: unknown, change: unknown): Change {
  const value = field(change, 'value');
  const entryId = textField(entry, 'id');
  const number = textField(field(value, 'metadata'), 'phone_number_id');
  return {
    field: textField(change, 'field') ?? '',
    value,
    account: number ?? textField(field(value, 'waba_info'), 'waba_id') ?? entryId ?? null,
    entryId,
    at: timeField(entry, 'time'),
  };
}

/**
 * The head of an event about `raw`, a message or status. `id` makes the key; where the platform gives none, the hash of
 * `raw` does, for a redelivery is the same to the byte.
 */
export function headOf(change: Change, kind: string, id: string | undefined, raw: unknown): Head {
  return {
    key: `${kind}:${id ?? `#${hashOf(raw)}`}`,
    sentAt: timeField(raw, 'timestamp'),
    account: change.account,
    raw,
  };
}

/** The head of an event about the change as a whole, which has no id: its key is made of the entry's id and time and its content. */
export function headOfChange(change: Change, kind: string): Head {
  const { entryId, at, field: name, value } = change;
  return { key: `${kind}:#${hashOf([entryId, at, name, value])}`, sentAt: at, account: change.account, raw: value };
}

/** An event that needs nothing, said in a word. */
export function ignored(head: Head, what: string): InboundEvent {
  return { ...head, ...({ is: 'ignored', what } satisfies InboundIgnored) };
}

/** A short name for any JSON value, the same each time. */
export function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('hex')
    .slice(0, 32);
}
