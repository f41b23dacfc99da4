import type { Delivery } from '../api/wire.ts';
import { Icon, type IconName } from '../parts/icons.tsx';
import { useStrings } from '../strings/strings.ts';

const ICONS: Readonly<Record<Delivery['state'], IconName>> = {
  queued: 'clock',
  sending: 'clock',
  sent: 'check',
  delivered: 'checks',
  read: 'checks',
  failed: 'alert',
  unknown: 'question',
};

/** How far a message has come. */
export function Receipt({ delivery }: { readonly delivery: Delivery }) {
  const s = useStrings();
  const words = s.thread.states[delivery.state];
  const { sentAs } = delivery;
  const label = sentAs === undefined || sentAs === 'message' ? words : `${words} (${s.thread.sentAs[sentAs]})`;
  return (
    <span className={`receipt receipt-${delivery.state}`} title={label} role="img" aria-label={label}>
      <Icon name={ICONS[delivery.state]} size={16} />
    </span>
  );
}
