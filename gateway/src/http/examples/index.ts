import type { z } from 'zod';
import { DEFAULT_KEPT } from '../../model/retention.ts';
import * as conversations from './conversations.ts';
import { CURSOR, IDS, TIMES } from './ids.ts';
import * as notifications from './notifications.ts';
import * as organisation from './organisation.ts';
import * as people from './people.ts';
import * as waits from './waits.ts';
import * as widget from './widget.ts';

/** An answer's example by the name of its schema. A test holds each against the schema, and every named answer to having one. */
const EXAMPLES: Readonly<Record<string, unknown>> = {
  SetupState: people.setupState,
  Me: people.me,
  Device: people.device,
  TwoFactorStart: people.twoFactorStart,
  PasswordResetAccepted: { accepted: true },
  PasswordResetLink: people.passwordResetLink,
  Member: organisation.member,
  NewMember: people.newMember,
  Invitation: people.invitation,
  InvitationGreeting: people.invitationGreeting,
  Team: organisation.team,
  Organisation: { name: people.setupState.organisationName },
  Settings: organisation.settings,
  ConversationSettings: organisation.conversationSettings,
  ApiKey: organisation.apiKey,
  Permissions: { data: ['read', 'write_messages', 'manage_keys'] },
  Retention: DEFAULT_KEPT,
  AuditLine: organisation.auditLine,
  Channel: organisation.channel,
  ConnectedChannel: organisation.channel,
  ChangedChannel: organisation.changedChannel,
  ChannelTypeForm: organisation.channelType,
  Conversation: conversations.conversation,
  ConversationCounts: conversations.counts,
  Message: conversations.message,
  Skipped: { skipped: true, reason: 'held_by_member' },
  Shown: { done: true },
  Asked: waits.asked,
  Wait: waits.wait,
  Transcript: waits.transcript,
  Attachment: organisation.attachment,
  Contact: conversations.contact,
  Duplicate: conversations.duplicate,
  ContactChange: conversations.change,
  ContactExport: conversations.contactExport,
  Erasure: { contactId: IDS.ana, state: 'running', requestedAt: TIMES.answered, finishedAt: null },
  Notification: notifications.notification,
  NotificationCounts: notifications.counts,
  NotificationsRead: { read: 3 },
  NotificationPreferences: notifications.preferences,
  PushKey: notifications.pushKey,
  PushSubscription: notifications.pushSubscription,
  Session: conversations.session,
  AnalyticsSummary: organisation.analytics,
  Template: organisation.template,
  Campaign: organisation.campaign,
  Announcement: organisation.announcement,
  ChannelSync: organisation.channelSync,
  Subscription: organisation.subscription,
  ChangedSecret: { secret: 'whsec_bmV3IHNlY3JldCBvZiB0aGUgc3Vic2NyaXB0aW9u', previousSecretUntil: '2026-11-21T14:03:12.481Z' },
  LoggedDelivery: organisation.loggedDelivery,
  Replayed: { replayed: 12 },
  Claims: { unclaimed: [IDS.event] },
  KeptWebhook: { ...organisation.webhook, characters: 412 },
  WebhookPayload: { ...organisation.webhook, body: '{"object":"whatsapp_business_account","entry":[]}' },
  SetAside: { position: 17, channelId: IDS.whatsapp, at: TIMES.asked, why: 'null value in column "authorJson"' },
  SetAsideReplayed: { accepted: true },
  DeadLetter: organisation.deadLetter,
  Event: conversations.event,
  WidgetSettings: widget.settings,
  WidgetSession: widget.session,
  WidgetMessage: widget.message,
  WidgetMessages: { messages: [widget.question, widget.message], hasMore: false },
  WidgetFile: { mediaId: IDS.attachment, mime: 'image/jpeg', bytes: 48_211 },
};

/** What an answer of this schema looks like: by its name, or a list of one. Undefined where there is no example. */
export function exampleOf(schema: z.ZodType): unknown {
  const name = schema.meta()?.id;
  if (name !== undefined) return EXAMPLES[name];
  const item = listedItem(schema);
  const example = item === undefined ? undefined : exampleOf(item);
  if (example === undefined) return undefined;
  // Some lists are whole, most end, and the log of events never does.
  const data = [example];
  return [{ data }, { data, nextCursor: null }, { data, nextCursor: CURSOR }].find((list) => schema.safeParse(list).success);
}

/** What a list is a list of. */
function listedItem(schema: z.ZodType): z.ZodType | undefined {
  const shape: unknown = 'shape' in schema ? schema.shape : undefined;
  const data: unknown = typeof shape === 'object' && shape !== null && 'data' in shape ? shape.data : undefined;
  return isArrayOfSchemas(data) ? data.element : undefined;
}

function isArrayOfSchemas(value: unknown): value is z.ZodArray<z.ZodType> {
  return typeof value === 'object' && value !== null && 'element' in value;
}
