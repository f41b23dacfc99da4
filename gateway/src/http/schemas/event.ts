import { z } from 'zod';
import { EVENT_TYPES, type EventEnvelope, type SubscriptionFilter } from '../../model/events.ts';
import { CONTENT_TYPES } from '../../model/content.ts';
import { idOf } from '../validation.ts';
import { channelTypeSchema, contactSchema, conversationSchema, statusSchema } from './conversation.ts';
import { messageSchema, timeSchema } from './message.ts';
import type { Same } from './same.ts';

export const eventTypeSchema = z.enum(EVENT_TYPES, 'There is no event of this type.');

export const eventSchema = z
  .object({
    id: z.string(),
    type: eventTypeSchema,
    occurredAt: timeSchema,
    cursor: z.string().meta({ description: 'Its place in the log. Opaque; `after` takes it.' }),
    conversationSeq: z.number().nullable().meta({ description: 'Gapless number of the event in its conversation.' }),
    actor: z.object({ type: z.enum(['contact', 'member', 'bot', 'system']), id: z.string().nullable(), name: z.string().nullable() }),
    data: z.object({
      message: messageSchema.exactOptional(),
      conversation: conversationSchema.exactOptional(),
      contact: contactSchema.exactOptional(),
      channel: z
        .object({
          id: z.string(),
          type: channelTypeSchema,
          provider: z.string().nullable(),
          name: z.string(),
          health: z.unknown().exactOptional(),
        })
        .exactOptional(),
      template: z
        .object({
          externalId: z.string(),
          name: z.string(),
          language: z.string(),
          status: z.string().exactOptional(),
          category: z.string().exactOptional(),
          quality: z.string().exactOptional(),
          reason: z.string().exactOptional(),
        })
        .exactOptional(),
      member: z.object({ id: z.string(), name: z.string() }).exactOptional(),
      from: z.unknown().exactOptional(),
      to: z.unknown().exactOptional(),
      traceparent: z
        .string()
        .exactOptional()
        .meta({ description: 'Where the gateway keeps traces: the span that this came of (W3C Trace Context).' }),
    }),
  })
  .meta({ id: 'Event' });

/** What a subscription wants to hear. */
export const subscriptionFilterSchema = z
  .strictObject({
    channelIds: z.array(idOf('chn')).max(200).exactOptional(),
    teamIds: z.array(idOf('tea')).max(200).exactOptional(),
    fromStatuses: z.array(statusSchema).max(20).exactOptional(),
    toStatuses: z.array(statusSchema).max(20).exactOptional(),
    authorTypes: z
      .array(z.enum(['contact', 'member', 'bot', 'system']))
      .max(4)
      .exactOptional(),
    contentTypes: z.array(z.enum(CONTENT_TYPES)).max(50).exactOptional(),
    keywords: z.array(z.string().trim().min(1).max(200)).max(100).exactOptional(),
    firstOfSession: z.boolean().exactOptional(),
    includeWaitReplies: z.boolean().exactOptional(),
  })
  .meta({ id: 'SubscriptionFilter', description: "Every list given must contain the event's value." });

export const eventIsTheModels: Same<z.output<typeof eventSchema>, EventEnvelope> = true;
export const filterFitsTheModel: z.output<typeof subscriptionFilterSchema> extends SubscriptionFilter ? true : false = true;
