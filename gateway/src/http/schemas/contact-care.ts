import { z } from 'zod';
import { DUPLICATE_REASONS } from '../../model/duplicates.ts';
import type { ContactChange } from '../../store/read/contact-history.ts';
import { CONTACT_HAPPENINGS } from '../../store/unit.ts';
import { contactSchema, conversationSchema } from './conversation.ts';
import { messageSchema, timeSchema } from './message.ts';
import type { Same } from './same.ts';

/** A JSON value in a change; null: it was, or is, not there. */
const detail = z.unknown().meta({ description: 'Null where there was, or is, nothing.' });

export const contactChangeSchema = z
  .object({
    id: z.string(),
    at: timeSchema,
    what: z.enum(CONTACT_HAPPENINGS),
    actor: z.object({ type: z.enum(['contact', 'member', 'bot', 'system']), id: z.string().nullable(), name: z.string().nullable() }),
    changes: z.array(z.object({ field: z.string().meta({ examples: ['email', 'attributes.plan'] }), from: detail, to: detail })),
    otherContactId: z.string().nullable().meta({ description: 'The other one of a merge.' }),
  })
  .meta({ id: 'ContactChange' });

export const duplicateSchema = z
  .object({
    contact: contactSchema,
    score: z.number().meta({ description: 'From 0 to 1: how sure the reasons make together.' }),
    reasons: z.array(z.object({ type: z.enum(DUPLICATE_REASONS), value: z.string() })),
  })
  .meta({ id: 'Duplicate' });

export const exportSchema = z
  .object({
    exportedAt: timeSchema,
    contact: contactSchema,
    mergedContacts: z.array(contactSchema).meta({ description: 'Contacts that were merged into it, as they were.' }),
    history: z.array(contactChangeSchema),
    conversations: z.array(
      z.object({
        conversation: conversationSchema,
        sessions: z.array(
          z.object({
            id: z.string(),
            number: z.number(),
            source: z.unknown(),
            openedAt: timeSchema,
            closedAt: timeSchema.nullable(),
            closeReason: z.string().nullable(),
          }),
        ),
        messages: z.array(messageSchema).meta({ description: 'Oldest first. Files have signed addresses.' }),
      }),
    ),
    events: z.array(z.object({ id: z.string(), type: z.string(), occurredAt: timeSchema })),
  })
  .meta({ id: 'ContactExport' });

export const erasureSchema = z
  .object({
    contactId: z.string(),
    state: z.enum(['running', 'done']).meta({
      description: 'The person is gone at once; while it is `running`, old events and raw webhooks are gone through.',
    }),
    requestedAt: timeSchema,
    finishedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Erasure' });

export const changeIsTheReads: Same<z.output<typeof contactChangeSchema>, ContactChange> = true;
