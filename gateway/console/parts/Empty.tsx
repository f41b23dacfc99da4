import type { ReactNode } from 'react';
import { ApiProblem } from '../api/request.ts';
import { useStrings } from '../strings/strings.ts';
import { Button } from './Button.tsx';
import { Icon, type IconName } from './icons.tsx';

/** Where there is nothing: what that means, and what to do. */
export function Empty({
  icon,
  title,
  lead,
  children,
}: {
  readonly icon: IconName;
  readonly title: string;
  readonly lead?: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="empty">
      <span className="empty-icon">
        <Icon name={icon} size={28} />
      </span>
      <p className="empty-title">{title}</p>
      {lead !== undefined && <p className="empty-lead">{lead}</p>}
      {children}
    </div>
  );
}

/** What could not be read, with the gateway's own sentence. */
export function Failed({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const s = useStrings();
  const isOffline = error instanceof ApiProblem && error.status === 0;
  const sentence = isOffline ? s.app.offline : error instanceof Error ? error.message : s.app.failed;
  return (
    <div className="empty" role="alert">
      <span className="empty-icon empty-icon-bad">
        <Icon name="alert" size={28} />
      </span>
      <p className="empty-title">{s.app.failed}</p>
      <p className="empty-lead">{sentence}</p>
      {onRetry !== undefined && <Button onClick={onRetry}>{s.app.retry}</Button>}
    </div>
  );
}

/** Grey lines where something will stand. */
export function Waiting({ rows = 6 }: { readonly rows?: number }) {
  const s = useStrings();
  return (
    <div className="skeletons" role="status" aria-label={s.app.loading}>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className="skeleton" />
      ))}
    </div>
  );
}
