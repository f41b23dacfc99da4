import { useQuery, useQueryClient } from '@tanstack/react-query';
import { FormProblem } from '../app/FormProblem.tsx';
import { fieldsOf, useForm } from '../app/form.ts';
import { call } from '../api/request.ts';
import type { Retention } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Failed, Waiting } from '../parts/Empty.tsx';
import { TextField } from '../parts/Field.tsx';
import { say } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';

const KEY = ['retention'] as const;

/** How long the audit log and platforms' webhooks are kept. */
export function RetentionForm() {
  const s = useStrings();
  const words = s.settings.audit.kept;
  const client = useQueryClient();
  const found = useQuery({ queryKey: KEY, queryFn: () => call<Retention>('/retention') });
  const form = useForm(
    (body: Retention) => call<Retention>('/retention', { method: 'PATCH', body }),
    (kept) => {
      client.setQueryData(KEY, kept);
      say(s.app.saved);
    },
  );
  const days = (name: keyof Retention) => (
    <TextField
      label={words[name]}
      hint={words.hints[name]}
      name={name}
      type="number"
      min={1}
      step={1}
      required
      defaultValue={found.data?.[name]}
      error={form.errorOf(name)}
    />
  );
  return (
    <section className="narrow">
      <h2 className="section">{words.title}</h2>
      {found.isPending && <Waiting rows={2} />}
      {found.isError && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data !== undefined && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const { auditDays, webhookDays } = fieldsOf(event.currentTarget);
            form.send({ auditDays: Number(auditDays), webhookDays: Number(webhookDays) });
          }}
        >
          {days('auditDays')}
          {days('webhookDays')}
          <FormProblem problem={form.problem} />
          <Button type="submit" busy={form.busy}>
            {words.save}
          </Button>
        </form>
      )}
    </section>
  );
}
