import { call } from '../api/request.ts';
import { Button } from '../parts/Button.tsx';
import { TextField } from '../parts/Field.tsx';
import { say } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';
import { FormProblem } from './FormProblem.tsx';
import { fieldsOf, useForm } from './form.ts';
import { goTo } from './location.ts';

/** Where the link of a letter about a forgotten password leads. */
export function ResetPassword({ token }: { readonly token: string }) {
  const s = useStrings();
  const form = useForm(
    (body: object) => call(`/password-resets/${encodeURIComponent(token)}`, { method: 'POST', body }),
    () => {
      say(s.signIn.resetDone);
      goTo({ page: 'inbox' }, { replace: true });
    },
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        form.send({ password: fieldsOf(event.currentTarget)['password'] });
      }}
    >
      <h1>{s.signIn.resetTitle}</h1>
      <TextField
        label={s.profile.next}
        hint={s.signIn.atLeast}
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={10}
        required
        autoFocus
        error={form.errorOf('password')}
      />
      <FormProblem problem={form.problem} />
      <Button type="submit" look="accent" busy={form.busy} className="entrance-submit">
        {s.signIn.resetSubmit}
      </Button>
    </form>
  );
}
