import { useEffect, useSyncExternalStore } from 'react';
import { ApiProblem } from '../api/request.ts';
import { useStrings } from '../strings/strings.ts';
import { IconButton } from './Button.tsx';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly isBad: boolean;
}

const SHOWN_MS = 6_000;
let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Says something in passing; it is read out, and goes by itself. */
export function say(text: string, isBad = false): void {
  set([...toasts.filter((one) => one.text !== text).slice(-3), { id: nextId++, text, isBad }]);
}

/** Says why something did not work, in the gateway's own sentence. */
export function sayProblem(error: unknown, offline: string): void {
  if (error instanceof ApiProblem && error.status === 0) say(offline, true);
  else say(error instanceof Error ? error.message : String(error), true);
}

export function Toasts() {
  const s = useStrings();
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <ToastLine key={toast.id} toast={toast} label={s.app.close} />
      ))}
    </div>
  );
}

function ToastLine({ toast, label }: { readonly toast: Toast; readonly label: string }) {
  const away = () => set(toasts.filter((one) => one.id !== toast.id));
  useEffect(() => {
    const timer = setTimeout(away, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast.id]);
  return (
    <div className={`toast ${toast.isBad ? 'toast-bad' : ''}`}>
      <span>{toast.text}</span>
      <IconButton icon="close" label={label} onClick={away} />
    </div>
  );
}
