import { STATUS_CODES } from 'node:http';
import type { Reply } from '../channels/channel.ts';
import type { ReceiveEnd } from '../ingest/receive.ts';
import { PROBLEM_TYPE } from './problem.ts';

/** A full disk or a database that refuses is seldom over sooner. Platforms repeat by rules of their own; proxies and others listen. */
const RETRY_AFTER_SECONDS = 30;

/** The answer to a platform's request: its own acknowledgement, or a problem with a stable code. */
export function webhookReply(end: ReceiveEnd): Reply {
  if (end.is === 'reply') return end.reply;
  const { status, code, detail } = end;
  return {
    status,
    contentType: PROBLEM_TYPE,
    ...(status === 503 ? { retryAfterSeconds: RETRY_AFTER_SECONDS } : {}),
    body: JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, code, detail }),
  };
}
