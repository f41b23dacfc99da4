import { useQuery } from '@tanstack/react-query';
import { call } from '../api/request.ts';
import type { Device } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Failed, Waiting } from '../parts/Empty.tsx';
import { momentOf } from '../parts/times.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { deviceName } from './device-name.ts';
import { useChange } from './use-change.ts';

const DEVICES = ['devices'] as const;

/** Where one is signed in, and a way out of each but this one. */
export function Devices() {
  const s = useStrings();
  const language = useLanguage();
  const found = useQuery({
    queryKey: DEVICES,
    queryFn: async () => (await call<{ readonly data: readonly Device[] }>('/me/devices')).data,
    staleTime: 0,
  });
  const change = useChange(DEVICES);
  if (found.isError) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending) return <Waiting rows={2} />;
  return (
    <ul className="cards narrow">
      {found.data.map((device) => (
        <li key={device.id} className="card-line">
          <span className="card-text">
            <strong>{deviceName(device.userAgent) ?? s.profile.unknownDevice}</strong>
            <span className="soft">
              {[device.address, s.profile.since(momentOf(device.createdAt, language))].filter((one) => one !== null).join(' · ')}
            </span>
          </span>
          {device.isThisOne ? (
            <span className="pill pill-good">{s.profile.thisOne}</span>
          ) : (
            <Button small busy={change.isPending} onClick={() => change.mutate({ path: `/me/devices/${device.id}`, method: 'DELETE' })}>
              {s.signIn.signOut}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
