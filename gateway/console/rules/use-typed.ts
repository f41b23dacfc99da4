import { useState } from 'react';

/**
 * A field's text while somebody types in it: `0.` means 0 and must still stay `0.`. What they typed is shown as long as it means what is
 * kept; a value that came another way is shown as `textOf` says it.
 */
export function useTyped<Value>(value: Value, textOf: (value: Value) => string) {
  const [typed, setTyped] = useState<{ readonly text: string; readonly means: Value }>();
  return {
    text: typed !== undefined && Object.is(typed.means, value) ? typed.text : textOf(value),
    /** @param means the value that is kept for this text */
    type: (text: string, means: Value) => setTyped({ text, means }),
  };
}
