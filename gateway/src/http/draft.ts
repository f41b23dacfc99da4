import { z } from 'zod';
import type { Draft } from '../conversations/send-message.ts';
import { contentInputSchema, templateInputSchema } from './schemas/content-input.ts';
import { idOf } from './validation.ts';

/** What can be said of a message that is to be sent. */
export const draftShape = {
  content: contentInputSchema,
  onWindowClosed: z
    .enum(['fail', 'template', 'queue'], 'This is fail, template or queue.')
    .default('fail')
    .meta({ description: 'When the platform does not let you write freely: refuse, send `fallback`, or wait until the customer writes.' }),
  fallback: templateInputSchema.optional().meta({ description: 'The template for `onWindowClosed: template`.' }),
  answers: z.boolean().default(false).meta({ description: 'Whether this ends the wait of the customer. A member’s message always does.' }),
  quotedMessageId: idOf('msg').optional(),
  memberId: idOf('mbr').optional().meta({ description: 'The member who writes; the key needs the permission act_for_members.' }),
  ifHeld: z
    .enum(['send', 'skip', 'fail'], 'This is send, skip or fail.')
    .default('send')
    .meta({ description: 'What a workflow does where a person holds the conversation.' }),
};

/** Rather said at once than on the day on which the window is shut. */
export const hasNeededFallback: [(draft: { onWindowClosed: string; fallback?: unknown }) => boolean, { path: string[]; error: string }] = [
  (draft) => draft.onWindowClosed !== 'template' || draft.fallback !== undefined,
  { path: ['fallback'], error: 'Name the template to send when the window is closed.' },
];

/** The answer where `ifHeld` is `skip` and a person holds the conversation. */
export const skippedSchema = z.object({ skipped: z.literal(true), reason: z.literal('held_by_member') }).meta({ id: 'Skipped' });

export function draftOf(body: z.output<z.ZodObject<typeof draftShape>>): Draft {
  return {
    content: body.content,
    onWindowClosed: body.onWindowClosed,
    fallback: body.fallback ?? null,
    answers: body.answers,
    quotedMessageId: body.quotedMessageId ?? null,
    ifHeld: body.ifHeld,
  };
}
