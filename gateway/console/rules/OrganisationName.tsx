import { useQueryClient } from '@tanstack/react-query';
import { FormProblem } from '../app/FormProblem.tsx';
import { fieldsOf, useForm } from '../app/form.ts';
import { keys } from '../api/keys.ts';
import { useOrganisation } from '../api/queries.ts';
import { call } from '../api/request.ts';
import { Button } from '../parts/Button.tsx';
import { TextField } from '../parts/Field.tsx';
import { say } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';

/** What the organisation calls itself. */
export function OrganisationName() {
  const s = useStrings();
  const words = s.settings.rules;
  const client = useQueryClient();
  const found = useOrganisation();
  const form = useForm(
    (body: object) => call('/organisation', { method: 'PATCH', body }),
    () => {
      void client.invalidateQueries({ queryKey: keys.organisation });
      say(s.app.saved);
    },
  );
  if (found.data === undefined) return null;
  return (
    <form
      className="narrow"
      onSubmit={(event) => {
        event.preventDefault();
        form.send({ name: fieldsOf(event.currentTarget)['name'] });
      }}
    >
      <TextField
        label={words.organisationName}
        hint={words.organisationNameHint}
        name="name"
        defaultValue={found.data.name ?? ''}
        maxLength={200}
        required
        autoComplete="organization"
        error={form.errorOf('name')}
      />
      <FormProblem problem={form.problem} />
      <Button type="submit" busy={form.busy}>
        {words.rename}
      </Button>
    </form>
  );
}
