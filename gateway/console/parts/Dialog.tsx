import * as Radix from 'radix-ui/dialog';
import type { ReactNode } from 'react';
import { useStrings } from '../strings/strings.ts';
import { IconButton } from './Button.tsx';

/** A dialog over the page. The focus stays in it and goes back where it was. */
export function Dialog({
  title,
  lead,
  open,
  onClose,
  wide = false,
  children,
}: {
  readonly title: string;
  readonly lead?: string | undefined;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly wide?: boolean;
  readonly children: ReactNode;
}) {
  const s = useStrings();
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-shade" />
        <Radix.Content className={`dialog ${wide ? 'dialog-wide' : ''}`} {...(lead === undefined ? { 'aria-describedby': undefined } : {})}>
          <header className="dialog-head">
            <Radix.Title className="dialog-title">{title}</Radix.Title>
            <IconButton icon="close" label={s.app.close} onClick={onClose} />
          </header>
          {lead !== undefined && <Radix.Description className="dialog-lead">{lead}</Radix.Description>}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
