import { useId } from 'react';
import { useStrings } from '../strings/strings.ts';
import { Button } from './Button.tsx';
import { say } from './toasts.tsx';

/** A value to be taken elsewhere: shown whole, copied by one press. */
export function CopyField({ label, value }: { readonly label: string; readonly value: string }) {
  const s = useStrings();
  const id = useId();
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    say(s.app.copied);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="copy-field">
        <input id={id} className="input mono" readOnly value={value} onFocus={(event) => event.currentTarget.select()} />
        <Button icon="copy" onClick={() => void copy()}>
          {s.app.copy}
        </Button>
      </div>
    </div>
  );
}
