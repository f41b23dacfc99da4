import type { Generated } from 'kysely';
import type { AnnouncementRow } from './announcements.ts';
import type { AuditRow } from './audit-rows.ts';
import type { AwayAnswersRow, MailThreadRow } from './away-answers.ts';
import type { CampaignRow } from './campaigns.ts';
import type { NotificationChoiceRow, NotificationNewsRow, NotificationRow, PushRow, PushSubscriptionRow } from './notification-rows.ts';
import type { VisitorRow, VisitorTokenRow } from './visitor-rows.ts';
import type { MemberRow, TeamRow, TeamMemberRow, InvitationRow, ApiKeyRow } from './member-rows.ts';
import type { AuthUserRow, AuthAccountRow, AuthTwoFactorRow, AuthSessionRow, AuthVerificationRow } from './sign-in-rows.ts';
import type { ContactRow, ContactChangeRow, ContactMergeRow, ErasureRow, IdentityRow, IdentityKeyRow } from './contact-rows.ts';
import type { ConversationRow, TallyRow, ParticipantRow, ReadRow, SessionRow, WaitRow } from './conversation-rows.ts';
import type { ChannelRow, MessageRow, AttachmentRow, TemplateRow } from './message-rows.ts';
import type { EventRow, SubscriptionRow, DeliveryRow, LaneRow, ChannelHoldingRow, IdempotencyKeyRow, MailRow } from './delivery-rows.ts';

export type * from './member-rows.ts';
export type * from './sign-in-rows.ts';
export type * from './contact-rows.ts';
export type * from './conversation-rows.ts';
export type * from './message-rows.ts';
export type * from './delivery-rows.ts';

/**
 * The tables, the same on SQLite and PostgreSQL. Times are milliseconds since 1970; booleans are 0 and 1; columns that end in
 * `Json` hold JSON as text, because both stores read and write text at the same, best speed.
 */
export interface Schema {
  meta: { key: string; value: string };
  members: MemberRow;
  apiKeys: ApiKeyRow;
  channels: ChannelRow;
  contacts: ContactRow;
  contactExternalIds: { system: string; externalId: string; contactId: string };
  identities: IdentityRow;
  identityKeys: IdentityKeyRow;
  conversations: ConversationRow;
  sessions: SessionRow;
  messages: MessageRow;
  messageParts: { channelId: string; externalId: string; messageId: string; part: number };
  earlyReports: { channelId: string; externalId: string; reportJson: string; receivedAt: number };
  attachments: AttachmentRow;
  webhooks: { id: string; channelId: string; receivedAt: number; body: string };
  inbox: { channelId: string; eventKey: string; webhookId: string };
  events: EventRow;
  subscriptions: SubscriptionRow;
  deliveries: DeliveryRow;
  lanes: LaneRow;
  channelHoldings: ChannelHoldingRow;
  claims: { subscriptionId: string; eventId: string; claimedAt: number };
  idempotencyKeys: IdempotencyKeyRow;
  templates: TemplateRow;
  teams: TeamRow;
  teamMembers: TeamMemberRow;
  teamChannels: { teamId: string; channelId: string };
  participants: ParticipantRow;
  reads: ReadRow;
  contactChanges: ContactChangeRow;
  contactMerges: ContactMergeRow;
  erasures: ErasureRow;
  authUsers: AuthUserRow;
  authAccounts: AuthAccountRow;
  authTwoFactors: AuthTwoFactorRow;
  authSessions: AuthSessionRow;
  authVerifications: AuthVerificationRow;
  attempts: { key: string; count: number; resetsAt: number };
  invitations: InvitationRow;
  mails: MailRow;
  notifications: NotificationRow;
  notificationNews: NotificationNewsRow;
  notificationChoices: NotificationChoiceRow;
  pushSubscriptions: PushSubscriptionRow;
  pushes: PushRow;
  waits: WaitRow;
  waitReplies: { messageId: string; waitId: string };
  tallies: TallyRow;
  /** Messages and contacts whose text is not yet found by search as it is now, oldest first. */
  searchDue: { seq: Generated<number>; target: string };
  /** What search finds, see `search-index.ts`. */
  searchDocuments: { id: Generated<number>; target: string; conversationId: string | null; text: string };
  /** On SQLite alone. */
  searchPieces: { rowid: number; pieces: string };
  visitors: VisitorRow;
  visitorTokens: VisitorTokenRow;
  campaigns: CampaignRow;
  announcements: AnnouncementRow;
  awayAnswers: AwayAnswersRow;
  mailThreads: MailThreadRow;
  audit: AuditRow;
}
