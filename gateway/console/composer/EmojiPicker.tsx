import * as Popover from 'radix-ui/popover';
import { useState } from 'react';
import { IconButton } from '../parts/Button.tsx';
import { useStrings } from '../strings/strings.ts';

const EMOJI = [
  ...['😀', '😊', '🙂', '😉', '😍', '🥰', '😂', '😅', '🤔', '😮', '😢', '😭', '😡', '🙄', '😴', '🤗'],
  ...['👍', '👎', '👏', '🙏', '👋', '💪', '🤝', '✌️', '👌', '❤️', '💙', '🎉', '🔥', '⭐', '✨', '✅'],
  ...['❌', '❗', '❓', '⏳', '📅', '📞', '📍', '📦', '🚚', '🛒', '💳', '🧾', '🎁', '☕', '🌞', '🌧️'],
];

export function EmojiPicker({ onPick }: { readonly onPick: (emoji: string) => void }) {
  const s = useStrings();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <IconButton icon="smile" label={s.composer.emoji} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover emoji-grid" side="top" align="start" sideOffset={4} aria-label={s.composer.emoji}>
          {EMOJI.map((emoji) => (
            <button
              key={emoji}
              type="button"
              aria-label={emoji}
              onClick={() => {
                setOpen(false);
                onPick(emoji);
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
