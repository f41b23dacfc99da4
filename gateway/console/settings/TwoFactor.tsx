import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormProblem } from '../app/FormProblem.tsx';
import { fieldsOf, useForm } from '../app/form.ts';
import { keys } from '../api/keys.ts';
import { call } from '../api/request.ts';
import { Button } from '../parts/Button.tsx';
import { CopyField } from '../parts/CopyField.tsx';
import { TextField } from '../parts/Field.tsx';
import { QrCode } from '../parts/QrCode.tsx';
import { useStrings } from '../strings/strings.ts';

interface Begun {
  readonly totpUri: string;
  readonly backupCodes: readonly string[];
}

/** A code besides the password: switched on with the password and a first code, off with the password. */
export function TwoFactor({ isOn }: { readonly isOn: boolean }) {
  const s = useStrings();
  const client = useQueryClient();
  const [begun, setBegun] = useState<Begun | null>(null);
  const settled = () => {
    setBegun(null);
    void client.invalidateQueries({ queryKey: keys.me });
  };
  const begin = useForm((body: object) => call<Begun>('/me/two-factor', { method: 'POST', body }), setBegun);
  const confirm = useForm((body: object) => call('/me/two-factor/confirm', { method: 'POST', body }), settled);
  const end = useForm((body: object) => call('/me/two-factor', { method: 'DELETE', body }), settled);
  if (begun !== null) {
    return (
      <form
        className="narrow"
        onSubmit={(event) => {
          event.preventDefault();
          confirm.send({ code: fieldsOf(event.currentTarget)['code'] });
        }}
      >
        <QrCode text={begun.totpUri} label={s.profile.scan} />
        <CopyField label={s.profile.secret} value={new URL(begun.totpUri).searchParams.get('secret') ?? begun.totpUri} />
        <p className="soft">{s.profile.backupCodes}</p>
        <p className="mono wrap backup-codes">{begun.backupCodes.join('  ')}</p>
        <TextField
          label={s.signIn.code}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          error={confirm.errorOf('code')}
        />
        <FormProblem problem={confirm.problem} />
        <Button type="submit" look="accent" busy={confirm.busy}>
          {s.profile.switchOn}
        </Button>
      </form>
    );
  }
  const form = isOn ? end : begin;
  return (
    <form
      className="narrow"
      onSubmit={(event) => {
        event.preventDefault();
        form.send({ password: fieldsOf(event.currentTarget)['password'] });
      }}
    >
      <p className="soft">{isOn ? s.profile.isOn : s.profile.twoFactorLead}</p>
      <TextField
        label={s.signIn.password}
        name="password"
        type="password"
        autoComplete="current-password"
        required
        error={form.errorOf('password')}
      />
      <FormProblem problem={form.problem} />
      <Button type="submit" busy={form.busy}>
        {isOn ? s.profile.switchOff : s.profile.switchOn}
      </Button>
    </form>
  );
}
