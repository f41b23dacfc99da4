import type { z } from 'zod';
import type { WaitRow } from '../store/schema.ts';
import { waitSchema } from './schemas/wait.ts';
import { iso, isoOrNull } from './times.ts';

/** A wait as the API shows it: without the address and the secret of its workflow. */
export function waitView(row: WaitRow): z.output<typeof waitSchema> {
  const { id, conversationId, messageId, maxReasks, reasks, replyMessageId, attempts, lastStatus, lastError } = row;
  return {
    id,
    conversationId,
    messageId,
    ...waitSchema.pick({ expect: true, state: true, because: true }).parse(row),
    maxReasks,
    reasks,
    replyMessageId,
    createdAt: iso(row.createdAt),
    expiresAt: iso(row.expiresAt),
    endedAt: isoOrNull(row.endedAt),
    call:
      row.callState === null
        ? null
        : {
            state: waitSchema.shape.call.unwrap().shape.state.parse(row.callState),
            attempts,
            lastStatus,
            lastError,
            finishedAt: isoOrNull(row.calledAt),
          },
  };
}
