import { z } from 'zod';
import type { Contact, Conversation } from '../../model/conversation.ts';
import { BECAUSE_RULES } from '../../model/because.ts';
import { CHANNEL_TYPES } from '../../model/conversation.ts';
import { STATUSES } from '../../model/status.ts';
import { authorSchema, timeSchema } from './message.ts';
import type { Same } from './same.ts';

export const statusSchema = z.enum(STATUSES);
export const channelTypeSchema = z.enum(CHANNEL_TYPES);

const attributes = z.record(z.string(), z.unknown());

export const sourceSchema = z
  .object({
    kind: z.enum(['ad', 'post', 'link', 'qr', 'site', 'announcement', 'other']),
    ref: z.string().exactOptional().meta({ description: 'Of an announcement, its id; `headline` is what it says.' }),
    url: z.string().exactOptional(),
    headline: z.string().exactOptional(),
    body: z.string().exactOptional(),
    id: z.string().exactOptional(),
    clickId: z.string().exactOptional(),
  })
  .meta({ id: 'Source' });

const becauseSchema = z
  .object({
    rule: z.enum(Object.values(BECAUSE_RULES)),
    since: timeSchema.meta({ description: 'Since when this holds: of a wait, since the customer wrote.' }),
    messageId: z.string().nullable().meta({ description: 'The message that started the wait.' }),
    thresholds: z
      .object({ soonAfterSeconds: z.number(), overdueAfterSeconds: z.number() })
      .nullable()
      .meta({ description: 'What the wait is measured by; null: nobody waits.' }),
    clock: z.enum(['wall', 'business']).meta({ description: 'Whether all time counts, or only business hours.' }),
    timeZone: z.string().nullable(),
    actorId: z.string().nullable().meta({ description: 'Who closed it.' }),
  })
  .meta({ id: 'Because', description: 'Why the conversation has its status.' });

/** Somebody on a website. */
const presenceSchema = z.object({
  online: z.boolean(),
  state: z.enum(['active', 'idle', 'away', 'offline']),
  lastActiveAt: timeSchema,
  page: z.object({ url: z.string(), title: z.string() }).nullable().meta({ description: 'The one they see now, or saw last.' }),
  place: z
    .object({ country: z.string().nullable(), region: z.string().nullable(), city: z.string().nullable() })
    .nullable()
    .meta({ description: 'By the network address, where `PARLEY_GEO_DATABASE` is set.' }),
  typingUntil: timeSchema.nullable().meta({ description: 'They are writing, until then if nothing more is heard.' }),
});

export const conversationSchema = z
  .object({
    id: z.string(),
    channelId: z.string(),
    contactId: z.string(),
    identityId: z.string(),
    sessionId: z.string(),
    teamId: z.string().nullable(),
    assigneeId: z.string().nullable(),
    participants: z.array(
      z.object({ memberId: z.string(), joinedAt: timeSchema, via: z.enum(['join', 'grab', 'first_message', 'assign', 'transfer']) }),
    ),
    status: statusSchema,
    statusSince: timeSchema,
    because: becauseSchema,
    waiting: z
      .object({
        since: timeSchema,
        messageId: z.string().nullable(),
        level: z.enum(['ok', 'soon', 'overdue']),
        soonAt: timeSchema.nullable().meta({ description: 'In business time where hours are set; null: nobody ever works.' }),
        overdueAt: timeSchema.nullable(),
      })
      .nullable(),
    handler: z.enum(['people', 'bot']),
    window: z.object({
      expiresAt: timeSchema.nullable(),
      openedBy: z.string().nullable(),
      freeReplyUntil: timeSchema.nullable(),
      messagesLeft: z.number().nullable(),
      after: z.enum(['template', 'push', 'nothing']),
    }),
    unread: z.number().nullable().meta({
      description: "How many of the customer's messages the member who asks has not read; null for keys without a member, and in events.",
    }),
    presence: presenceSchema.nullable().meta({
      description:
        'Whether the customer is on the website now, and where; null on other channels than the widget, in events and in answers to changes.',
    }),
    lastMessage: z
      .object({
        id: z.string(),
        seq: z.number(),
        direction: z.enum(['inbound', 'outbound']),
        visibility: z.enum(['public', 'internal']),
        author: authorSchema,
        createdAt: timeSchema,
        summary: z.string(),
      })
      .nullable(),
    tags: z.array(z.string()),
    attributes,
    source: sourceSchema.nullable(),
    snoozedUntil: timeSchema.nullable(),
    closedAt: timeSchema.nullable(),
    closedBy: z.string().nullable(),
    closeReason: z.string().nullable(),
    mergedInto: z.string().nullable(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Conversation' });

export const contactSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    locale: z.string().nullable(),
    avatarUrl: z.string().nullable(),
    identities: z.array(
      z.object({
        id: z.string(),
        channelId: z.string(),
        kind: z.enum(['person', 'group']),
        keys: z.array(
          z.object({
            kind: z.enum(['phone', 'bsuid', 'parent_bsuid', 'user_id', 'psid', 'openid', 'unionid', 'visitor_id', 'group']),
            value: z.string(),
            retiredAt: timeSchema.nullable(),
          }),
        ),
        reachable: z.boolean(),
      }),
    ),
    externalIds: z.array(z.object({ system: z.string(), id: z.string() })),
    tags: z.array(z.string()),
    attributes,
    blockedAt: timeSchema.nullable(),
    optedOut: z.boolean(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Contact' });

export const conversationIsTheModels: Same<z.output<typeof conversationSchema>, Conversation> = true;
export const contactIsTheModels: Same<z.output<typeof contactSchema>, Contact> = true;
