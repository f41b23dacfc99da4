import { createHmac, hkdfSync } from 'node:crypto';
import { isSameText } from '../../model/proof.ts';

/** What members' cookies are called and signed with. */
export interface CookieRules {
  /** Begins the name of every cookie. `__Host-` makes browsers keep it to this very host and to https (RFC 6265bis section 4.1.3). */
  readonly prefix: string;
  readonly isHttps: boolean;
  readonly secret: string;
  /** What they were signed with before the secret key was changed. */
  readonly previousSecret: string | undefined;
}

/** @param secretKey `PARLEY_SECRET_KEY`; the cookies' own key is derived from it, so that neither tells of the other (RFC 5869) */
export function cookieRules(secretKey: Buffer, publicUrl: string, previousKey?: Buffer): CookieRules {
  const previousSecret = previousKey === undefined ? undefined : cookieSecret(previousKey);
  return { prefix: prefixAt(publicUrl), isHttps: isHttpsAt(publicUrl), secret: cookieSecret(secretKey), previousSecret };
}

function cookieSecret(secretKey: Buffer): string {
  return Buffer.from(hkdfSync('sha256', secretKey, '', 'parley sign-in', 32)).toString('base64');
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
  const found = sessionCookieIn(rules, header);
  if (found === undefined) return undefined;
  const secrets = rules.previousSecret === undefined ? [rules.secret] : [rules.secret, rules.previousSecret];
  return secrets.some((secret) => isSignedWith(secret, found)) ? found.token : undefined;
}

/** The header with its session signed as cookies are signed now: the sign-in library knows one key only. */
export function asSignedNow(rules: CookieRules, header: string): string {
  const found = sessionCookieIn(rules, header);
  const { previousSecret } = rules;
  if (found === undefined || previousSecret === undefined || !isSignedWith(previousSecret, found)) return header;
  return header.replace(found.value, encodeURIComponent(`${found.token}.${signatureOf(rules.secret, found.token)}`));
}

interface SessionCookie {
  /** As it stands in the header. */
  readonly value: string;
  readonly token: string;
  readonly signature: string;
}

function sessionCookieIn(rules: CookieRules, header: string | undefined): SessionCookie | undefined {
  const name = `${nameOf(rules.prefix)}=`;
  const value = header
    ?.split(';')
    .map((one) => one.trim())
    .find((one) => one.startsWith(name))
    ?.slice(name.length);
  const signed = value === undefined ? undefined : decoded(value);
  const dot = signed?.lastIndexOf('.') ?? -1;
  if (value === undefined || signed === undefined || dot < 1) return undefined;
  return { value, token: signed.slice(0, dot), signature: signed.slice(dot + 1) };
}

function isSignedWith(secret: string, { token, signature }: SessionCookie): boolean {
  return isSameText(signature, signatureOf(secret, token));
}

function signatureOf(secret: string, token: string): string {
  return createHmac('sha256', secret).update(token).digest('base64');
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
