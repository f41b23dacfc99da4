import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { goTo } from '../app/location.ts';
import { useChannels } from '../api/queries.ts';
import { call, newKey } from '../api/request.ts';
import type { Contact, Message } from '../api/wire.ts';
import { TemplateDialog } from '../composer/TemplateDialog.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActions } from '../parts/DialogActions.tsx';
import { SelectField, TextArea } from '../parts/Field.tsx';
import { nameOf } from '../parts/name.ts';
import { sayProblem } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';

/**
 * The first message to somebody without a conversation, on a channel that reaches them: words, or a template where the platform takes
 * nothing else from whom nobody has written to. The platform has the last word.
 */
export function WriteFirst({ contact, onClose }: { readonly contact: Contact; readonly onClose: () => void }) {
  const s = useStrings();
  const reaching = (useChannels().data ?? []).filter(
    (one) => contact.identities.some((identity) => identity.channelId === one.id) || (one.type === 'whatsapp' && contact.phone !== null),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const [text, setText] = useState('');
  const [picks, setPicks] = useState(false);
  const channel = reaching.find((one) => one.id === chosen) ?? reaching[0];
  const send = useMutation({
    mutationFn: (content: object) =>
      call<Message>('/messages', {
        method: 'POST',
        body: { channelId: channel?.id, to: { contactId: contact.id }, content },
        idempotencyKey: newKey(),
      }),
    onSuccess(message) {
      onClose();
      goTo({ conversationId: message.conversationId });
    },
    onError: (error) => sayProblem(error, s.app.offline),
  });
  if (picks && channel !== undefined) {
    return (
      <TemplateDialog
        channelId={channel.id}
        name={nameOf(contact, s)}
        onClose={() => setPicks(false)}
        onSend={(content) => send.mutate(content)}
      />
    );
  }
  return (
    <Dialog title={`${s.list.writeFirst}: ${nameOf(contact, s)}`} open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate({ type: 'text', text });
        }}
      >
        <SelectField
          label={s.panel.channel}
          value={channel?.id ?? ''}
          options={reaching.map((one) => ({ value: one.id, label: one.name }))}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
        <TextArea label={s.composer.label} value={text} required autoFocus onChange={(event) => setText(event.currentTarget.value)} />
        {channel?.capabilities.templates === true && (
          <Button icon="page" onClick={() => setPicks(true)}>
            {s.composer.chooseTemplate}
          </Button>
        )}
        <DialogActions action={s.composer.send} busy={send.isPending} disabled={channel === undefined} onClose={onClose} />
      </form>
    </Dialog>
  );
}
