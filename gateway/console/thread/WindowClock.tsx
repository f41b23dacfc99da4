import type { Conversation } from '../api/wire.ts';
import { isWindowOpen } from '../composer/window.ts';
import { clockText } from '../conversations/clock-text.ts';
import { Icon } from '../parts/icons.tsx';
import { useNow } from '../parts/now.ts';
import { useStrings } from '../strings/strings.ts';

const SHORT_MS = 3_600_000;
const LONG_TICK_MS = 30_000;

/** How long that holds, and for how many messages; nothing where there is no such limit. */
export function WindowClock({ window }: { readonly window: Conversation['window'] }) {
  const s = useStrings();
  const endsAt = window.expiresAt === null ? null : Date.parse(window.expiresAt);
  const now = useNow((at) => (endsAt !== null && endsAt - at < SHORT_MS ? at : at - (at % LONG_TICK_MS)));
  const isOpen = isWindowOpen(window, now);
  if (!isOpen) {
    return (
      <span className="pill pill-warn">
        <Icon name="clock" size={14} />
        {s.header.windowClosed}
      </span>
    );
  }
  if (endsAt === null) return null;
  const text = s.header.windowOpen(clockText(endsAt - now, s.units));
  return (
    <span className={`pill ${endsAt - now < SHORT_MS ? 'pill-warn' : ''}`} title={text}>
      <Icon name="clock" size={14} />
      <span className="hidden">{text}</span>
      <span aria-hidden="true">{clockText(endsAt - now, s.units)}</span>
      {window.messagesLeft !== null && <span>· {s.header.messagesLeft(window.messagesLeft)}</span>}
    </span>
  );
}
