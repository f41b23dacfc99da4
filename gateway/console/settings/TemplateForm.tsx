import { FormProblem } from '../app/FormProblem.tsx';
import { fieldsOf } from '../app/form.ts';
import type { Template } from '../api/wire-organisation.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActions } from '../parts/DialogActions.tsx';
import { TextArea, TextField } from '../parts/Field.tsx';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { useRecordForm } from './use-record-form.ts';

/** A prepared answer: its name, its language and its words. */
export function TemplateForm({ template, onClose }: { readonly template: Template | undefined; readonly onClose: () => void }) {
  const s = useStrings();
  const words = s.settings.templates;
  const language = useLanguage();
  const form = useRecordForm('/templates', template?.id, [['templates']], onClose);
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
        <DialogActions action={s.app.save} busy={form.busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
