import type { AppDeps } from '../deps.ts';
import type { Route } from '../route.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { channelTestRoutes } from './channel-test.ts';
import { channelRoutes } from './channels.ts';
import { contactRoutes } from './contacts.ts';
import { conversationCommandRoutes } from './conversation-commands.ts';
import { conversationRoutes } from './conversations.ts';
import { eventRoutes } from './events.ts';
import { meRoutes } from './me.ts';
import { mediaRoutes } from './media.ts';
import { messageRoutes } from './messages.ts';
import { platformActionRoutes } from './platform-actions.ts';
import { replayRoutes } from './replay.ts';
import { settingsRoutes } from './settings.ts';
import { subscriptionRoutes } from './subscriptions.ts';
import { templateRoutes } from './templates.ts';
import { templateSyncRoutes } from './template-sync.ts';

/** Every route below `/api/v1`. Of two paths that both fit, the first one counts. */
export function apiRoutes(deps: AppDeps): readonly Route[] {
  return [
    ...meRoutes(deps),
    ...settingsRoutes(deps),
    ...apiKeyRoutes(deps),
    ...channelRoutes(deps),
    ...channelTestRoutes(deps),
    ...conversationRoutes(deps),
    ...conversationCommandRoutes(deps),
    ...messageRoutes(deps),
    ...platformActionRoutes(deps),
    ...mediaRoutes(deps),
    ...contactRoutes(deps),
    ...templateRoutes(deps),
    ...templateSyncRoutes(deps),
    ...subscriptionRoutes(deps),
    ...replayRoutes(deps),
    ...eventRoutes(deps),
  ];
}
