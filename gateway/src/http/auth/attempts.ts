import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { type Allowance, countAttempts, forgetAttempts } from '../../store/attempts.ts';
import type { Committer } from '../../store/committer.ts';

const MINUTE_MS = 60_000;

/**
 * What may be tried how often: from one network address, where a whole office may sit, and for one account. Far below the 100 wrong
 * passwords in a row that NIST SP 800-63B section 5.2.2 allows.
 */
const LIMITS = {
  sign_in: { fromAddress: 60, forAccount: 10, windowMs: 15 * MINUTE_MS },
  password_reset: { fromAddress: 20, forAccount: 4, windowMs: 60 * MINUTE_MS },
  /** Links that somebody was sent, and the set-up's token: nobody types them wrong often. */
  link: { fromAddress: 30, forAccount: 30, windowMs: 15 * MINUTE_MS },
  /** One's own password again, by somebody who is signed in. */
  confirm: { fromAddress: 60, forAccount: 10, windowMs: 15 * MINUTE_MS },
} as const;
export type Tried = keyof typeof LIMITS;

export interface Attempts {
  /**
   * Counts a try. Null when it may go on, else in how many seconds it may be repeated.
   *
   * @param account whatever names it: an address, a member's id
   */
  count(what: Tried, address: string | undefined, account?: string): Promise<number | null>;
  /** It went well: what was tried for the account before does not count any more. */
  forgive(what: Tried, account: string): Promise<void>;
  /** Whether nobody has said this in the time given. */
  isFirst(key: string, forMs: number): Promise<boolean>;
}

export function createAttempts(committer: Pick<Committer, 'register'>, now: () => number): Attempts {
  const count = committer.register(countAttempts());
  const forget = committer.register(forgetAttempts());
  return {
    async count(what, address, account) {
      const { fromAddress, forAccount, windowMs } = LIMITS[what];
      const allowances: Allowance[] = [{ key: keyOf(what, 'from', networkOf(address)), most: fromAddress, windowMs }];
      if (account !== undefined) allowances.push({ key: keyOf(what, 'for', account.toLowerCase()), most: forAccount, windowMs });
      const blockedUntil = await count(allowances);
      return blockedUntil === null ? null : Math.max(1, Math.ceil((blockedUntil - now()) / 1000));
    },
    async forgive(what, account) {
      await forget(keyOf(what, 'for', account.toLowerCase()));
    },
    isFirst: async (key, forMs) => (await count([{ key: keyOf('once', key), most: 1, windowMs: forMs }])) === null,
  };
}

/** Keys name people and places, so that only their hash is kept. */
function keyOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join(' ')).digest('base64url');
}

/** An IPv4 address, or the 64 bits of an IPv6 one that a single subscriber has (RFC 6177). */
export function networkOf(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
}
