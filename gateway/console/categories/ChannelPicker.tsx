import type { Id } from '../api/wire.ts';
import type { Channel } from '../api/wire-organisation.ts';
import { ChannelBadge } from '../parts/ChannelBadge.tsx';
import { useStrings } from '../strings/strings.ts';

/** Several channels at once, or all of them. */
export function ChannelPicker({
  channels,
  chosen,
  onChoose,
}: {
  readonly channels: readonly Channel[];
  readonly chosen: readonly Id[];
  readonly onChoose: (ids: readonly Id[]) => void;
}) {
  const s = useStrings();
  const toggle = (id: Id) => onChoose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <>
      {channels.map((channel) => (
        <label key={channel.id} className="category channel-choice">
          <input type="checkbox" checked={chosen.includes(channel.id)} onChange={() => toggle(channel.id)} />
          <ChannelBadge type={channel.type} />
          <span className="category-name">{channel.name}</span>
          {channel.health.level !== 'ok' && <span className={`dot dot-${channel.health.level}`} title={channel.health.detail} />}
        </label>
      ))}
      {chosen.length > 0 && (
        <button type="button" className="category category-clear" onClick={() => onChoose([])}>
          {s.categories.allChannels}
        </button>
      )}
    </>
  );
}
