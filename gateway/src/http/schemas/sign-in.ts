import { z } from 'zod';
import { MAIL_LOCALES } from '../../model/mail-texts.ts';
import { LEAST_PASSWORD_CHARACTERS, MOST_PASSWORD_CHARACTERS, whyPasswordRefused } from '../../model/passwords.ts';
import { AVAILABILITIES, MEMBER_ROLES, TEAM_ROLES } from '../../model/team.ts';
import { type Problem, invalid } from '../problem.ts';
import { timeSchema } from './message.ts';

export const emailSchema = z.email('This is no email address.').max(320);
export const personNameSchema = z.string().trim().min(1, 'A member needs a name.').max(200);
export const localeSchema = z.enum(MAIL_LOCALES, `This is one of ${MAIL_LOCALES.join(', ')}.`);

/** A password that is to be kept. What is wrong with it is said without repeating it. */
export const newPasswordSchema = z
  .string()
  .superRefine((password, context) => {
    const why = whyPasswordRefused(password);
    if (why !== undefined) context.addIssue({ code: 'custom', message: why });
  })
  .meta({
    description: `${LEAST_PASSWORD_CHARACTERS} to ${MOST_PASSWORD_CHARACTERS} characters, none of the commonest passwords.`,
    format: 'password',
  });

/** A bad field where somebody's new password is what everybody knows of them. */
export function whyKnownPassword({
  password,
  name,
  email,
}: {
  readonly password: string;
  readonly name: string;
  readonly email: string;
}): Problem | undefined {
  const why = whyPasswordRefused(password, [name, email, email.split('@')[0] ?? '']);
  return why === undefined ? undefined : invalid({ path: 'password', message: why });
}

/** A password that is only compared. Longer ones are nobody's and are not worth hashing. */
export const passwordSchema = z.string().min(1, 'This field is required.').max(MOST_PASSWORD_CHARACTERS).meta({ format: 'password' });

export const codeSchema = z
  .string()
  .trim()
  .transform((code) => code.replaceAll(' ', ''))
  .pipe(z.string().min(6, 'A code has 6 digits, a backup code 11 characters.').max(20))
  .meta({ description: 'The six digits of the authenticator, or a backup code.' });

/** A token that somebody was sent. */
export const linkTokenSchema = z.string().min(1).max(100);

/** Who asks. What only a member has is absent for a key. */
export const meSchema = z
  .object({
    type: z.enum(['key', 'member']),
    id: z.string(),
    name: z.string(),
    permissions: z.array(z.string()),
    expiresAt: timeSchema.nullable(),
    email: z.string().exactOptional(),
    role: z.enum(MEMBER_ROLES).exactOptional(),
    locale: localeSchema.nullable().exactOptional(),
    availability: z.enum(AVAILABILITIES).exactOptional(),
    teams: z.array(z.object({ id: z.string(), name: z.string(), role: z.enum(TEAM_ROLES) })).exactOptional(),
    twoFactor: z.boolean().exactOptional().meta({ description: 'Whether signing in takes a code besides the password.' }),
  })
  .meta({ id: 'Me' });
export type MeView = z.output<typeof meSchema>;

/** One device that somebody is signed in on. */
export const deviceSchema = z
  .object({
    id: z.string(),
    isThisOne: z.boolean(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    createdAt: timeSchema,
    lastUsedAt: timeSchema.meta({ description: 'To the day.' }),
    expiresAt: timeSchema,
  })
  .meta({ id: 'Device' });
