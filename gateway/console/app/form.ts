import { useMutation } from '@tanstack/react-query';
import { ApiProblem } from '../api/request.ts';
import { useStrings } from '../strings/strings.ts';

/** A form's work: under way, what went wrong, and what is wrong with which field. */
export interface FormWork<Input> {
  readonly busy: boolean;
  /** A sentence where the whole was refused; undefined while only fields are wrong. */
  readonly problem: string | undefined;
  /** The API's code of the refusal. */
  readonly code: string | undefined;
  errorOf(path: string): string | undefined;
  send(input: Input): void;
}

/** @param work calls the API; what it throws is shown */
export function useForm<Input, Output>(work: (input: Input) => Promise<Output>, onDone: (output: Output) => void): FormWork<Input> {
  const s = useStrings();
  const mutation = useMutation({ mutationFn: work, onSuccess: onDone });
  const { error } = mutation;
  const found = error instanceof ApiProblem ? error : undefined;
  const sentence = found === undefined ? error?.message : found.status === 0 ? s.app.offline : found.message;
  return {
    busy: mutation.isPending,
    problem: (found?.errors.length ?? 0) > 0 ? undefined : (sentence ?? undefined),
    code: found?.code,
    errorOf: (path) => found?.errors.find((one) => one.path === path)?.message,
    send: (input) => mutation.mutate(input),
  };
}

/** The fields of a form as texts, trimmed except for passwords. */
export function fieldsOf(form: HTMLFormElement): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string') fields[name] = /password|current|next/i.test(name) ? value : value.trim();
  }
  return fields;
}
