import type { Problem } from './problem.ts';

/** What a handler answers, when it does not answer with a problem. */
export interface Success<Body> {
  readonly is: 'success';
  readonly status: number;
  readonly body: Body;
}

/** The same with its JSON made already. */
export interface Ready {
  readonly is: 'json';
  readonly status: number;
  readonly json: string;
}

/** The handler has answered by itself, or will: a stream. */
export interface Handled {
  readonly is: 'handled';
}

export type Reply<Body> = Success<Body> | Ready | Handled | Problem;

/** What a command answers: these can be kept and given again. */
export type CommandReply<Body> = Success<Body> | Problem;

export function ok<Body>(body: Body): Success<Body> {
  return { is: 'success', status: 200, body };
}
export function created<Body>(body: Body): Success<Body> {
  return { is: 'success', status: 201, body };
}
export function accepted<Body>(body: Body): Success<Body> {
  return { is: 'success', status: 202, body };
}
export function noContent(): Success<undefined> {
  return { is: 'success', status: 204, body: undefined };
}
