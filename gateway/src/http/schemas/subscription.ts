import { z } from 'zod';
import { eventTypeSchema, subscriptionFilterSchema } from './event.ts';
import { timeSchema } from './message.ts';

export const batchSchema = z.strictObject({
  maxEvents: z.number().int().min(1, 'At least 1.').max(100, 'At most 100.'),
  maxWaitMs: z.number().int().min(0).max(60_000, 'At most 60,000.'),
});

export const burstSchema = z
  .strictObject({
    quietSeconds: z.number().min(0.5, 'At least half a second.').max(300, 'At most 300.'),
    maxSeconds: z.number().min(1, 'At least 1.').max(3600, 'At most 3600.'),
  })
  .refine((burst) => burst.maxSeconds >= burst.quietSeconds, { path: ['maxSeconds'], error: 'This is at least quietSeconds.' });

export const subscriptionSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    events: z.array(eventTypeSchema),
    filter: subscriptionFilterSchema,
    batch: batchSchema.nullable(),
    burst: burstSchema.nullable(),
    mode: z.enum(['production', 'test']),
    secret: z.string().exactOptional().meta({ description: 'Only in the answer that made it, or that was given one.' }),
    expiresAt: timeSchema.nullable(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Subscription' });

export const changedSecretSchema = z
  .object({ secret: z.string(), previousSecretUntil: timeSchema.meta({ description: 'So long the former secret signs too.' }) })
  .meta({ id: 'ChangedSecret' });

export const deliveryLogSchema = z
  .object({
    id: z.string(),
    eventId: z.string(),
    type: z.string(),
    conversationId: z.string().nullable(),
    state: z.string().meta({ description: '`pending`, `delivered` or `failed`.' }),
    attempts: z.number(),
    lastStatus: z.number().nullable(),
    lastError: z.string().nullable(),
    createdAt: timeSchema,
    finishedAt: timeSchema.nullable(),
  })
  .meta({ id: 'LoggedDelivery' });
