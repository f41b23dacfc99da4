import { type Pending, discard, retry } from '../composer/outgoing.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/icons.tsx';
import { useStrings } from '../strings/strings.ts';

/** What was written here and the gateway has not taken yet, or did not want. */
export function PendingBubble({ pending }: { readonly pending: Pending }) {
  const s = useStrings();
  return (
    <article className={`bubble-line bubble-${pending.isNote ? 'note' : 'ours'} bubble-first bubble-last`}>
      <div className="bubble-column">
        <div className={`bubble bubble-pending ${pending.problem === null ? '' : 'bubble-failed'}`}>
          <p className="bubble-text">{pending.shown}</p>
          <p className="bubble-foot">
            <span className="receipt" role="img" aria-label={pending.problem ?? s.thread.states.sending}>
              <Icon name={pending.problem === null ? 'clock' : 'alert'} size={16} />
            </span>
          </p>
        </div>
        {pending.problem !== null && (
          <div className="failure" role="alert">
            <Icon name="alert" size={16} />
            <span>{pending.problem}</span>
            <Button small onClick={() => retry(pending.key)}>
              {s.thread.resend}
            </Button>
            <Button small look="quiet" onClick={() => discard(pending.key)}>
              {s.thread.discard}
            </Button>
          </div>
        )}
      </div>
    </article>
  );
}
