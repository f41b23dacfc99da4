import { z } from 'zod';
import { ENDINGS, NOTIFICATION_KINDS, type Notification, type NotificationKind, type Ways, byKind } from '../../model/notification.ts';
import { channelTypeSchema, statusSchema } from './conversation.ts';
import { timeSchema } from './message.ts';
import type { Same } from './same.ts';

export const notificationKindSchema = z.enum(NOTIFICATION_KINDS, 'There is no notification of this kind.');

/** Something a member is told. */
export const notificationSchema = z
  .object({
    id: z.string(),
    kind: notificationKindSchema,
    count: z.number().meta({ description: 'How often it was told since it was read last: ten new messages are one notification.' }),
    createdAt: timeSchema,
    updatedAt: timeSchema.meta({ description: 'When it was told last.' }),
    readAt: timeSchema.nullable(),
    ended: z
      .object({ reason: z.enum(ENDINGS), by: z.object({ id: z.string(), name: z.string().nullable() }).nullable(), at: timeSchema })
      .nullable()
      .meta({ description: 'That it was settled before it was read, and by whom.' }),
    actor: z.object({ type: z.enum(['contact', 'member', 'bot', 'system']), id: z.string().nullable(), name: z.string().nullable() }),
    conversation: z
      .object({ id: z.string(), teamId: z.string().nullable(), assigneeId: z.string().nullable(), status: statusSchema })
      .nullable(),
    contact: z
      .object({ id: z.string(), name: z.string().nullable(), avatarUrl: z.string().nullable() })
      .nullable()
      .meta({ description: 'Null, like `text`, where the member may not see the conversation any more.' }),
    channel: z.object({ id: z.string(), type: channelTypeSchema, name: z.string() }).nullable(),
    messageId: z.string().nullable(),
    text: z.string().nullable().meta({ description: 'The beginning of the message or note.' }),
    detail: z.string().nullable().meta({ description: 'What no message tells, in a sentence.' }),
    actions: z
      .array(z.object({ name: z.enum(['join', 'grab']), method: z.literal('POST'), path: z.string() }))
      .meta({ description: 'What can be done at once, as requests that the member makes. Empty when somebody was faster.' }),
  })
  .meta({ id: 'Notification' });

const waysSchema = z.object({ inApp: z.boolean(), email: z.boolean(), push: z.boolean() });
const ofEveryKind = <One extends z.ZodType>(one: One) => z.object(byKind(() => one));

export const notificationCountsSchema = z.object({ unread: z.number(), kinds: ofEveryKind(z.number()) }).meta({ id: 'NotificationCounts' });

export const preferencesSchema = z
  .object({
    kinds: ofEveryKind(waysSchema),
    pushText: z.boolean().meta({ description: 'Whether pushes carry what customers wrote.' }),
  })
  .meta({ id: 'NotificationPreferences' });

/** What is absent stays as it is. */
export const changedPreferencesSchema = {
  kinds: ofEveryKind(
    z
      .strictObject({ inApp: z.boolean().exactOptional(), email: z.boolean().exactOptional(), push: z.boolean().exactOptional() })
      .exactOptional(),
  )
    .strict()
    .optional(),
  pushText: z.boolean().optional(),
};

export const notificationIsTheModels: Same<z.output<typeof notificationSchema>, Notification> = true;
export const preferencesAreTheModels: Same<z.output<typeof preferencesSchema>['kinds'], Record<NotificationKind, Ways>> = true;
