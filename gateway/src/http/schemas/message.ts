import { z } from 'zod';
import type { Message } from '../../model/message.ts';
import { REFUSALS } from '../../model/outcome.ts';
import { contentSchema } from './content.ts';
import type { Same } from './same.ts';

export const timeSchema = z.iso.datetime();

export const authorSchema = z
  .object({
    type: z.enum(['contact', 'member', 'bot', 'system']),
    id: z.string().nullable(),
    name: z.string().nullable(),
    origin: z.enum(['gateway', 'native_app', 'workflow']),
  })
  .meta({ id: 'Author' });

export const deliverySchema = z
  .object({
    state: z.enum(['queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown']),
    error: z
      .object({ code: z.enum([...REFUSALS, 'unknown', 'held_by_member']), detail: z.string(), platformCode: z.string().exactOptional() })
      .exactOptional(),
    sentAs: z.enum(['message', 'reply', 'push', 'template', 'email']).exactOptional(),
    losses: z.array(z.string()).exactOptional().meta({ description: 'What the channel could not show, one sentence each.' }),
  })
  .meta({ id: 'Delivery' });

export const messageSchema = z
  .object({
    id: z.string(),
    conversationId: z.string(),
    sessionId: z.string(),
    seq: z.number().meta({ description: '1, 2, 3 … without a gap in its conversation.' }),
    direction: z.enum(['inbound', 'outbound']),
    visibility: z.enum(['public', 'internal']),
    author: authorSchema,
    content: contentSchema,
    quotedMessageId: z.string().nullable(),
    reactions: z.array(z.object({ emoji: z.string(), by: z.string(), at: timeSchema })),
    externalId: z.string().nullable(),
    sentAt: timeSchema.meta({ description: "The platform's clock, never later than ours." }),
    createdAt: timeSchema.meta({ description: 'Our clock.' }),
    editedAt: timeSchema.nullable(),
    deletedAt: timeSchema.nullable(),
    delivery: deliverySchema.nullable().meta({ description: 'Only outbound public messages have one.' }),
  })
  .meta({ id: 'Message' });

export const messageIsTheModels: Same<z.output<typeof messageSchema>, Message> = true;
