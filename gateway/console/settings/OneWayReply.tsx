import { useQueryClient } from '@tanstack/react-query';
import { FormProblem } from '../app/FormProblem.tsx';
import { fieldsOf, useForm } from '../app/form.ts';
import { keys } from '../api/keys.ts';
import { call } from '../api/request.ts';
import type { Channel } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { TextArea } from '../parts/Field.tsx';
import { say } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';

/** What customers are told, once a day, where nobody answers. */
export function OneWayReply({ channel }: { readonly channel: Channel }) {
  const s = useStrings();
  const words = s.settings.channels;
  const client = useQueryClient();
  const form = useForm(
    (body: object) => call<Channel>(`/channels/${channel.id}`, { method: 'PATCH', body }),
    () => {
      void client.invalidateQueries({ queryKey: keys.channels });
      say(s.app.saved);
    },
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const { text = '' } = fieldsOf(event.currentTarget);
        form.send({ oneWayReply: text === '' ? null : text });
      }}
    >
      <TextArea
        label={words.oneWayReply}
        hint={words.oneWayReplyHint}
        name="text"
        rows={2}
        maxLength={1000}
        defaultValue={channel.oneWayReply ?? ''}
        error={form.errorOf('oneWayReply')}
      />
      <FormProblem problem={form.problem} />
      <p className="one-way-save">
        <Button type="submit" small busy={form.busy}>
          {s.app.save}
        </Button>
      </p>
    </form>
  );
}
