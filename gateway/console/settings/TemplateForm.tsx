import { useQueryClient } from '@tanstack/react-query';
import { FormProblem } from '../app/FormProblem.tsx';
import { fieldsOf, useForm } from '../app/form.ts';
import { call, newKey } from '../api/request.ts';
import type { Template } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { TextArea, TextField } from '../parts/Field.tsx';
import { useLanguage, useStrings } from '../strings/strings.ts';

/** A prepared answer: its name, its language and its words. */
export function TemplateForm({ template, onClose }: { readonly template: Template | undefined; readonly onClose: () => void }) {
  const s = useStrings();
  const words = s.settings.templates;
  const language = useLanguage();
  const client = useQueryClient();
  const form = useForm(
    (body: object) =>
      template === undefined
        ? call('/templates', { method: 'POST', body, idempotencyKey: newKey() })
        : call(`/templates/${template.id}`, { method: 'PATCH', body }),
    () => {
      void client.invalidateQueries({ queryKey: ['templates'] });
      onClose();
    },
  );
  return (
    <Dialog title={template?.name ?? words.create} open wide onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const { name, language: code, text } = fieldsOf(event.currentTarget);
          form.send({ name, language: code, text });
        }}
      >
        <TextField label={s.app.yourName} name="name" defaultValue={template?.name ?? ''} required autoFocus error={form.errorOf('name')} />
        <TextField
          label={words.language}
          name="language"
          defaultValue={template?.language ?? language}
          required
          error={form.errorOf('language')}
        />
        <TextArea
          label={words.text}
          hint={words.textHint}
          name="text"
          rows={6}
          defaultValue={template?.text ?? ''}
          required
          error={form.errorOf('text')}
        />
        <FormProblem problem={form.problem} />
        <div className="dialog-actions">
          <Button onClick={onClose}>{s.app.cancel}</Button>
          <Button type="submit" look="accent" busy={form.busy}>
            {s.app.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
