import type { Message } from '../api/wire.ts';
import { sendAgain } from '../composer/outgoing.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/icons.tsx';
import { useStrings } from '../strings/strings.ts';
import { inputOf } from '../composer/input-of.ts';

/** Why a message did not arrive, or arrived with losses, in the gateway's sentence, and the way to send it anew. */
export function Failure({ message }: { readonly message: Message }) {
  const s = useStrings();
  const { delivery } = message;
  if (delivery === null) return null;
  const isOpen = delivery.state === 'failed' || delivery.state === 'unknown';
  const again = isOpen ? inputOf(message.content) : undefined;
  return (
    <>
      {delivery.losses?.map((loss) => (
        <p key={loss} className="loss">
          {loss}
        </p>
      ))}
      {(isOpen || delivery.error !== undefined) && (
        <div className="failure">
          <Icon name="alert" size={16} />
          <span>{delivery.error?.detail ?? s.thread.states[delivery.state]}</span>
          {again !== undefined && (
            <Button small onClick={() => sendAgain(message.conversationId, again)}>
              {s.thread.resend}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
