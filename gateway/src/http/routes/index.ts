import type { AppDeps } from '../deps.ts';
import type { Route } from '../route.ts';
import { analyticsRoutes } from './analytics.ts';
import { announcementRoutes } from './announcements.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { auditRoutes } from './audit.ts';
import { campaignRoutes } from './campaigns.ts';
import { channelTestRoutes } from './channel-test.ts';
import { channelTypeRoutes } from './channel-types.ts';
import { channelRoutes } from './channels.ts';
import { contactCareRoutes } from './contact-care.ts';
import { contactRoutes } from './contacts.ts';
import { conversationCommandRoutes } from './conversation-commands.ts';
import { conversationOwningRoutes } from './conversation-owning.ts';
import { conversationSettingsRoutes } from './conversation-settings.ts';
import { conversationRoutes } from './conversations.ts';
import { deadLetterRoutes } from './dead-letters.ts';
import { eventRoutes } from './events.ts';
import { inspectionRoutes } from './inspection.ts';
import { invitationRoutes } from './invitations.ts';
import { meRoutes } from './me.ts';
import { mediaRoutes } from './media.ts';
import { memberAccessRoutes } from './member-access.ts';
import { memberRoutes } from './members.ts';
import { messageReadingRoutes } from './message-reading.ts';
import { messageRoutes } from './messages.ts';
import { notificationRoutes } from './notifications.ts';
import { organisationRoutes } from './organisation.ts';
import { personalDataRoutes } from './personal-data.ts';
import { platformActionRoutes } from './platform-actions.ts';
import { pushRoutes } from './push.ts';
import { replayRoutes } from './replay.ts';
import { retentionRoutes } from './retention.ts';
import { signInRoutes } from './session.ts';
import { settingsRoutes } from './settings.ts';
import { sessionRoutes } from './sessions.ts';
import { setupRoutes } from './setup.ts';
import { subscriptionRoutes } from './subscriptions.ts';
import { teamRoutes } from './teams.ts';
import { templateRoutes } from './templates.ts';
import { templateSyncRoutes } from './template-sync.ts';
import { transcriptRoutes } from './transcript.ts';
import { twoFactorRoutes } from './two-factor.ts';
import { turnRoutes } from './turns.ts';
import { waitRoutes } from './waits.ts';

/** Every route below `/api/v1`. Of two paths that both fit, the first one counts. */
export function apiRoutes(deps: AppDeps): readonly Route[] {
  return [
    ...setupRoutes(deps),
    ...signInRoutes(deps),
    ...meRoutes(deps),
    ...twoFactorRoutes(deps),
    ...memberRoutes(deps),
    ...memberAccessRoutes(deps),
    ...invitationRoutes(deps),
    ...teamRoutes(deps),
    ...organisationRoutes(deps),
    ...settingsRoutes(deps),
    ...retentionRoutes(deps),
    ...apiKeyRoutes(deps),
    ...auditRoutes(deps),
    ...channelRoutes(deps),
    ...channelTestRoutes(deps),
    ...channelTypeRoutes(),
    ...conversationRoutes(deps),
    ...conversationSettingsRoutes(deps),
    ...conversationOwningRoutes(deps),
    ...conversationCommandRoutes(deps),
    ...messageRoutes(deps),
    ...waitRoutes(deps),
    ...transcriptRoutes(deps),
    ...messageReadingRoutes(deps),
    ...platformActionRoutes(deps),
    ...mediaRoutes(deps),
    ...contactRoutes(deps),
    ...contactCareRoutes(deps),
    ...personalDataRoutes(deps),
    ...notificationRoutes(deps),
    ...pushRoutes(deps),
    ...sessionRoutes(deps),
    ...turnRoutes(deps),
    ...analyticsRoutes(deps),
    ...templateRoutes(deps),
    ...templateSyncRoutes(deps),
    ...campaignRoutes(deps),
    ...announcementRoutes(deps),
    ...subscriptionRoutes(deps),
    ...replayRoutes(deps),
    ...eventRoutes(deps),
    ...inspectionRoutes(deps),
    ...deadLetterRoutes(deps),
  ];
}
