import type { ApiAnswer } from '../calls.ts';
import { optional } from '../json.ts';
import type { GraphError } from '../graph/wire.ts';

/** Why Meta refuses a call. */
export interface MessengerProblem {
  readonly code: number;
  readonly subcode?: number;
  /** Without the code in front. */
  readonly message: string;
  readonly isTransient?: boolean;
  /** HTTP status; 400 where it is left out. */
  readonly status?: number;
}

/** Codes, subcodes and words: https://developers.facebook.com/documentation/business-messaging/messenger-platform/error-codes */
export const OUTSIDE_WINDOW: MessengerProblem = {
  code: 10,
  subcode: 2018278,
  message:
    'This message is sent outside of allowed window. Learn more about the new policy here: ' +
    'https://developers.facebook.com/docs/messenger-platform/policy-overview',
};
/** Instagram's: https://developers.facebook.com/documentation/business-messaging/instagram-messaging/error-codes */
export const OUTSIDE_INSTAGRAM_WINDOW: MessengerProblem = {
  code: 10,
  subcode: 2534022,
  message: 'This message is sent outside of allowed window.',
};
export const NEEDS_INSTAGRAM_MESSAGES: MessengerProblem = {
  code: 200,
  message: 'Requires instagram_manage_messages permission to manage the object',
  status: 403,
};
export const NO_MATCHING_USER: MessengerProblem = { code: 100, subcode: 2018001, message: 'No matching user found' };
export const NOT_AVAILABLE: MessengerProblem = { code: 551, subcode: 1545041, message: "This person isn't available right now." };
export const TOO_FAST: MessengerProblem = { code: 613, message: 'Calls to this api have exceeded the rate limit.', isTransient: true };
export const MESSAGE_OR_STATE: MessengerProblem = { code: 100, subcode: 2018015, message: 'Must send either message or state' };
export const MESSAGE_AND_STATE: MessengerProblem = {
  code: 100,
  subcode: 2018014,
  message: 'Cannot send both message and state at the same time.',
};
export const EMPTY_MESSAGE: MessengerProblem = {
  code: 100,
  subcode: 2018034,
  message: 'Message cannot be empty, must provide valid attachment or text',
};
export const NOT_FETCHED: MessengerProblem = { code: 100, subcode: 2018008, message: 'Failed to fetch the file from the url' };
export const UPLOAD_FAILED: MessengerProblem = { code: 100, subcode: 2018047, message: 'Upload attachment failure.' };
export const UNKNOWN_ATTACHMENT: MessengerProblem = {
  code: 100,
  subcode: 2018074,
  message: 'Possible invalid ID or you do not own the attachment.',
};
export const TOO_LARGE: MessengerProblem = { code: 100, subcode: 2018109, message: 'Attachment size exceeds allowable limit' };
export const VIDEO_NOT_FETCHED: MessengerProblem = {
  code: 100,
  subcode: 2018294,
  message: 'Video upload timed out or video is corrupted.',
};
export const NO_PROFILE: MessengerProblem = { code: 100, subcode: 2018218, message: 'No profile available for this user.' };
export const PROFILE_FIELD_DENIED: MessengerProblem = {
  code: 100,
  subcode: 2018247,
  message: 'Insufficient permission to access user profile.',
};
export const NOT_PERMITTED: MessengerProblem = { code: 10, message: 'Application does not have permission for this action', status: 403 };
export const NEEDS_PAGES_MESSAGING: MessengerProblem = {
  code: 200,
  message: 'Requires pages_messaging permission to manage the object',
  status: 403,
};
export const NEEDS_METADATA: MessengerProblem = {
  code: 200,
  message: 'Requires pages_manage_metadata permission to manage the object',
  status: 403,
};
/** https://developers.facebook.com/docs/graph-api/guides/error-handling */
export const NO_TOKEN: MessengerProblem = { code: 104, message: 'An access token is required to request this resource.' };
export const NEEDS_PAGE_TOKEN: MessengerProblem = { code: 210, message: 'A page access token is required to request this resource.' };
export const WRONG_PROOF: MessengerProblem = { code: 100, message: 'Invalid appsecret_proof provided in the API argument' };

/** A parameter that is wrong, in Meta's manner of speaking. */
export function invalid(message: string, subcode?: number): MessengerProblem {
  return { code: 100, message, ...optional('subcode', subcode) };
}

/** A parameter that is missing. `name` is its path: `message[attachment][type]`. */
export function required(name: string): MessengerProblem {
  return invalid(`The parameter ${name} is required`);
}

/** The answer to a call that is refused. */
export function refuse(problem: MessengerProblem, traceId: string): ApiAnswer {
  const body: GraphError = {
    error: {
      message: `(#${problem.code}) ${problem.message}`,
      type: 'OAuthException',
      code: problem.code,
      ...optional('error_subcode', problem.subcode),
      ...optional('is_transient', problem.isTransient),
      fbtrace_id: traceId,
    },
  };
  return { status: problem.status ?? 400, body };
}

/**
 * The answer to a caller who is too fast. Meta itself names the minutes to wait in `X-Business-Use-Case-Usage`; a
 * `Retry-After` comes where the trouble that is on names one. https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
export function throttled(pageId: string, retryAfterSeconds: number | null, traceId: string): ApiAnswer {
  const minutes = Math.ceil((retryAfterSeconds ?? 60) / 60);
  const usage = { type: 'messenger', call_count: 100, total_cputime: 25, total_time: 25, estimated_time_to_regain_access: minutes };
  return {
    ...refuse(TOO_FAST, traceId),
    headers: {
      'x-business-use-case-usage': JSON.stringify({ [pageId]: [usage] }),
      ...optional('retry-after', retryAfterSeconds === null ? undefined : String(retryAfterSeconds)),
    },
  };
}

/** Whether a result is the reason for a refusal. */
export function isProblem<T extends object>(result: T | MessengerProblem): result is MessengerProblem {
  return 'code' in result && 'message' in result;
}
