import { useQueryClient } from '@tanstack/react-query';
import { FormProblem } from '../app/FormProblem.tsx';
import { fieldsOf, useForm } from '../app/form.ts';
import { keys, useSettings } from '../api/queries.ts';
import { call } from '../api/request.ts';
import type { Settings } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Failed, Waiting } from '../parts/Empty.tsx';
import { TextField } from '../parts/Field.tsx';
import { say } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';
import { PageHead } from './PageHead.tsx';

const TIMES = ['soonAfterSeconds', 'overdueAfterSeconds', 'autoCloseAfterSeconds', 'windowClosingSeconds'] as const;
const OPTIONAL_TIMES = ['overdueAgainSeconds', 'botTimeoutSeconds'] as const;
const SIZES = ['maxBytes', 'maxDocumentBytes'] as const;
/** As the gateway counts its defaults: 100 of these, and 10. */
const MB = 1024 * 1024;

/** How long a customer may wait, and which files are taken. */
export function RulesPage() {
  const s = useStrings();
  const words = s.settings.rules;
  const settings = useSettings();
  return (
    <>
      <PageHead title={s.settings.pages.rules} lead={words.lead} />
      {settings.isPending && <Waiting rows={4} />}
      {settings.isError && <Failed error={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.data !== undefined && <RulesForm settings={settings.data} />}
    </>
  );
}

function RulesForm({ settings }: { readonly settings: Settings }) {
  const s = useStrings();
  const words = s.settings.rules;
  const client = useQueryClient();
  const form = useForm(
    (body: object) => call<Settings>('/settings', { method: 'PATCH', body }),
    (changed) => {
      client.setQueryData(keys.settings, changed);
      say(s.app.saved);
    },
  );
  const numberProps = { type: 'number', min: 1, inputMode: 'numeric' } as const;
  return (
    <form
      className="narrow"
      onSubmit={(event) => {
        event.preventDefault();
        const given = fieldsOf(event.currentTarget);
        const times = Object.fromEntries(TIMES.map((name) => [name, Number(given[name])]));
        const optional = Object.fromEntries(OPTIONAL_TIMES.map((name) => [name, given[name] === '' ? null : Number(given[name])]));
        const attachments = Object.fromEntries(SIZES.map((name) => [name, Math.round(Number(given[name]) * MB)]));
        form.send({ ...times, ...optional, attachments });
      }}
    >
      {TIMES.map((name) => (
        <TextField
          key={name}
          label={words[name]}
          name={name}
          {...numberProps}
          required
          defaultValue={settings[name]}
          error={form.errorOf(name)}
        />
      ))}
      {OPTIONAL_TIMES.map((name) => (
        <TextField
          key={name}
          label={`${words[name]} (${s.app.optional})`}
          name={name}
          {...numberProps}
          placeholder={words.off}
          defaultValue={settings[name] ?? ''}
          error={form.errorOf(name)}
        />
      ))}
      {SIZES.map((name) => (
        <TextField
          key={name}
          label={words[name]}
          name={name}
          {...numberProps}
          step="any"
          required
          defaultValue={settings.attachments[name] / MB}
          error={form.errorOf(`attachments.${name}`)}
        />
      ))}
      <FormProblem problem={form.problem} />
      <Button type="submit" look="accent" busy={form.busy}>
        {s.app.save}
      </Button>
    </form>
  );
}
