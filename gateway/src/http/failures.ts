import type { Failure } from '../conversations/failure.ts';
import { type Problem, invalid, problem } from './problem.ts';

/** A command's refusal as an answer. */
export function problemOf(refusal: Failure): Problem {
  if (refusal.code === 'invalid_input') return invalid(...(refusal.errors ?? [{ path: refusal.path ?? '', message: refusal.detail }]));
  return problem(refusal.code, refusal.detail);
}
