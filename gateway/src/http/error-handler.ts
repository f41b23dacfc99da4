import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorRequestHandler } from 'express';
import type { Logger } from '../log/logger.ts';
import { sendProblem } from './answer.ts';
import { type Problem, problem } from './problem.ts';

/** The id of a request, in its answer's `X-Request-Id`. Webhooks get one only when something fails. */
function requestIdOf(response: ServerResponse): string {
  const known = response.getHeader('X-Request-Id');
  if (typeof known === 'string') return known;
  const id = randomUUID();
  response.setHeader('X-Request-Id', id);
  return id;
}

/**
 * Answers whatever was thrown. What a client did wrong (a body too large, a broken escape in the path) is said; anything else is a
 * bug or lost infrastructure: logged with the request's id, of which the client learns nothing more.
 */
export function errorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      // Half an answer is out: only breaking off tells the client.
      next(error);
      return;
    }
    answerError(log, error, request, response);
  };
}

/** The answer to a request that ended in an error, of which nothing has been answered yet. */
export function answerError(log: Logger, error: unknown, request: IncomingMessage, response: ServerResponse): void {
  const known = clientProblem(error);
  if (known !== undefined) {
    sendProblem(response, known);
    return;
  }
  const requestId = requestIdOf(response);
  // What stands behind the question mark may be a secret.
  const path = request.url?.replace(/\?.*$/s, '');
  log.error({ err: error, requestId, method: request.method, path }, 'a request failed');
  sendProblem(response, problem('internal', `Something went wrong here. Tell the operator this request's id: ${requestId}.`));
}

/** What the parsers of Express throw, by its type (https://github.com/expressjs/body-parser#errors). */
function clientProblem(error: unknown): Problem | undefined {
  switch (textOf(error, 'type')) {
    case 'entity.parse.failed':
      return problem('invalid_json', 'The body is no valid JSON.');
    case 'entity.too.large':
      return problem('payload_too_large', 'The body is too large.');
    case 'encoding.unsupported':
      return problem('unsupported_media_type', 'The body must not be compressed.');
    case 'charset.unsupported':
      return problem('unsupported_media_type', 'The body must be UTF-8.');
    case 'request.aborted':
    case 'request.size.invalid':
      return problem('bad_request', 'The body broke off.');
    default:
      if (textOf(error, 'code') === 'ECONNRESET') return problem('bad_request', 'The body broke off.');
      return error instanceof URIError || textOf(error, 'status') === '400'
        ? problem('bad_request', 'The address is malformed.')
        : undefined;
  }
}

function textOf(error: unknown, name: 'type' | 'status' | 'code'): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = Reflect.get(error, name);
  return value === undefined ? undefined : String(value);
}
