/** Why a command was not carried out. Nothing has changed then. */
export interface Failure {
  readonly is: 'failure';
  readonly code: FailureCode;
  /** One sentence for people. */
  readonly detail: string;
  /** The field that is to blame, for `invalid_input`. */
  readonly path?: string;
  /** All of the fields, where there may be several. */
  readonly errors?: readonly FieldFault[];
}

/** A field that is to blame, and why. */
export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

export type FailureCode =
  | 'invalid_input'
  | 'not_found'
  | 'window_closed'
  | 'already_taken'
  | 'assignee_changed'
  | 'not_joined'
  | 'held_by_member'
  | 'conversation_closed'
  | 'conversation_merged'
  | 'channel_deleted'
  | 'already_exists'
  | 'contact_merged'
  | 'contact_erased'
  | 'contact_blocked'
  | 'contact_opted_out'
  | 'forbidden'
  | 'not_supported'
  | 'last_admin'
  | 'already_set_up';

export function failure(code: Exclude<FailureCode, 'invalid_input'>, detail: string): Failure {
  return { is: 'failure', code, detail };
}

export function badField(path: string, detail: string): Failure {
  return { is: 'failure', code: 'invalid_input', detail, path };
}

/** @param first at least one, so that there is a reason */
export function badFields(first: FieldFault, ...more: readonly FieldFault[]): Failure {
  return { ...badField(first.path, first.message), errors: [first, ...more] };
}

export function isFailure(result: object): result is Failure {
  return 'is' in result && result.is === 'failure';
}
