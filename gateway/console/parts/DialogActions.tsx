import { useStrings } from '../strings/strings.ts';
import { Button } from './Button.tsx';

/** What a form in a dialog ends with: the way out, and what it does. */
export function DialogActions({
  action,
  danger = false,
  busy = false,
  disabled = false,
  onClose,
}: {
  readonly action: string;
  readonly danger?: boolean;
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly onClose: () => void;
}) {
  const s = useStrings();
  return (
    <div className="dialog-actions">
      <Button onClick={onClose}>{s.app.cancel}</Button>
      <Button type="submit" look={danger ? 'danger' : 'accent'} busy={busy} disabled={disabled}>
        {action}
      </Button>
    </div>
  );
}
