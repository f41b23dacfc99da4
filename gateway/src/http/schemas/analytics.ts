import { z } from 'zod';
import { type Figures, GROUPINGS } from '../../model/analytics.ts';
import { timeSchema } from './message.ts';
import type { Same } from './same.ts';

const count = (description: string) => z.number().int().meta({ description });
const duration = (description: string) =>
  z
    .number()
    .nullable()
    .meta({ description: `${description}, in milliseconds; null where there was none.` });

export const figuresSchema = z
  .object({
    opened: count('Sessions that began in the period.'),
    finished: count('Sessions that were closed in the period.'),
    active: count('Sessions still open at the end of the period.'),
    answered: count('Of the finished and active ones: those whose customer had been answered.'),
    unanswered: count('Of the finished and active ones: those whose customer had asked and had never been answered.'),
    missed: count('Sessions that the clock closed in the period with a customer whom nobody answered.'),
    messagesIn: count('Messages of customers.'),
    messagesOut: count('Messages to customers, of people and workflows.'),
    firstResponses: count('Customers who got their session’s first answer in the period.'),
    firstResponseAverageMs: duration('How long these waited for it on average'),
    firstResponseMedianMs: duration('How long half of these waited at most'),
    firstResponseP90Ms: duration('How long nine of ten of these waited at most'),
    responseAverageMs: duration('How long customers waited for any answer, on average over the finished sessions'),
    handlingAverageMs: duration('From opening to closing of the finished sessions, on average'),
    handlingMedianMs: duration('The same, for half of them at most'),
    handlingP90Ms: duration('The same, for nine of ten at most'),
  })
  .meta({ id: 'AnalyticsFigures' });

export const summarySchema = z
  .object({
    from: timeSchema,
    to: timeSchema,
    groupBy: z.enum(GROUPINGS),
    timeZone: z.string(),
    total: figuresSchema,
    groups: z.array(
      figuresSchema.extend({
        key: z.string().nullable().meta({ description: 'The id of the team, member or channel, or the hour’s beginning; null: none.' }),
        name: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'AnalyticsSummary' });
export type Summary = z.output<typeof summarySchema>;

export const FIGURE_NAMES = figuresSchema.keyof().options;

export const figuresAreTheModels: Same<z.output<typeof figuresSchema>, Figures> = true;
