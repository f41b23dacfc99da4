import { dayOf } from './days.ts';

const LIVES_MS = 7_200_000;
/** Both the new token and the one before it are good for this long. */
const OVERLAP_MS = 5 * 60_000;
const FORCED_APART_MS = 30_000;
const FORCED_A_DAY = 20;

export interface IssuedToken {
  readonly access_token: string;
  /** Seconds. */
  readonly expires_in: number;
}

/** Why a token is not taken, as WeChat's code. */
export type TokenFault = 40001 | 40014 | 42001;

/** The access tokens of one account. */
export interface AccessTokens {
  /**
   * `GET /cgi-bin/token`: a new one at each call; the one before it lives 5 more minutes.
   * https://developers.weixin.qq.com/doc/service/api/base/api_getaccesstoken
   */
  issue(now: number): IssuedToken;
  /**
   * `POST /cgi-bin/stable_token`: the same one again and again, a new one in its last 5 minutes. Forced: a new one, and the old is
   * dead at once; 20 times a day, 30 seconds apart. The two calls' tokens do not touch each other.
   * https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken
   */
  obtain(now: number, isForced: boolean): IssuedToken | 45009 | 45011;
  /** Ends a token before its time, as if its time were over. */
  expire(token: string, now: number): void;
  /** What is wrong with a token, or undefined where it is good. */
  faultOf(token: string, now: number): TokenFault | undefined;
}

interface Known {
  readonly token: string;
  expiresAt: number;
  /** Earlier than `expiresAt` once another took its place. */
  diesAt: number;
}

/** No token yet. `random` gives some new characters at each call. */
export function createTokens(random: () => string): AccessTokens {
  const known = new Map<string, Known>();
  let latest: Known | undefined;
  let stable: Known | undefined;
  let forced: { readonly day: number; readonly count: number; readonly at: number } | undefined;

  const make = (now: number): Known => {
    const token = `96_${random()}${random()}${random()}${random()}`;
    const made: Known = { token, expiresAt: now + LIVES_MS, diesAt: now + LIVES_MS };
    known.set(token, made);
    for (const [old, { expiresAt }] of known) if (expiresAt + LIVES_MS < now) known.delete(old);
    return made;
  };
  const shown = (held: Known, now: number): IssuedToken => ({
    access_token: held.token,
    expires_in: Math.ceil((held.expiresAt - now) / 1000),
  });

  return {
    issue(now) {
      if (latest !== undefined) latest.diesAt = Math.min(latest.diesAt, now + OVERLAP_MS);
      latest = make(now);
      return shown(latest, now);
    },
    obtain(now, isForced) {
      if (isForced) {
        const today = forced?.day === dayOf(now) ? forced.count : 0;
        if (forced !== undefined && now - forced.at < FORCED_APART_MS) return 45011;
        if (today >= FORCED_A_DAY) return 45009;
        forced = { day: dayOf(now), count: today + 1, at: now };
        if (stable !== undefined) stable.diesAt = now;
        stable = make(now);
      } else if (stable === undefined || now >= stable.expiresAt - OVERLAP_MS) {
        stable = make(now);
      }
      return shown(stable, now);
    },
    expire(token, now) {
      const held = known.get(token);
      if (held !== undefined) held.expiresAt = Math.min(held.expiresAt, now);
    },
    faultOf(token, now) {
      if (!/^\d+_/.test(token)) return 40014;
      const held = known.get(token);
      if (held === undefined) return 40001;
      if (now >= held.expiresAt) return 42001;
      return now >= held.diesAt ? 40001 : undefined;
    },
  };
}
