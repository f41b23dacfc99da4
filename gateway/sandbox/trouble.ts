import { at, numberAt, textAt } from './json.ts';

/** What can go wrong at a platform, on demand. */
export const TROUBLE_KINDS = [
  'none',
  /** Answers `status` (default 500) with the platform's own error body; nothing is done. */
  'outage',
  /** Answers 429, with `Retry-After` unless `retryAfterSeconds` is null. */
  'throttle',
  /** Answers 401 as for an access token that has expired. */
  'expired_token',
  /** Every customer last wrote before the platform's window. LINE has none; there it changes nothing. */
  'closed_window',
  /** Does what is asked and answers after `delayMs`. */
  'slow',
  /** Cuts the connection without having done anything. */
  'reset_before',
  /** Does what is asked, then cuts the connection instead of answering. */
  'reset_after',
  /** Reads the call and stays silent; nothing is done. */
  'never_answer',
  /** Does what is asked and answers one byte each `delayMs`. */
  'drip',
  /** Does what is asked and answers 200 with half a JSON. */
  'invalid_json',
  /** Does what is asked and answers 200 with 10 MiB. */
  'huge',
] as const;

export type TroubleKind = (typeof TROUBLE_KINDS)[number];

export interface Trouble {
  readonly kind: TroubleKind;
  readonly status: number;
  readonly retryAfterSeconds: number | null;
  readonly delayMs: number;
  /** How many calls it still touches; null: until it is switched off. */
  readonly calls: number | null;
}

export const NO_TROUBLE: Trouble = { kind: 'none', status: 500, retryAfterSeconds: 30, delayMs: 3_000, calls: null };

/** The one trouble a stand-in has now. */
export interface TroubleSwitch {
  current(): Trouble;
  /** Missing fields take their defaults. */
  set(trouble: Partial<Trouble>): void;
  /** The trouble for the call that comes now; counts it. */
  next(): Trouble;
}

/** A switch that is off. `onChange` hears of every change. */
export function createTroubleSwitch(onChange: () => void): TroubleSwitch {
  let trouble = NO_TROUBLE;
  const change = (to: Trouble): void => {
    trouble = to;
    onChange();
  };
  return {
    current: () => trouble,
    set: (wanted) => change({ ...NO_TROUBLE, ...wanted }),
    next() {
      const now = trouble;
      if (now.kind !== 'none' && now.calls !== null) change(now.calls > 1 ? { ...now, calls: now.calls - 1 } : NO_TROUBLE);
      return now;
    },
  };
}

/** Reads a trouble from the control API's JSON; a sentence where it is none. */
export function readTrouble(value: unknown): Partial<Trouble> | string {
  const kind = TROUBLE_KINDS.find((known) => known === textAt(value, 'kind'));
  if (kind === undefined) return `kind must be one of ${TROUBLE_KINDS.join(', ')}`;
  const status = numberAt(value, 'status');
  const delayMs = numberAt(value, 'delayMs');
  const calls = numberAt(value, 'calls');
  const retryAfterSeconds = at(value, 'retryAfterSeconds') === null ? null : numberAt(value, 'retryAfterSeconds');
  return {
    kind,
    ...(status === undefined ? {} : { status }),
    ...(delayMs === undefined ? {} : { delayMs }),
    ...(calls === undefined ? {} : { calls }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}
