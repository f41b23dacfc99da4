import { useState } from 'react';
import { keys } from '../api/keys.ts';
import type { Channel } from '../api/wire-organisation.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { ChannelBadge } from '../parts/ChannelBadge.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { CopyField } from '../parts/CopyField.tsx';
import { Check } from '../parts/Field.tsx';
import { useStrings } from '../strings/strings.ts';
import { OneWayReply } from './OneWayReply.tsx';
import { useChange } from './use-change.ts';

/** One channel: its health in words, the address for its platform, a test, and whether people answer here. */
export function ChannelCard({ channel, onEdit }: { readonly channel: Channel; readonly onEdit: () => void }) {
  const s = useStrings();
  const words = s.settings.channels;
  const change = useChange<Channel>(keys.channels);
  const [asks, setAsks] = useState<'remove' | 'two way' | null>(null);
  const [warnings, setWarnings] = useState<readonly string[]>([]);
  const path = `/channels/${channel.id}`;
  const { health } = channel;
  const setTwoWay = (twoWay: boolean) =>
    change.mutate(
      { path, method: 'PATCH', body: { twoWay } },
      {
        // They stay until somebody has read them: what comes with the switch is no matter of three seconds.
        onSuccess: ({ warnings: found = [] }) => setWarnings(found.map((one) => one.detail)),
        onSettled: () => setAsks(null),
      },
    );
  return (
    <li className="card-block">
      <div className="card-line">
        <ChannelBadge type={channel.type} />
        <span className="card-text">
          <strong>{channel.name}</strong>
          <span className="soft">{channel.provider === 'twilio' ? `${s.channel[channel.type]} (Twilio)` : s.channel[channel.type]}</span>
        </span>
        <span className={`pill pill-${health.level === 'ok' ? 'good' : health.level === 'warning' ? 'warn' : 'bad'}`}>
          {health.level === 'ok' ? words.healthy : (health.detail ?? health.level)}
        </span>
      </div>
      {health.level !== 'ok' && health.nextStep !== undefined && (
        <p className="next-step">
          <strong>{words.next}:</strong> {health.nextStep}
        </p>
      )}
      <CopyField label={words.webhook} value={channel.webhookUrl} />
      <Check
        label={
          <>
            <strong>{words.twoWay}</strong> <span className="soft">{words.twoWayLead}</span>
          </>
        }
        checked={channel.twoWay}
        onChange={() => (channel.twoWay ? setTwoWay(false) : setAsks('two way'))}
      />
      {warnings.map((warning) => (
        <p key={warning} className="next-step warning" role="status">
          <span>{warning}</span>
          <IconButton icon="close" label={s.app.close} onClick={() => setWarnings([])} />
        </p>
      ))}
      {!channel.twoWay && <OneWayReply channel={channel} />}
      <div className="card-actions">
        <Button small busy={change.isPending} onClick={() => change.mutate({ path: `${path}/test`, method: 'POST', body: {} })}>
          {change.isPending ? words.testing : words.test}
        </Button>
        <Button small onClick={onEdit}>
          {s.app.edit}
        </Button>
        <Button small look="danger" onClick={() => setAsks('remove')}>
          {words.remove}
        </Button>
      </div>
      <Confirm
        open={asks === 'two way'}
        title={words.twoWayOn}
        lead={words.twoWayWarning}
        action={words.twoWay}
        busy={change.isPending}
        onClose={() => setAsks(null)}
        onConfirm={() => setTwoWay(true)}
      />
      <Confirm
        open={asks === 'remove'}
        danger
        title={words.removeTitle(channel.name)}
        lead={words.removeLead}
        action={words.remove}
        busy={change.isPending}
        onClose={() => setAsks(null)}
        onConfirm={() => change.mutate({ path, method: 'DELETE' }, { onSettled: () => setAsks(null) })}
      />
    </li>
  );
}
