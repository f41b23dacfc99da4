import type { ReactNode } from 'react';
import { useStrings } from '../strings/strings.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';

/** Asks before something that is hard to take back. */
export function Confirm({
  title,
  lead,
  action,
  danger = false,
  busy = false,
  open,
  onConfirm,
  onClose,
  children,
}: {
  readonly title: string;
  readonly lead?: string;
  readonly action: string;
  readonly danger?: boolean;
  readonly busy?: boolean;
  readonly open: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}) {
  const s = useStrings();
  return (
    <Dialog title={title} lead={lead} open={open} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        {children}
        <div className="dialog-actions">
          <Button onClick={onClose}>{s.app.cancel}</Button>
          <Button type="submit" look={danger ? 'danger' : 'accent'} busy={busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
