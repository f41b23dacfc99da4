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
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const react = useMutation({
    mutationFn: (emoji: string) => call<Message>(`/messages/${message.id}/reactions`, { method: 'POST', body: { emoji } }),
    onSuccess: (changed) => applyMessage(client, changed),
    onError: (error) => sayProblem(error, s.app.offline),
  });
  return (
    <div className="bubble-actions">
      {canReact && (
        <Popover.Root open={isOpen} onOpenChange={setOpen}>
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
                    setOpen(false);
                    react.mutate(emoji);
                  }}
                >
                  {emoji}
                </button>
              ))}
            </Popover.Content>
          </Popover.Portal>
        </Popover.Root>
      )}
      <IconButton icon="reply" label={s.thread.quote} onClick={() => onQuote(message)} />
    </div>
  );
}
