import { useQueryClient } from '@tanstack/react-query';
import { FormProblem } from '../app/FormProblem.tsx';
import { fieldsOf, useForm } from '../app/form.ts';
import { useMe } from '../app/me.ts';
import { keys } from '../api/keys.ts';
import { call } from '../api/request.ts';
import { Button } from '../parts/Button.tsx';
import { SelectField, TextField } from '../parts/Field.tsx';
import { say } from '../parts/toasts.tsx';
import { LANGUAGES, useStrings } from '../strings/strings.ts';
import { Devices } from './Devices.tsx';
import { PageHead } from './PageHead.tsx';
import { TwoFactor } from './TwoFactor.tsx';

/** One's own name, language, password and second factor. */
export function AccountPage() {
  const s = useStrings();
  const me = useMe();
  return (
    <>
      <PageHead title={s.profile.title} {...(me.email === undefined || me.email === null ? {} : { lead: me.email })} />
      <ProfileForm />
      <h2 className="section">{s.profile.password}</h2>
      <PasswordForm />
      <h2 className="section">{s.profile.twoFactor}</h2>
      <TwoFactor isOn={me.twoFactor === true} />
      <h2 className="section">{s.profile.devices}</h2>
      <Devices />
    </>
  );
}

function ProfileForm() {
  const s = useStrings();
  const me = useMe();
  const client = useQueryClient();
  const form = useForm(
    (body: object) => call('/me', { method: 'PATCH', body }),
    () => {
      void client.invalidateQueries({ queryKey: keys.me });
      void client.invalidateQueries({ queryKey: keys.members });
      say(s.app.saved);
    },
  );
  return (
    <form
      className="narrow"
      onSubmit={(event) => {
        event.preventDefault();
        const { name, locale } = fieldsOf(event.currentTarget);
        form.send({ name, locale: locale === '' ? null : locale });
      }}
    >
      <TextField label={s.app.yourName} name="name" defaultValue={me.name} required autoComplete="name" error={form.errorOf('name')} />
      <SelectField
        label={s.profile.mailLanguage}
        name="locale"
        defaultValue={me.locale ?? ''}
        options={[{ value: '', label: '–' }, ...Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))]}
        error={form.errorOf('locale')}
      />
      <FormProblem problem={form.problem} />
      <Button type="submit" look="accent" busy={form.busy}>
        {s.app.save}
      </Button>
    </form>
  );
}

function PasswordForm() {
  const s = useStrings();
  const form = useForm(
    (body: object) => call('/me/password', { method: 'POST', body }),
    () => say(s.profile.changed),
  );
  return (
    <form
      className="narrow"
      onSubmit={(event) => {
        event.preventDefault();
        const { current, next } = fieldsOf(event.currentTarget);
        form.send({ current, new: next });
        event.currentTarget.reset();
      }}
    >
      <TextField
        label={s.profile.current}
        name="current"
        type="password"
        autoComplete="current-password"
        required
        error={form.errorOf('current')}
      />
      <TextField
        label={s.profile.next}
        hint={s.signIn.atLeast}
        name="next"
        type="password"
        autoComplete="new-password"
        minLength={10}
        required
        error={form.errorOf('new')}
      />
      <FormProblem problem={form.problem} />
      <Button type="submit" busy={form.busy}>
        {s.profile.password}
      </Button>
    </form>
  );
}
