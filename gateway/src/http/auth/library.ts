import { betterAuth } from 'better-auth/minimal';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { LEAST_PASSWORD_CHARACTERS, MOST_PASSWORD_CHARACTERS } from '../../model/passwords.ts';
import type { SignInTables } from '../../store/sign-in-tables.ts';
import type { PasswordHashing } from './hashing.ts';
import { LIBRARY_RULES } from './rules.ts';
import { signInAdapter } from './wire.ts';

export interface LibraryOptions {
  readonly tables: SignInTables;
  readonly now: () => number;
  readonly nextId: () => string;
  /** Signs cookies and encrypts second factors; see `cookies.ts`. */
  readonly secret: string;
  readonly publicUrl: string;
  /** Begins the names of all cookies; see `cookies.ts`. */
  readonly cookiePrefix: string;
  readonly isHttps: boolean;
  readonly hashing: PasswordHashing;
  /** Gets a reset's token on its way to the member. */
  readonly sendReset: (memberId: string, token: string) => Promise<void>;
  /** Told when a link was used. */
  readonly passwordWasReset: (memberId: string) => void;
}

/**
 * The sign-in library with our tables, cookies and rules. Nothing of it is mounted: our own routes call it. This file takes a quarter of a
 * second and 45 MB to load, so that it is imported at the first sign-in and not at the start.
 */
export function createLibrary(options: LibraryOptions) {
  const auth = betterAuth({
    appName: 'Parley',
    baseURL: options.publicUrl,
    trustedOrigins: [new URL(options.publicUrl).origin],
    secret: options.secret,
    database: signInAdapter(options.tables, options.now, options.nextId),
    telemetry: { enabled: false },
    // What goes wrong comes back as an error and is answered; its own lines would name people.
    logger: { disabled: true },
    rateLimit: { enabled: false },
    user: { modelName: 'authUsers' },
    account: { modelName: 'authAccounts' },
    verification: { modelName: 'authVerifications', storeIdentifier: 'hashed' },
    session: { modelName: 'authSessions', expiresIn: LIBRARY_RULES.sessionMs / 1000, updateAge: LIBRARY_RULES.prolongAfterMs / 1000 },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: LEAST_PASSWORD_CHARACTERS,
      maxPasswordLength: MOST_PASSWORD_CHARACTERS,
      resetPasswordTokenExpiresIn: LIBRARY_RULES.resetMs / 1000,
      revokeSessionsOnPasswordReset: true,
      password: options.hashing,
      // Other links that were asked for work no more.
      onPasswordReset: async ({ user }) => {
        await options.tables.remove({
          table: 'authVerifications',
          where: [{ field: 'value', operator: 'eq', value: user.id, connector: 'AND' }],
        });
        options.passwordWasReset(user.id);
      },
      sendResetPassword: ({ user, token }) => options.sendReset(user.id, token),
    },
    advanced: {
      cookiePrefix: options.cookiePrefix,
      // The prefix says it all; the library's own would come before it.
      useSecureCookies: false,
      defaultCookieAttributes: { secure: options.isHttps, httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [LIBRARY_RULES.clientHeader] },
    },
    plugins: [
      twoFactor({
        issuer: 'Parley',
        schema: { twoFactor: { modelName: 'authTwoFactors' } },
        accountLockout: { enabled: true, maxFailedAttempts: LIBRARY_RULES.wrongCodes, durationSeconds: LIBRARY_RULES.lockedSeconds },
      }),
    ],
  });
  return auth.api;
}
export type Library = ReturnType<typeof createLibrary>;
