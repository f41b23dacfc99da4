import type { Problem } from './wire';

/** What to do about a refusal whose own sentence is about the API. */
const ADVICE: Readonly<Record<string, string>> = {
  idempotency_conflict:
    'An earlier try of this execution has done this already, with other values, and nothing is done twice. Start the workflow anew where you want it again.',
};

/** What a person reads when the gateway refused a request: its own sentence, and what to look at. */
export type Refusal = { readonly message: string; readonly description: string; readonly code: string | undefined };

/**
 * Reads the gateway's `application/problem+json`. Total: whatever else answers (a proxy's page, an empty body) gives a
 * sentence with the status code.
 */
export function refusalOf(httpStatus: number, body: unknown): Refusal {
  const problem = readProblem(body);
  const fields = (problem.errors ?? []).map((error) => (error.message ? `${error.path}: ${error.message}` : error.path));
  const advice = problem.code === undefined ? undefined : ADVICE[problem.code];
  const description = [advice ?? '', fields.length > 0 ? `Look at ${fields.join('; ')}.` : '', problem.code ? `Code: ${problem.code}.` : '']
    .filter((part) => part !== '')
    .join(' ');
  return {
    message: problem.detail ?? problem.title ?? `The gateway answered ${httpStatus}. Check the base URL of the Parley credential.`,
    description,
    code: problem.code,
  };
}

function readProblem(body: unknown): Problem {
  const value = typeof body === 'string' ? parsed(body) : body;
  if (!isObject(value)) return {};
  const errors = Array.isArray(value.errors) ? value.errors.flatMap(readFieldError) : [];
  return {
    ...(isText(value.title) ? { title: value.title } : {}),
    ...(isText(value.code) ? { code: value.code } : {}),
    ...(isText(value.detail) ? { detail: value.detail } : {}),
    errors,
  };
}

function readFieldError(value: unknown): { path: string; message?: string }[] {
  if (!isObject(value)) return [];
  const path = Array.isArray(value.path) ? value.path.join('.') : value.path;
  if (!isText(path)) return [];
  return [{ path, ...(isText(value.message) ? { message: value.message } : {}) }];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
