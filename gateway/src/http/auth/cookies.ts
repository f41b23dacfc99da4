import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What members' cookies are called and signed with. */
export interface CookieRules {
  /** Begins the name of every cookie. `__Host-` makes browsers keep it to this very host and to https (RFC 6265bis section 4.1.3). */
  readonly prefix: string;
  readonly isHttps: boolean;
  readonly secret: string;
}

/** @param secretKey `PARLEY_SECRET_KEY`; the cookies' own key is derived from it, so that neither tells of the other (RFC 5869) */
export function cookieRules(secretKey: Buffer, publicUrl: string): CookieRules {
  const secret = Buffer.from(hkdfSync('sha256', secretKey, '', 'parley sign-in', 32)).toString('base64');
  return { prefix: prefixAt(publicUrl), isHttps: isHttpsAt(publicUrl), secret };
}

/** The name of the cookie that carries a session. */
export function sessionCookieAt(publicUrl: string): string {
  return nameOf(prefixAt(publicUrl));
}

function nameOf(prefix: string): string {
  return `${prefix}.session_token`;
}

function prefixAt(publicUrl: string): string {
  return isHttpsAt(publicUrl) ? '__Host-parley' : 'parley';
}

function isHttpsAt(publicUrl: string): boolean {
  return new URL(publicUrl).protocol === 'https:';
}

/**
 * The session's token in a `Cookie` header, when it is signed with our key: forged ones end here, before anything is loaded or read. The
 * form is the library's: the token, a dot and the HMAC-SHA256 of it in base64, percent-encoded as a whole.
 */
export function sessionTokenOf(rules: CookieRules, header: string | undefined): string | undefined {
  const name = `${nameOf(rules.prefix)}=`;
  const value = header
    ?.split(';')
    .map((one) => one.trim())
    .find((one) => one.startsWith(name))
    ?.slice(name.length);
  const signed = value === undefined ? undefined : decoded(value);
  const dot = signed?.lastIndexOf('.') ?? -1;
  if (signed === undefined || dot < 1) return undefined;
  const token = signed.slice(0, dot);
  const expected = createHmac('sha256', rules.secret).update(token).digest('base64');
  const given = Buffer.from(signed.slice(dot + 1));
  return given.length === expected.length && timingSafeEqual(given, Buffer.from(expected)) ? token : undefined;
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
