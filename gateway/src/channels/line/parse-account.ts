import type { InboundEvent, InboundHealth } from '../../model/inbound.ts';
import type { EventContext } from './parse-context.ts';
import { idAt, textAt } from './wire.ts';

type Health = Pick<InboundHealth, 'level' | 'what' | 'detail'>;

/**
 * The events about the account itself, which only module channels get
 * (https://developers.line.biz/en/reference/partner-docs/#module-channel-specific-webhook-events); undefined for every other.
 */
export function accountEvent(context: EventContext): InboundEvent | undefined {
  const health = healthOf(context);
  return health === undefined ? undefined : { ...context.common, is: 'health', ...health };
}

function healthOf({ event, type }: EventContext): Health | undefined {
  switch (type) {
    case 'module':
      return moduleHealth(event);
    case 'activated':
      return { level: 'info', what: 'activated', detail: 'This channel now holds the chats of the account and may answer.' };
    case 'deactivated':
      return {
        level: 'warning',
        what: 'deactivated',
        detail: 'Another module now holds the chats of the account; this one may not answer.',
      };
    case 'botSuspended':
      return { level: 'error', what: 'bot_suspended', detail: 'LINE has suspended the account.' };
    case 'botResumed':
      return { level: 'info', what: 'bot_resumed', detail: 'LINE has lifted the suspension of the account.' };
    default:
      return undefined;
  }
}

function moduleHealth(event: unknown): Health {
  const bot = idAt(event, 'module', 'botId') ?? 'unknown';
  if (textAt(event, 'module', 'type') === 'attached') {
    return { level: 'info', what: 'module_attached', detail: `The module was attached to the account ${bot}.` };
  }
  return { level: 'warning', what: 'module_detached', detail: `The module was detached from the account ${bot}.` };
}
