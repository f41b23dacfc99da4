import { STATUS_CODES } from 'node:http';

/** Every code an answer may carry, with its HTTP status. Programs may rely on them: none is ever renamed. */
export const PROBLEM_STATUS = {
  invalid_input: 400,
  invalid_json: 400,
  invalid_cursor: 400,
  bad_request: 400,
  unauthorized: 401,
  wrong_credentials: 401,
  two_factor_required: 401,
  wrong_code: 401,
  forbidden: 403,
  forbidden_origin: 403,
  identity_required: 403,
  identity_invalid: 403,
  consent_required: 403,
  not_found: 404,
  method_not_allowed: 405,
  window_closed: 409,
  already_taken: 409,
  assignee_changed: 409,
  not_joined: 409,
  held_by_member: 409,
  conversation_closed: 409,
  conversation_merged: 409,
  channel_deleted: 409,
  already_exists: 409,
  not_merged: 409,
  contact_merged: 409,
  contact_erased: 409,
  contact_blocked: 409,
  contact_opted_out: 409,
  last_admin: 409,
  already_set_up: 409,
  already_accepted: 409,
  two_factor_on: 409,
  two_factor_off: 409,
  not_supported: 409,
  platform_refused: 409,
  payload_too_large: 413,
  media_refused: 415,
  unsupported_media_type: 415,
  idempotency_conflict: 422,
  too_many_attempts: 429,
  internal: 500,
  unavailable: 503,
  platform_unavailable: 503,
} as const;
export type ProblemCode = keyof typeof PROBLEM_STATUS;

/** A bad field: where it is (`content.text`), and what is wrong with it. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** An expected failure, as a value. */
export interface Problem {
  readonly is: 'problem';
  readonly code: ProblemCode;
  /** One sentence for people. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
}

/** RFC 9457, https://www.rfc-editor.org/rfc/rfc9457 */
export interface ProblemDocument {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
}

export const PROBLEM_TYPE = 'application/problem+json';

export function problem(code: ProblemCode, detail: string): Problem {
  return { is: 'problem', code, detail };
}

/** Bad fields of a request. The sentence repeats the first, since many programs show nothing else. */
export function invalid(...errors: readonly FieldError[]): Problem {
  const [first] = errors;
  const place = first === undefined || first.path === '' ? '' : `${first.path}: `;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return { is: 'problem', code: 'invalid_input', detail: `${place}${first?.message ?? 'The input is not valid.'}${more}`, errors };
}

export function notFound(what: string): Problem {
  return problem('not_found', `There is no such ${what}.`);
}

/** The body of the answer. */
export function documentOf(failure: Problem): ProblemDocument {
  const status = PROBLEM_STATUS[failure.code];
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code: failure.code,
    detail: failure.detail,
    ...(failure.errors === undefined ? {} : { errors: failure.errors }),
  };
}
