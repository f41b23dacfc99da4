import { Buffer } from 'node:buffer';
import type { Request, RequestHandler, Response } from 'express';
import type { ApiAnswer, ApiCall } from './calls.ts';
import type { StandIn } from './stand-in.ts';
import type { Trouble } from './trouble.ts';

/**
 * Puts a stand-in on HTTP, behind `express.raw`: records each call, lets the trouble that is on do its work, and writes
 * the answer byte for byte.
 */
export function serveStandIn(standIn: StandIn): RequestHandler {
  return (request, response, next) => {
    answerCall(standIn, request, response).catch(next);
  };
}

async function answerCall(standIn: StandIn, request: Request, response: Response): Promise<void> {
  const call = readCall(request);
  const trouble = standIn.trouble.next();
  const recorded = standIn.calls.add(call, standIn.clock.now(), trouble.kind);
  if (trouble.kind === 'never_answer') return;
  if (trouble.kind === 'reset_before') {
    request.socket.destroy();
    return;
  }
  const answer = isFailure(trouble) ? standIn.failure(trouble, call) : await standIn.answer(call, trouble);
  if (trouble.kind === 'reset_after') {
    request.socket.destroy();
    return;
  }
  recorded.answer = { status: answer.status, body: Buffer.isBuffer(answer.body) ? `[${answer.body.length} bytes]` : answer.body };
  await write(standIn, response, answer, trouble);
}

function isFailure(trouble: Trouble): boolean {
  return trouble.kind === 'outage' || trouble.kind === 'throttle' || trouble.kind === 'expired_token';
}

function readCall(request: Request): ApiCall {
  const url = new URL(request.url, 'http://platform');
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  const body: unknown = request.body;
  return {
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
  };
}

async function write(standIn: StandIn, response: Response, answer: ApiAnswer, trouble: Trouble): Promise<void> {
  const isBytes = Buffer.isBuffer(answer.body);
  const bytes = Buffer.isBuffer(answer.body) ? answer.body : Buffer.from(JSON.stringify(answer.body));
  const headers = isBytes ? answer.headers : { 'content-type': 'application/json', ...answer.headers };
  switch (trouble.kind) {
    case 'slow':
      await pause(standIn, response, trouble.delayMs);
      break;
    case 'drip':
      response.writeHead(answer.status, { ...headers });
      for (const byte of bytes) {
        if (response.closed) return;
        response.write(Buffer.of(byte));
        await pause(standIn, response, trouble.delayMs);
      }
      response.end();
      return;
    case 'invalid_json':
      response.writeHead(200, { ...headers }).end(bytes.subarray(0, Math.ceil(bytes.length / 2)));
      return;
    case 'huge':
      response.writeHead(200, { ...headers }).end(Buffer.concat([bytes, Buffer.alloc(10 * 1024 * 1024, ' ')]));
      return;
    default:
  }
  if (!response.closed) response.writeHead(answer.status, { ...headers, 'content-length': bytes.length }).end(bytes);
}

/** Ends early when the caller has gone, so that nothing waits for nobody. */
async function pause(standIn: StandIn, response: Response, ms: number): Promise<void> {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  response.once('close', leave);
  await standIn.background.run((stopping) => standIn.clock.wait(ms, AbortSignal.any([stopping, gone.signal])));
  response.off('close', leave);
}
