import type { ApiAnswer } from '../calls.ts';
import type { GraphError } from './wire.ts';

/** Why Meta refuses a call. */
export interface GraphProblem {
  readonly code: number;
  /** What is wrong with this very call: Meta's `error_data.details`. */
  readonly details: string;
}

/** Meta's title and HTTP status of a code: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes */
const KNOWN: Readonly<Record<number, { readonly title: string; readonly status: number }>> = {
  100: { title: 'Invalid parameter', status: 400 },
  130429: { title: 'Rate limit hit', status: 429 },
  131008: { title: 'Required parameter is missing', status: 400 },
  131009: { title: 'Parameter value is not valid', status: 400 },
  131026: { title: 'Message undeliverable', status: 400 },
  131047: { title: 'Re-engagement message', status: 400 },
  131051: { title: 'Unsupported message type', status: 400 },
  131053: { title: 'Media upload error', status: 400 },
  131056: { title: '(Business Account, Consumer Account) pair rate limit hit', status: 429 },
  132000: { title: 'Number of parameters does not match the expected number of params', status: 400 },
  132001: { title: 'Template name does not exist in the translation', status: 404 },
  132012: { title: 'Parameter format does not match format in the created template', status: 400 },
  132015: { title: 'Template is Paused', status: 400 },
  132016: { title: 'Template is Disabled', status: 400 },
};

/** Meta's short name of a code. */
export function titleOf(code: number): string {
  return KNOWN[code]?.title ?? 'Something went wrong';
}

/** The answer to a call that is refused. */
export function refuse(problem: GraphProblem, traceId: string): ApiAnswer {
  const body: GraphError = {
    error: {
      message: `(#${problem.code}) ${titleOf(problem.code)}`,
      type: 'OAuthException',
      code: problem.code,
      error_data: { messaging_product: 'whatsapp', details: problem.details },
      fbtrace_id: traceId,
    },
  };
  return { status: KNOWN[problem.code]?.status ?? 400, body };
}

/** The answer to a call with a wrong or expired token. */
export function unauthorized(why: 'invalid' | 'expired', traceId: string): ApiAnswer {
  const isExpired = why === 'expired';
  const body: GraphError = {
    error: {
      message: isExpired ? 'Error validating access token: Session has expired.' : 'Invalid OAuth access token - Cannot parse access token',
      type: 'OAuthException',
      code: 190,
      ...(isExpired ? { error_subcode: 463 } : {}),
      fbtrace_id: traceId,
    },
  };
  return { status: 401, body };
}

/** The answer to a path or an object that does not exist. */
export function unknownObject(method: string, id: string, traceId: string): ApiAnswer {
  const body: GraphError = {
    error: {
      message:
        `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing ` +
        'permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api',
      type: 'GraphMethodException',
      code: 100,
      error_subcode: 33,
      fbtrace_id: traceId,
    },
  };
  return { status: 400, body };
}

/** The answer of a platform that is down. */
export function outage(status: number, traceId: string): ApiAnswer {
  const body: GraphError = {
    error: {
      message: 'An unexpected error has occurred. Please retry your request later.',
      type: 'OAuthException',
      is_transient: true,
      code: 2,
      fbtrace_id: traceId,
    },
  };
  return { status, body };
}

/** The answer of a platform that is asked too often. */
export function throttled(retryAfterSeconds: number | null, traceId: string): ApiAnswer {
  const refused = refuse(
    {
      code: 130429,
      details: 'Message failed to send because there were too many messages sent from this phone number in a short period of time',
    },
    traceId,
  );
  return retryAfterSeconds === null ? refused : { ...refused, headers: { 'retry-after': String(retryAfterSeconds) } };
}
