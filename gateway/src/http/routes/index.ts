import type { AppDeps } from '../deps.ts';
import type { Route } from '../route.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { channelRoutes } from './channels.ts';
import { contactRoutes } from './contacts.ts';
import { conversationCommandRoutes } from './conversation-commands.ts';
import { conversationRoutes } from './conversations.ts';
import { eventRoutes } from './events.ts';
import { meRoutes } from './me.ts';
import { mediaRoutes } from './media.ts';
import { messageRoutes } from './messages.ts';
import { replayRoutes } from './replay.ts';
import { subscriptionRoutes } from './subscriptions.ts';

/** Every route below `/api/v1`. Of two paths that both fit, the first one counts. */
export function apiRoutes(deps: AppDeps): readonly Route[] {
  return [
    ...meRoutes(deps),
    ...apiKeyRoutes(deps),
    ...channelRoutes(deps),
    ...conversationRoutes(deps),
    ...conversationCommandRoutes(deps),
    ...messageRoutes(deps),
    ...mediaRoutes(deps),
    ...contactRoutes(deps),
    ...subscriptionRoutes(deps),
    ...replayRoutes(deps),
    ...eventRoutes(deps),
  ];
}
