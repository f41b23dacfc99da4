import { z } from 'zod';
import { isFailure } from '../../conversations/failure.ts';
import { setUp } from '../../conversations/set-up.ts';
import { isSameText } from '../../model/proof.ts';
import { isSetUp } from '../../store/credentials.ts';
import { ADMINS, readOrganisationName } from '../../store/organisation.ts';
import { clientOf } from '../auth/by-member.ts';
import { whyForeign, whyTooMany } from '../auth/limits.ts';
import { LIBRARY_RULES } from '../auth/rules.ts';
import { setCookies } from '../auth/who-calls.ts';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../failures.ts';
import { myView } from '../my-view.ts';
import { invalid, problem } from '../problem.ts';
import { created, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { emailSchema, linkTokenSchema, meSchema, newPasswordSchema, personNameSchema, whyKnownPassword } from '../schemas/sign-in.ts';
import { organisationNameSchema } from './organisation.ts';

const tag = 'Signing in';

/** The first run: nobody can sign in yet. */
export function setupRoutes(deps: AppDeps): readonly Route[] {
  const { store, accounts, setupToken } = deps;
  return [
    route(
      {
        method: 'get',
        path: '/setup',
        name: 'getSetup',
        summary: 'Whether the gateway has to be set up',
        tag,
        permission: 'public',
        responses: { 200: z.object({ needed: z.boolean(), organisationName: z.string().nullable() }).meta({ id: 'SetupState' }) },
      },
      async () => ok({ needed: !(await isSetUp(store)), organisationName: await readOrganisationName(store) }),
    ),
    route(
      {
        method: 'post',
        path: '/setup',
        name: 'setUp',
        summary: 'Set the gateway up',
        description:
          'Makes the first admin and signs them in, while there is nobody who can sign in. `token` is the set-up token that the gateway prints in its log when it starts: whoever finds a fresh gateway first shall not own it.',
        tag,
        permission: 'public',
        body: z.strictObject({
          token: linkTokenSchema,
          name: personNameSchema,
          email: emailSchema,
          password: newPasswordSchema,
          organisationName: organisationNameSchema.optional(),
        }),
        responses: { 201: meSchema },
        problems: ['already_set_up', 'forbidden_origin', 'too_many_attempts'],
        audit: { tells: ['organisationName'] },
        example: { token: 'ZW5vdWdoIHJhbmRvbQ', name: 'Ana Reyes', email: 'ana@example.com', password: 'correct horse battery' },
      },
      async ({ body, request, response, commit, audit }) => {
        const refused = whyForeign(deps, request) ?? whyKnownPassword(body) ?? (await whyTooMany(deps, { request, response }, 'link'));
        if (refused !== undefined) return refused;
        if (await isSetUp(store)) return problem('already_set_up', 'Somebody has set this gateway up already. Sign in.');
        if (!isSameText(body.token, setupToken)) return invalid({ path: 'token', message: 'This is not the set-up token of the log.' });
        const passwordHash = await accounts.hash(body.password);
        const made = await commit({
          locks: [ADMINS, `member ${body.email.toLowerCase()}`],
          async run(unit) {
            const admin = await setUp(unit, body, passwordHash);
            if (isFailure(admin)) return problemOf(admin);
            audit({ by: admin, about: admin.id });
            return created(admin.id);
          },
        });
        if (made.is !== 'success') return made;
        const done = await accounts.signIn({ email: body.email, password: body.password, client: clientOf(request) });
        if (typeof done !== 'string') setCookies(response, done.cookies);
        return created(await myView(deps, made.body, deps.now() + LIBRARY_RULES.sessionMs));
      },
    ),
  ];
}
