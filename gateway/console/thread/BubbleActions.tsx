import { useMutation, useQueryClient } from '@tanstack/react-query';
import * as Popover from 'radix-ui/popover';
import { useState } from 'react';
import { applyMessage } from '../api/apply-event.ts';
import { call } from '../api/request.ts';
import type { Message } from '../api/wire.ts';
import { IconButton } from '../parts/Button.tsx';
import { sayProblem } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';

const REACTIONS = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;

/** What can be done with one message; there while it is pointed at or has the focus. */
export function BubbleActions({
  message,
  canReact,
  onQuote,
}: {
  readonly message: Message;
  readonly canReact: boolean;
  readonly onQuote: (message: Message) => void;
}) {
  const s = useStrings();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="bubble-actions">
      {canReact && isOpen && <ReactionPicker message={message} onClose={() => setOpen(false)} />}
      {/* A thread has many messages, and few get a reaction from here: until then each has no more than a button. */}
      {canReact && !isOpen && <IconButton icon="smile" label={s.thread.react} aria-haspopup="dialog" onClick={() => setOpen(true)} />}
      <IconButton icon="reply" label={s.thread.quote} onClick={() => onQuote(message)} />
    </div>
  );
}

function ReactionPicker({ message, onClose }: { readonly message: Message; readonly onClose: () => void }) {
  const s = useStrings();
  const client = useQueryClient();
  const react = useMutation({
    mutationFn: (emoji: string) => call<Message>(`/messages/${message.id}/reactions`, { method: 'POST', body: { emoji } }),
    onSuccess: (changed) => applyMessage(client, changed),
    onError: (error) => sayProblem(error, s.app.offline),
  });
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Trigger asChild>
        <IconButton icon="smile" label={s.thread.react} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover reaction-picker" sideOffset={4} aria-label={s.thread.react}>
          {REACTIONS.map((emoji) => (
            <button
              key={emoji}
              type="button"
              aria-label={emoji}
              onClick={() => {
                react.mutate(emoji);
                onClose();
              }}
            >
              {emoji}
            </button>
          ))}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
