import type { ChannelType } from '../api/wire.ts';
import { useStrings } from '../strings/strings.ts';

/** Letters rather than trademarks. */
const LETTERS: Readonly<Record<ChannelType, string>> = { whatsapp: 'W', facebook: 'M', line: 'L', wechat: '微', widget: '@' };

/** The platform of a channel as a small mark; its name is read out. */
export function ChannelBadge({ type, name }: { readonly type: ChannelType | undefined; readonly name?: string | undefined }) {
  const s = useStrings();
  if (type === undefined) return null;
  const label = name === undefined ? s.channel[type] : `${s.channel[type]}: ${name}`;
  return (
    <span className={`channel-badge channel-${type}`} role="img" aria-label={label} title={label}>
      {LETTERS[type]}
    </span>
  );
}
