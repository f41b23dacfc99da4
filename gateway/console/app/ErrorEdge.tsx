import { Component, type ReactNode } from 'react';
import { StringsContext } from '../strings/strings.ts';
import { Button } from '../parts/Button.tsx';
import { Empty } from '../parts/Empty.tsx';

/** Where a mistake of ours ends: a page that says so, rather than an empty one. */
export class ErrorEdge extends Component<{ readonly children: ReactNode }, { readonly hasFailed: boolean }> {
  static override contextType = StringsContext;
  declare context: React.ContextType<typeof StringsContext>;
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    const s = this.context.strings;
    return (
      <main className="lonely">
        <Empty icon="alert" title={s.app.failed} lead={s.app.unexpected}>
          <Button look="accent" onClick={() => location.reload()}>
            {s.app.reload}
          </Button>
        </Empty>
      </main>
    );
  }
}
