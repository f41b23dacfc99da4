import { FormProblem } from '../app/FormProblem.tsx';
import { fieldsOf } from '../app/form.ts';
import { keys } from '../api/keys.ts';
import type { Channel } from '../api/wire-organisation.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActions } from '../parts/DialogActions.tsx';
import { SelectField, TextArea, TextField } from '../parts/Field.tsx';
import { useStrings } from '../strings/strings.ts';
import { BUTTON_PATHS, FILE_PATHS, TEXT_PATHS, announcementInput } from './announcement-input.ts';
import { useRecordForm } from './use-record-form.ts';

/** Says something to everybody on a website. @param channels widgets, at least one */
export function AnnouncementDialog({ channels, onClose }: { readonly channels: readonly Channel[]; readonly onClose: () => void }) {
  const words = useStrings().settings.announcements;
  const form = useRecordForm('/announcements', undefined, [keys.announcements], onClose);
  const errorAmong = (paths: readonly string[]) => paths.map((path) => form.errorOf(path)).find((one) => one !== undefined);
  return (
    <Dialog title={words.create} open wide onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          form.send(announcementInput(fieldsOf(event.currentTarget)));
        }}
      >
        <SelectField
          label={words.channel}
          name="channelId"
          required
          options={channels.map((one) => ({ value: one.id, label: one.name }))}
          error={form.errorOf('channelId')}
        />
        <TextArea
          label={words.text}
          hint={words.textHint}
          name="text"
          rows={3}
          maxLength={4000}
          autoFocus
          required
          error={errorAmong(TEXT_PATHS)}
        />
        <TextField label={words.file} hint={words.fileHint} name="file" type="url" placeholder="https://" error={errorAmong(FILE_PATHS)} />
        <TextArea label={words.buttons} hint={words.buttonsHint} name="buttons" rows={2} error={errorAmong(BUTTON_PATHS)} />
        <div className="announcement-times">
          <TextField
            label={words.startsAt}
            hint={words.startsAtHint}
            name="startsAt"
            type="datetime-local"
            error={form.errorOf('startsAt')}
          />
          <TextField label={words.endsAt} hint={words.endsAtHint} name="endsAt" type="datetime-local" error={form.errorOf('endsAt')} />
        </div>
        <FormProblem problem={form.problem} />
        <DialogActions action={words.send} busy={form.busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
