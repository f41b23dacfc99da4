/** What a customer did, as far as it lets the business write. */
export type Deed = 'message' | 'action';

/**
 * Customer-service messages that a deed allows: 5 in 48 hours after a message; 3 in one minute after a menu click, a tap in a menu
 * message, a subscribe or a scan. https://developers.weixin.qq.com/doc/offiaccount/Customer_Service/Customer_Service_Messages.html
 */
const ALLOWS: Readonly<Record<Deed, { readonly messages: number; readonly forMs: number }>> = {
  message: { messages: 5, forMs: 48 * 60 * 60_000 },
  action: { messages: 3, forMs: 60_000 },
};

/** How many messages the business may still write to one customer. */
export interface Allowance {
  /** A deed's allowance begins anew with each such deed; the two kinds do not touch each other. */
  grant(deed: Deed, now: number): void;
  /** Takes one message, first from what ends sooner; or WeChat's code: too late, or too many. */
  take(now: number): 'taken' | 45015 | 45047;
  /** Whether one could be taken now. */
  check(now: number): 'open' | 45015 | 45047;
  /** The customer left. */
  end(): void;
}

/** Nothing is allowed yet. */
export function createAllowance(): Allowance {
  const grants: Record<Deed, { left: number; until: number }> = {
    action: { left: 0, until: Number.NEGATIVE_INFINITY },
    message: { left: 0, until: Number.NEGATIVE_INFINITY },
  };
  const running = (now: number): { left: number; until: number }[] =>
    [grants.action, grants.message].filter((grant) => now < grant.until).toSorted((a, b) => a.until - b.until);
  const fault = (now: number): 45015 | 45047 => (running(now).length === 0 ? 45015 : 45047);
  return {
    grant(deed, now) {
      grants[deed] = { left: ALLOWS[deed].messages, until: now + ALLOWS[deed].forMs };
    },
    take(now) {
      const grant = running(now).find(({ left }) => left > 0);
      if (grant === undefined) return fault(now);
      grant.left -= 1;
      return 'taken';
    },
    check: (now) => (running(now).some(({ left }) => left > 0) ? 'open' : fault(now)),
    end() {
      for (const grant of [grants.action, grants.message]) grant.until = Number.NEGATIVE_INFINITY;
    },
  };
}
