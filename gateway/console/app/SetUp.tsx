import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/request.ts';
import { Button } from '../parts/Button.tsx';
import { TextField } from '../parts/Field.tsx';
import { useStrings } from '../strings/strings.ts';
import { FormProblem } from './FormProblem.tsx';
import { fieldsOf, useForm } from './form.ts';
import { goTo } from './location.ts';

/** The first account of a gateway that nobody can sign in to yet. */
export function SetUp() {
  const s = useStrings();
  const client = useQueryClient();
  const form = useForm(
    (body: object) => call('/setup', { method: 'POST', body }),
    () => {
      goTo({ page: 'settings/start' }, { replace: true });
      void client.resetQueries();
    },
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const { organisationName, ...body } = fieldsOf(event.currentTarget);
        form.send({ ...body, ...(organisationName ? { organisationName } : {}) });
      }}
    >
      <h1>{s.setUp.title}</h1>
      <p className="entrance-lead">{s.setUp.lead}</p>
      <TextField label={s.app.yourName} name="name" autoComplete="name" required autoFocus error={form.errorOf('name')} />
      <TextField label={s.signIn.email} name="email" type="email" autoComplete="username" required error={form.errorOf('email')} />
      <TextField
        label={s.signIn.password}
        hint={s.signIn.atLeast}
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={10}
        required
        error={form.errorOf('password')}
      />
      <TextField label={`${s.setUp.organisation} (${s.app.optional})`} name="organisationName" error={form.errorOf('organisationName')} />
      <TextField label={s.setUp.token} hint={s.setUp.tokenHint} name="token" autoComplete="off" required error={form.errorOf('token')} />
      <FormProblem problem={form.problem} />
      <Button type="submit" look="accent" busy={form.busy} className="entrance-submit">
        {s.setUp.submit}
      </Button>
    </form>
  );
}
