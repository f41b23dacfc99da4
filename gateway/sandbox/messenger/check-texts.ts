import { at } from '../json.ts';
import type { MessengerProblem } from './errors.ts';
import { invalid } from './errors.ts';

/** A text that may be left out, but not be empty or longer than `most` characters. */
export function mayText(holder: unknown, where: string, field: string, most: number): MessengerProblem | undefined {
  const value = at(holder, field);
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value === '') return invalid(`Param ${where}[${field}] must be a non-empty UTF-8 encoded string`);
  return [...value].length > most ? invalid(`Length of param ${where}[${field}] must be less than or equal to ${most}`) : undefined;
}

/** The first problem in a list. */
export function firstProblem(
  list: readonly unknown[],
  check: (item: unknown, index: number) => MessengerProblem | undefined,
): MessengerProblem | undefined {
  for (const [index, item] of list.entries()) {
    const problem = check(item, index);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
