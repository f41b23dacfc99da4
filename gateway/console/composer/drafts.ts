import { useCallback, useState } from 'react';
import { readKept, writeKept } from '../app/kept.ts';

/** A text that is kept in this browser until it is sent. @param name of whose draft it is */
export function useDraft(name: string): readonly [string, (text: string) => void] {
  const [text, setText] = useState(() => readKept(`draft ${name}`) ?? '');
  const keep = useCallback(
    (next: string) => {
      setText(next);
      writeKept(`draft ${name}`, next === '' ? null : next);
    },
    [name],
  );
  return [text, keep];
}
