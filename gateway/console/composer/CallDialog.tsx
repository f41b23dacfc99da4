import { useConversationSettings } from '../api/queries.ts';
import type { Conversation } from '../api/wire.ts';
import { Confirm } from '../parts/Confirm.tsx';
import { useStrings } from '../strings/strings.ts';
import { send } from './outgoing.ts';

/** Jitsi's public rooms, unless the organisation has a place of its own. The id cannot be guessed, so neither can the room. */
const DEFAULT_PLACE = 'https://meet.jit.si/{conversationId}';

export function CallDialog({ conversation, onClose }: { readonly conversation: Conversation; readonly onClose: () => void }) {
  const s = useStrings();
  const settings = useConversationSettings(conversation.id);
  const url = (settings.data?.conferenceUrl ?? DEFAULT_PLACE).replaceAll('{conversationId}', conversation.id);
  return (
    <Confirm
      open
      title={s.composer.callTitle}
      lead={s.composer.callLead}
      action={s.composer.send}
      onClose={onClose}
      onConfirm={() => {
        send(conversation.id, { content: { type: 'call_link', url } }, { shown: url });
        onClose();
      }}
    >
      <p className="mono wrap">{url}</p>
    </Confirm>
  );
}
