/** A reply token must be used within a minute of the webhook: https://developers.line.biz/en/reference/messaging-api/#send-reply-message */
const LIVES_MS = 60_000;
/** … and not later than 20 minutes after the event, however often it is redelivered. */
const LIVES_AT_MOST_MS = 20 * 60_000;

/** The reply tokens that are out. */
export interface ReplyTokens {
  issue(token: string, customer: string, now: number): void;
  /** A redelivery starts the minute anew. */
  renew(token: string, now: number): void;
  /** Whom the token answers, if it is still good. `use` only when the reply is accepted. */
  holder(token: string, now: number): string | undefined;
  use(token: string): void;
}

/** No tokens yet. */
export function createReplyTokens(): ReplyTokens {
  const tokens = new Map<string, { readonly customer: string; readonly issuedAt: number; until: number }>();
  return {
    issue: (token, customer, now) => void tokens.set(token, { customer, issuedAt: now, until: now + LIVES_MS }),
    renew(token, now) {
      const held = tokens.get(token);
      if (held !== undefined) held.until = Math.min(now + LIVES_MS, held.issuedAt + LIVES_AT_MOST_MS);
    },
    holder(token, now) {
      const held = tokens.get(token);
      return held !== undefined && now < held.until ? held.customer : undefined;
    },
    use: (token) => void tokens.delete(token),
  };
}
