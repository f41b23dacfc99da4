import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/request.ts';
import { Button } from '../parts/Button.tsx';
import { Empty, Waiting } from '../parts/Empty.tsx';
import { TextField } from '../parts/Field.tsx';
import { useStrings } from '../strings/strings.ts';
import { FormProblem } from './FormProblem.tsx';
import { fieldsOf, useForm } from './form.ts';
import { goTo } from './location.ts';

/** Where an invitation's link leads: a name, a password, and one is in. */
export function AcceptInvitation({ token }: { readonly token: string }) {
  const s = useStrings();
  const client = useQueryClient();
  const path = `/invitations/token/${encodeURIComponent(token)}`;
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => call<{ readonly email: string; readonly name?: string | null }>(path),
    retry: false,
  });
  const form = useForm(
    (body: object) => call(`${path}/accept`, { method: 'POST', body }),
    () => {
      goTo({ page: 'inbox' }, { replace: true });
      void client.resetQueries();
    },
  );
  if (invitation.isPending) return <Waiting rows={3} />;
  if (invitation.isError) {
    return (
      <>
        <h1 className="hidden">{s.invitation.title}</h1>
        <Empty icon="clock" title={s.invitation.title} lead={s.invitation.gone} />
      </>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        form.send(fieldsOf(event.currentTarget));
      }}
    >
      <h1>{s.invitation.title}</h1>
      <p className="entrance-lead">{s.invitation.lead(invitation.data.email)}</p>
      <TextField
        label={s.app.yourName}
        name="name"
        autoComplete="name"
        defaultValue={invitation.data.name ?? ''}
        required
        autoFocus
        error={form.errorOf('name')}
      />
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
      <FormProblem problem={form.problem} />
      <Button type="submit" look="accent" busy={form.busy} className="entrance-submit">
        {s.invitation.submit}
      </Button>
    </form>
  );
}
