import { z } from 'zod';
import { WAIT_EXPECTATIONS, WAIT_REASONS, WAIT_STATES, optionsOf, reaskOf } from '../../model/wait.ts';
import { draftShape, hasNeededFallback } from '../draft.ts';
import { templateInputSchema } from './content-input.ts';
import { messageSchema, timeSchema } from './message.ts';
import { secretSchema } from './secret.ts';

/** More would be nagging. */
const MOST_REASKS = 10;

export const newWaitSchema = z
  .strictObject({
    ...draftShape,
    resumeUrl: z
      .string()
      .trim()
      .min(1, 'This must be a complete URL such as https://example.com/path.')
      .max(4000)
      .meta({ description: 'Called once with the outcome. In n8n: the signed resume URL of the execution.' }),
    expect: z
      .enum(WAIT_EXPECTATIONS, 'This is text, choice, attachment or location.')
      .default('text')
      .meta({ description: 'What counts as an answer.' }),
    maxReasks: z
      .number()
      .int()
      .min(0)
      .max(MOST_REASKS, `At most ${MOST_REASKS}.`)
      .default(0)
      .meta({ description: 'How often the question is asked again when the reply is no answer.' }),
    reaskText: z
      .string()
      .trim()
      .min(1, 'The text must not be empty.')
      .max(4000)
      .optional()
      .meta({ description: 'Said when asking again. Without it the question is repeated.' }),
    expiresAt: z.iso
      .datetime({ offset: true, error: 'This is a time in ISO 8601.' })
      .optional()
      .meta({ description: 'When the wait times out: at most 366 days from now; one day where it is left out.' }),
    template: templateInputSchema
      .optional()
      .meta({ description: 'Where the window is shut, this goes out first, and the question when the customer has written.' }),
    secret: secretSchema
      .optional()
      .meta({ description: 'What the call is signed with, as a delivery is. Without it there is no signature.' }),
  })
  .refine(...hasNeededFallback)
  .refine(({ expect, content }) => expect !== 'choice' || optionsOf(content) !== undefined, {
    path: ['content'],
    error: 'To expect a choice, send one: a choice, a card, a carousel or a template with buttons.',
  })
  .refine(({ maxReasks, content, reaskText }) => maxReasks === 0 || reaskOf(content, reaskText) !== null, {
    path: ['reaskText'],
    error: 'Say how to ask again: only a text or a choice can be repeated as it is.',
  });

export const askedSchema = z.object({ waitId: z.string(), message: messageSchema }).meta({ id: 'Asked' });

export const waitSchema = z
  .object({
    id: z.string(),
    conversationId: z.string(),
    messageId: z.string().meta({ description: 'The question.' }),
    expect: z.enum(WAIT_EXPECTATIONS),
    state: z.enum(WAIT_STATES),
    because: z.enum(WAIT_REASONS).nullable().meta({ description: 'Why it ended.' }),
    maxReasks: z.number(),
    reasks: z.number().meta({ description: 'How often it was asked again.' }),
    replyMessageId: z.string().nullable(),
    createdAt: timeSchema,
    expiresAt: timeSchema,
    endedAt: timeSchema.nullable(),
    call: z
      .object({
        state: z.enum(['pending', 'delivered', 'failed', 'dropped']),
        attempts: z.number(),
        lastStatus: z.number().nullable(),
        lastError: z.string().nullable(),
        finishedAt: timeSchema.nullable(),
      })
      .nullable()
      .meta({ description: 'Of the workflow; null before the end, and where it was cancelled.' }),
  })
  .meta({ id: 'Wait' });
