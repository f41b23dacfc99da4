import type { ReactNode } from 'react';
import { Dialog } from './Dialog.tsx';
import { DialogActions } from './DialogActions.tsx';

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
  return (
    <Dialog title={title} lead={lead} open={open} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        {children}
        <DialogActions action={action} danger={danger} busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
