import { STATUS_CODES } from 'node:http';
import type { Reply } from '../channels/channel.ts';
import type { ReceiveEnd } from '../ingest/receive.ts';
import { PROBLEM_TYPE } from './problem.ts';

/** The answer to a platform's request: its own acknowledgement, or a problem with a stable code. */
export function webhookReply(end: ReceiveEnd): Reply {
  if (end.is === 'reply') return end.reply;
  const { status, code, detail } = end;
  return {
    status,
    contentType: PROBLEM_TYPE,
    body: JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, code, detail }),
  };
}
