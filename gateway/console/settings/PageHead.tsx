import type { ReactNode } from 'react';

/** A page's name, what it is for, and what one mostly does there. */
export function PageHead({ title, lead, children }: { readonly title: string; readonly lead?: string; readonly children?: ReactNode }) {
  return (
    <header className="page-head">
      <div>
        <h1>{title}</h1>
        {lead !== undefined && <p>{lead}</p>}
      </div>
      {children !== undefined && <div className="page-actions">{children}</div>}
    </header>
  );
}
