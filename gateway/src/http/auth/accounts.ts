import { AsyncLocalStorage } from 'node:async_hooks';
import { type SignedIn, findSignedIn } from '../../store/credentials.ts';
import type { SignInTables } from '../../store/sign-in-tables.ts';
import type { Store } from '../../store/store.ts';
import { type MemberCaller, permissionsOfRole } from './caller.ts';
import { type CookieRules, asSignedNow, sessionTokenOf } from './cookies.ts';
import type { Attempts } from './attempts.ts';
import { type PasswordHashing, createHashing } from './hashing.ts';
import type { Library } from './library.ts';
import { LIBRARY_RULES } from './rules.ts';
import { withRenewedFactors } from './second-factors.ts';

/** Where a request comes from, as it is shown in the list of one's sign-ins. */
export interface Client {
  readonly address: string;
  readonly userAgent: string;
}

/** What the browser is told to keep or forget: values for `Set-Cookie`. */
export type Cookies = readonly string[];

/** Why something was not done. `locked`: too many wrong codes, for a quarter of an hour. */
export type Refused = 'wrong_credentials' | 'two_factor_required' | 'wrong_code' | 'locked' | 'two_factor_on' | 'two_factor_off';

export interface SignInAttempt {
  readonly email: string;
  readonly password: string;
  readonly code?: string | undefined;
  readonly client: Client;
}

/**
 * Members' passwords, sessions and second factors. Methods that take a cookie header act for whoever it signs in, and expect that this was
 * checked before. Expected failures are values.
 */
export interface Accounts {
  /** Who a `Cookie` header signs in now. Prolongs what is in use, once a day: then there are cookies. */
  callerOf(cookie: string | undefined): Promise<{ readonly caller: MemberCaller; readonly cookies: Cookies } | undefined>;
  /** Takes as long for an address that nobody has. */
  signIn(attempt: SignInAttempt): Promise<{ readonly memberId: string; readonly cookies: Cookies } | Refused>;
  signOut(cookie: string): Promise<Cookies>;
  /** Sends a link for a new password where the address is a member's. */
  requestReset(email: string): Promise<void>;
  /** The token of such a link, for an admin to hand over; undefined where nobody has the address. */
  makeReset(email: string): Promise<string | undefined>;
  /** Whose password it is; undefined when the link is no good any more. Ends every session of the member. */
  resetPassword(token: string, password: string): Promise<string | undefined>;
  /** Ends every other session. */
  changePassword(cookie: string, change: { readonly current: string; readonly next: string }): Promise<Cookies | Refused>;
  /** A second factor to be confirmed with its first code. */
  startTwoFactor(
    cookie: string,
    password: string,
  ): Promise<{ readonly totpUri: string; readonly backupCodes: readonly string[] } | Refused>;
  confirmTwoFactor(cookie: string, memberId: string, code: string): Promise<Cookies | Refused>;
  endTwoFactor(cookie: string, password: string): Promise<Cookies | Refused>;
  /** For storing a password. */
  hash(password: string): Promise<string>;
}

export interface AccountsOptions {
  readonly store: Pick<Store, 'reader'>;
  readonly tables: SignInTables;
  readonly attempts: Attempts;
  readonly cookies: CookieRules;
  readonly now: () => number;
  readonly nextId: () => string;
  readonly publicUrl: string;
  readonly sendReset: (memberId: string, token: string) => Promise<void>;
  /** In place of the library's own, for tests that are not about it. */
  readonly hashing?: PasswordHashing | undefined;
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { store, now, cookies: rules, attempts } = options;
  let loading: Promise<Library> | undefined;
  let loadingHashing: Promise<PasswordHashing> | undefined;
  // A part of the library of its own: setting a first password at the start needs no more.
  const hashing = () =>
    (loadingHashing ??=
      options.hashing === undefined ? import('better-auth/crypto').then(createHashing) : Promise.resolve(options.hashing));
  const library = () => (loading ??= load());

  const signedNow = (cookie: string) => asSignedNow(rules, cookie);

  /** Whoever takes a reset's token instead of the mail: the library gives it to nobody but the sender. */
  const handedOver = new AsyncLocalStorage<(token: string) => void>();
  const sendReset: AccountsOptions['sendReset'] = async (memberId, token) => {
    const take = handedOver.getStore();
    if (take === undefined) await options.sendReset(memberId, token);
    else take(token);
  };

  /** Whoever sets a new password hears here whose it is: the library's answer does not say. */
  const hearsOfReset = new AsyncLocalStorage<(memberId: string) => void>();
  const passwordWasReset = (memberId: string) => hearsOfReset.getStore()?.(memberId);

  async function load(): Promise<Library> {
    const [{ createLibrary }, ready] = await Promise.all([import('./library.ts'), hashing()]);
    const { secret, previousSecret, prefix, isHttps } = rules;
    const factorCrypto = () => import('better-auth/crypto');
    const tables =
      previousSecret === undefined ? options.tables : withRenewedFactors(options.tables, { secret, previousSecret }, factorCrypto);
    return createLibrary({ ...options, tables, sendReset, passwordWasReset, hashing: ready, secret, cookiePrefix: prefix, isHttps });
  }

  /** A one-time code works once: whoever looks over a shoulder has no use for it. Its time has passed when it is forgotten. */
  const isFreshCode = (memberId: string, code: string) => attempts.isFirst(`code ${memberId} ${code}`, LIBRARY_RULES.codeLivesMs);

  /** The second step: the first has answered with a cookie that says who is half in. */
  async function secondStep(code: string, cookie: string, client: Client) {
    const api = await library();
    const headers = headersOf(cookie, client);
    const isOneTime = /^\d{6}$/.test(code);
    const done = await attempt(() =>
      isOneTime
        ? api.verifyTOTP({ body: { code }, headers, returnHeaders: true })
        : api.verifyBackupCode({ body: { code }, headers, returnHeaders: true }),
    );
    if ('failed' in done) return done.failed === 'ACCOUNT_TEMPORARILY_LOCKED' ? 'locked' : 'wrong_code';
    const { token, user } = done.value.response;
    if (isOneTime && !(await isFreshCode(user.id, code))) {
      await options.tables.remove({
        table: 'authSessions',
        where: [{ field: 'token', operator: 'eq', value: token ?? '', connector: 'AND' }],
      });
      return 'wrong_code';
    }
    return { memberId: user.id, cookies: cookiesOf(done.value.headers) };
  }

  return {
    async callerOf(cookie) {
      const token = sessionTokenOf(rules, cookie);
      const signedIn = token === undefined ? undefined : await findSignedIn(store, token, now());
      if (signedIn === undefined) return undefined;
      const isOld = signedIn.expiresAt - now() < LIBRARY_RULES.sessionMs - LIBRARY_RULES.prolongAfterMs;
      return { caller: callerFrom(signedIn), cookies: isOld ? await prolong(await library(), signedNow(cookie ?? '')) : [] };
    },
    async signIn({ email, password, code, client }) {
      const api = await library();
      const done = await attempt(() => api.signInEmail({ body: { email, password }, headers: headersOf('', client), returnHeaders: true }));
      if ('failed' in done) return 'wrong_credentials';
      const { headers, response } = done.value;
      if (!('twoFactorRedirect' in response)) return { memberId: response.user.id, cookies: cookiesOf(headers) };
      return code === undefined ? 'two_factor_required' : secondStep(code, cookieHeaderOf(headers), client);
    },
    async signOut(cookie) {
      const api = await library();
      return cookiesOf((await api.signOut({ headers: headersOf(signedNow(cookie)), returnHeaders: true })).headers);
    },
    async requestReset(email) {
      const api = await library();
      await api.requestPasswordReset({ body: { email } });
    },
    async makeReset(email) {
      const api = await library();
      let made: string | undefined;
      await handedOver.run(
        (token) => (made = token),
        () => api.requestPasswordReset({ body: { email } }),
      );
      return made;
    },
    async resetPassword(token, password) {
      const api = await library();
      let whose: string | undefined;
      await hearsOfReset.run(
        (memberId) => (whose = memberId),
        () => attempt(() => api.resetPassword({ body: { token, newPassword: password } })),
      );
      return whose;
    },
    async changePassword(cookie, { current, next }) {
      const api = await library();
      const body = { currentPassword: current, newPassword: next, revokeOtherSessions: true };
      const done = await attempt(() => api.changePassword({ body, headers: headersOf(signedNow(cookie)), returnHeaders: true }));
      return 'failed' in done ? 'wrong_credentials' : cookiesOf(done.value.headers);
    },
    async startTwoFactor(cookie, password) {
      const api = await library();
      const done = await attempt(() => api.enableTwoFactor({ body: { password, method: 'totp' }, headers: headersOf(signedNow(cookie)) }));
      if ('failed' in done) return done.failed === 'TOTP_ALREADY_ENABLED' ? 'two_factor_on' : 'wrong_credentials';
      if (!('totpURI' in done.value)) throw new Error('the second factor came without its address');
      return { totpUri: done.value.totpURI, backupCodes: done.value.backupCodes };
    },
    async confirmTwoFactor(cookie, memberId, code) {
      const api = await library();
      if (!(await isFreshCode(memberId, code))) return 'wrong_code';
      const done = await attempt(() => api.verifyTOTP({ body: { code }, headers: headersOf(signedNow(cookie)), returnHeaders: true }));
      if ('failed' in done) return done.failed === 'TOTP_NOT_ENABLED' ? 'two_factor_off' : 'wrong_code';
      return cookiesOf(done.value.headers);
    },
    async endTwoFactor(cookie, password) {
      const api = await library();
      const done = await attempt(() =>
        api.disableTwoFactor({ body: { password }, headers: headersOf(signedNow(cookie)), returnHeaders: true }),
      );
      return 'failed' in done ? 'wrong_credentials' : cookiesOf(done.value.headers);
    },
    hash: async (password) => (await hashing()).hash(password),
  };
}

async function prolong(api: Library, cookie: string): Promise<Cookies> {
  const { headers } = await api.getSession({ headers: headersOf(cookie), returnHeaders: true });
  return cookiesOf(headers);
}

function callerFrom({ sessionId, expiresAt, member }: SignedIn): MemberCaller {
  const role = member.role === 'admin' ? 'admin' : 'agent';
  return { type: 'member', id: member.id, name: member.name, role, permissions: permissionsOfRole(role), expiresAt, sessionId };
}

function headersOf(cookie: string, client?: Client): Headers {
  const headers = new Headers();
  if (cookie !== '') headers.set('cookie', cookie);
  if (client !== undefined) {
    headers.set('user-agent', client.userAgent);
    headers.set(LIBRARY_RULES.clientHeader, client.address);
  }
  return headers;
}

function cookiesOf(headers: Headers): Cookies {
  return headers.getSetCookie();
}

/** What a browser would send back of an answer's cookies. Those that were just forgotten are empty. */
function cookieHeaderOf(headers: Headers): string {
  return cookiesOf(headers)
    .map((cookie) => cookie.split(';')[0] ?? '')
    .filter((cookie) => !cookie.endsWith('='))
    .join('; ');
}

/** The library throws what it refuses, with a code in the error's body. Anything else is a fault and goes on. */
async function attempt<Result>(call: () => Promise<Result>): Promise<{ readonly value: Result } | { readonly failed: string }> {
  try {
    return { value: await call() };
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    return { failed: code };
  }
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('statusCode' in error) || Number(error.statusCode) >= 500) return undefined;
  const body: unknown = Reflect.get(error, 'body');
  const code: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'code') : undefined;
  return typeof code === 'string' ? code : 'REFUSED';
}
