import { type Mailing, createMailing } from '../../conversations/mailing.ts';
import type { Logger } from '../../log/logger.ts';
import { passwordResetMail } from '../../model/mail-texts.ts';
import type { Ids } from '../../model/ids.ts';
import { type Mailer, createMailer } from '../../net/mail.ts';
import { isSetUp } from '../../store/credentials.ts';
import { readOrganisationName } from '../../store/organisation.ts';
import { readMember } from '../../store/read/members.ts';
import type { Seal } from '../../store/seal.ts';
import { createSignInTables } from '../../store/sign-in-tables.ts';
import type { Store } from '../../store/store.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import { type Attempts, createAttempts } from './attempts.ts';
import { cookieRules } from './cookies.ts';
import type { PasswordHashing } from './hashing.ts';
import { LIBRARY_RULES } from './rules.ts';
import { renewFactors } from './second-factors.ts';
import { seedPassword } from './seed.ts';
import { setupTokenOf } from './set-up.ts';

export interface SignInOptions {
  readonly store: Store;
  readonly seal: Seal;
  readonly ids: Ids;
  readonly now: () => number;
  readonly log: Logger;
  /** `PARLEY_SECRET_KEY` */
  readonly secretKey: Buffer;
  /** `PARLEY_SECRET_KEY_PREVIOUS` */
  readonly previousSecretKey?: Buffer | undefined;
  /** `PARLEY_PUBLIC_URL` */
  readonly publicUrl: string;
  /** `SMTP_URL` and `PARLEY_MAIL_FROM`. */
  readonly mail: { readonly url: string; readonly from: string } | undefined;
}

/** Everything about members signing in, for `AppDeps`. */
export interface SignInParts {
  readonly accounts: Accounts;
  readonly attempts: Attempts;
  readonly mailing: Mailing;
  readonly setupToken: string;
}

/** @param instead what tests put in the place of a mail server and of hashing that is slow on purpose */
export function createSignIn(
  options: SignInOptions,
  instead: { readonly mailer?: Mailer | undefined; readonly hashing?: PasswordHashing | undefined } = {},
): SignInParts {
  const { mailer = mailerOf(options), hashing } = instead;
  const { store, seal, ids, now, log, secretKey, previousSecretKey, publicUrl } = options;
  const mailing = createMailing({ store, seal, ids, mailer, now, log });
  const attempts = createAttempts(store.committer, now);
  const accounts = createAccounts({
    store,
    tables: createSignInTables(store),
    attempts,
    cookies: cookieRules(secretKey, publicUrl, previousSecretKey),
    now,
    nextId: () => ids.next('sgn'),
    publicUrl,
    sendReset: resetSender(options, mailing),
    hashing,
  });
  return { accounts, attempts, mailing, setupToken: setupTokenOf(secretKey) };
}

function mailerOf({ mail }: SignInOptions): Mailer | undefined {
  return mail === undefined ? undefined : createMailer(mail.url, mail.from);
}

interface Reset {
  readonly memberId: string;
  readonly token: string;
}

/** Writes the mail with the link to a new password. */
function resetSender({ store, publicUrl, log }: SignInOptions, mailing: Mailing): (memberId: string, token: string) => Promise<void> {
  const queue = store.committer.register<Reset, null>({
    name: 'password reset',
    async run(tx, items) {
      const organisation = (await readOrganisationName({ reader: tx.db })) ?? 'Parley';
      for (const { memberId, token } of items) {
        const member = await readMember({ reader: tx.db, dialect: tx.dialect }, memberId);
        if (member === undefined) continue;
        const url = `${publicUrl}/password-reset#${token}`;
        const facts = { name: member.name, organisation, url, minutes: LIBRARY_RULES.resetMs / 60_000 };
        await mailing.queue(tx, member.email, passwordResetMail(member.locale, facts), { about: member.id });
      }
      return items.map(() => null);
    },
  });
  return async (memberId, token) => {
    if (mailing.isOn) await queue({ memberId, token });
    else log.warn({ memberId }, 'a new password was asked for, and no mail goes out: SMTP_URL is not set');
  };
}

/**
 * What a start does: the first admin gets their password where they have none yet, and where nobody can sign in the log says how to set the
 * gateway up.
 */
export async function beginSignIn(
  parts: Pick<SignInParts, 'accounts' | 'setupToken'>,
  { store, log }: Pick<SignInOptions, 'store' | 'log'>,
  admin: { readonly email: string | undefined; readonly password: string | undefined },
): Promise<void> {
  await seedPassword({ store, hash: parts.accounts.hash, ...admin });
  if (await isSetUp(store)) return;
  log.warn(`Nobody can sign in yet. Set the gateway up with POST /api/v1/setup and this set-up token: ${parts.setupToken}`);
}

/** Writes every second factor anew that is still under the former secret key. For the command that changes the key. */
export async function renewSecondFactors({
  store,
  secretKey,
  previousSecretKey,
  publicUrl,
}: Pick<SignInOptions, 'store' | 'secretKey' | 'publicUrl'> & { readonly previousSecretKey: Buffer }): Promise<number> {
  const { secret, previousSecret = secret } = cookieRules(secretKey, publicUrl, previousSecretKey);
  return renewFactors(createSignInTables(store), { secret, previousSecret }, await import('better-auth/crypto'));
}
