import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { call } from '../api/request.ts';
import { Button } from '../parts/Button.tsx';
import { TextField } from '../parts/Field.tsx';
import { say } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';
import { FormProblem } from './FormProblem.tsx';
import { fieldsOf, useForm } from './form.ts';

/** Email and password, and the code of an authenticator where the gateway asks for one. */
export function SignIn() {
  const s = useStrings();
  const client = useQueryClient();
  const [hasForgotten, setForgotten] = useState(false);
  const form = useForm(
    (body: object) => call('/session', { method: 'POST', body }),
    () => void client.resetQueries({ queryKey: keys.me }),
  );
  const wantsCode = form.code === 'two_factor_required' || form.code === 'wrong_code' || form.errorOf('code') !== undefined;
  if (hasForgotten) return <Forgotten onBack={() => setForgotten(false)} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const { email, password, code } = fieldsOf(event.currentTarget);
        form.send({ email, password, ...(code === undefined || code === '' ? {} : { code }) });
      }}
    >
      <h1>{s.signIn.title}</h1>
      <p className="entrance-lead">{s.signIn.lead}</p>
      <TextField
        label={s.signIn.email}
        name="email"
        type="email"
        autoComplete="username"
        required
        autoFocus
        error={form.errorOf('email')}
      />
      <TextField
        label={s.signIn.password}
        name="password"
        type="password"
        autoComplete="current-password"
        required
        error={form.errorOf('password')}
      />
      {wantsCode && (
        <TextField label={s.signIn.code} name="code" inputMode="numeric" autoComplete="one-time-code" error={form.errorOf('code')} />
      )}
      <FormProblem problem={form.problem} />
      <Button type="submit" look="accent" busy={form.busy} className="entrance-submit">
        {s.signIn.submit}
      </Button>
      <Button look="quiet" onClick={() => setForgotten(true)}>
        {s.signIn.forgot}
      </Button>
    </form>
  );
}

function Forgotten({ onBack }: { readonly onBack: () => void }) {
  const s = useStrings();
  const form = useForm(
    (body: object) => call('/password-resets', { method: 'POST', body }),
    () => {
      say(s.signIn.sent);
      onBack();
    },
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        form.send({ email: fieldsOf(event.currentTarget)['email'] });
      }}
    >
      <h1>{s.signIn.forgot}</h1>
      <TextField
        label={s.signIn.email}
        name="email"
        type="email"
        autoComplete="username"
        required
        autoFocus
        error={form.errorOf('email')}
      />
      <FormProblem problem={form.problem} />
      <Button type="submit" look="accent" busy={form.busy} className="entrance-submit">
        {s.signIn.sendLink}
      </Button>
      <Button look="quiet" onClick={onBack}>
        {s.app.back}
      </Button>
    </form>
  );
}
