import { z } from 'zod';
import type { SessionFacts } from '../../store/read/sessions.ts';
import { iso, isoOrNull } from '../times.ts';
import { sourceSchema } from './conversation.ts';
import { timeSchema } from './message.ts';

export const sessionSchema = z
  .object({
    id: z.string(),
    conversationId: z.string(),
    channelId: z.string(),
    teamId: z.string().nullable().meta({ description: 'The team that has it, or had it when it closed.' }),
    number: z.number().meta({ description: '1, 2, 3 … in its conversation.' }),
    source: sourceSchema.nullable(),
    owners: z.array(z.string()).meta({ description: 'Members who owned it, in order; who got it back is there again.' }),
    openedAt: timeSchema,
    firstResponseAt: timeSchema
      .nullable()
      .meta({ description: 'The first public answer: by a member, from the platform’s own app, or by a workflow that says it answers.' }),
    firstResponseMs: z
      .number()
      .nullable()
      .meta({ description: 'How long the customer waited for the first answer to them; null while nobody was answered.' }),
    answers: z.number().meta({ description: 'How many public answers there were.' }),
    waits: z.number().meta({ description: 'Waits of the customer that an answer ended.' }),
    waitedMs: z.number().meta({ description: 'How long these were together.' }),
    closedAt: timeSchema.nullable(),
    closedBy: z.string().nullable().meta({ description: 'The member or API key; null for the clock.' }),
    closeReason: z.string().nullable().meta({ description: 'Free text. `unanswered` is the clock’s, `merged` ours.' }),
  })
  .meta({ id: 'Session' });

/** A session as the API shows it. */
export function sessionView(row: SessionFacts): z.output<typeof sessionSchema> {
  const { firstAskedAt, firstAnsweredAt } = row;
  return {
    id: row.id,
    conversationId: row.conversationId,
    channelId: row.channelId,
    teamId: row.teamId,
    number: row.number,
    source: row.sourceJson === null ? null : sourceSchema.parse(JSON.parse(row.sourceJson)),
    owners: z.array(z.string()).parse(JSON.parse(row.ownersJson)),
    openedAt: iso(row.openedAt),
    firstResponseAt: isoOrNull(row.firstResponseAt),
    firstResponseMs: firstAskedAt === null || firstAnsweredAt === null ? null : firstAnsweredAt - firstAskedAt,
    answers: row.answers,
    waits: row.waits,
    waitedMs: row.waitedMs,
    closedAt: isoOrNull(row.closedAt),
    closedBy: row.closedBy,
    closeReason: row.closeReason,
  };
}
