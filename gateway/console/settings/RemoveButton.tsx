import type { QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { useStrings } from '../strings/strings.ts';
import { useChange } from './use-change.ts';

/** Takes something of the set-up away, after a question. */
export function RemoveButton({
  path,
  method = 'DELETE',
  title,
  lead,
  label,
  stale,
}: {
  readonly path: string;
  /** `POST` where it is kept, and only ends. */
  readonly method?: 'DELETE' | 'POST';
  readonly title: string;
  readonly lead: string;
  /** Where it is called otherwise than to remove. */
  readonly label?: string;
  /** What is read again then. */
  readonly stale: readonly QueryKey[];
}) {
  const s = useStrings();
  const change = useChange(...stale);
  const [asks, setAsks] = useState(false);
  return (
    <>
      <Button small look="danger" onClick={() => setAsks(true)}>
        {label ?? s.app.remove}
      </Button>
      <Confirm
        open={asks}
        danger
        title={title}
        lead={lead}
        action={label ?? s.app.remove}
        busy={change.isPending}
        onClose={() => setAsks(false)}
        onConfirm={() => change.mutate({ path, method }, { onSettled: () => setAsks(false) })}
      />
    </>
  );
}
