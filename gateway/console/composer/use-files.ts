import { useEffect, useRef, useState } from 'react';
import { call, newKey } from '../api/request.ts';
import type { Attachment, Id } from '../api/wire.ts';
import { sayProblem } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';

/** A file that is going to be sent. It is uploaded as soon as it was picked. */
export interface PickedFile {
  readonly key: string;
  readonly file: File;
  /** For its preview, in this page only. */
  readonly address: string;
  /** Undefined while it is on its way. */
  readonly mediaId?: Id;
}

const MOST = 10;

export function useFiles() {
  const s = useStrings();
  const [list, setList] = useState<readonly PickedFile[]>([]);
  const latest = useRef(list);
  useEffect(() => void (latest.current = list));
  useEffect(() => () => latest.current.forEach((one) => URL.revokeObjectURL(one.address)), []);

  const remove = (key: string) =>
    setList((known) => {
      known.filter((one) => one.key === key).forEach((one) => URL.revokeObjectURL(one.address));
      return known.filter((one) => one.key !== key);
    });
  const upload = async ({ key, file }: PickedFile) => {
    try {
      const { id } = await call<Attachment>('/media', { method: 'POST', query: { name: file.name }, file, idempotencyKey: key });
      setList((known) => known.map((one) => (one.key === key ? { ...one, mediaId: id } : one)));
    } catch (error) {
      sayProblem(error, s.app.offline);
      remove(key);
    }
  };
  return {
    list,
    isBusy: list.some((one) => one.mediaId === undefined),
    remove,
    add(files: readonly File[]) {
      const picked = files.slice(0, MOST - list.length).map((file) => ({ key: newKey(), file, address: URL.createObjectURL(file) }));
      setList((known) => [...known, ...picked]);
      for (const one of picked) void upload(one);
    },
    clear: () => list.forEach((one) => remove(one.key)),
  };
}
