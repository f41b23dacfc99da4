import type { LiveEvent, WidgetMessage } from '../net/wire.ts';
import type { State } from './state.ts';
import { shown, withMessages } from './thread.ts';

/** What an event changes, and what else is to be done about it. */
export interface Heard {
  readonly change: Partial<State>;
  /** Somebody of the team wrote this, and it is new. */
  readonly fresh?: WidgetMessage;
  readonly todo?: 'settings' | 'over' | 'reload';
}

/** What the live stream tells, as a change of what is shown. The same event twice changes nothing. */
export function hear(state: State, event: Exclude<LiveEvent, { is: 'announcements' }>): Heard {
  switch (event.is) {
    case 'message': {
      const isFresh = event.data.direction === 'out' && !state.messages.some((one) => one.id === event.data.id);
      const change = shown(withMessages(state.messages, [event.data]), state.waiting);
      if (!isFresh) return { change };
      return { change: { ...change, unread: state.unread + 1, typing: null }, fresh: event.data };
    }
    case 'message.updated':
      // One that is not on the screen is read when somebody scrolls to it.
      return state.messages.some((one) => one.id === event.data.id)
        ? { change: { messages: withMessages(state.messages, [event.data]) } }
        : { change: {} };
    case 'typing':
      return { change: { typing: event.data.on ? { name: event.data.name } : null } };
    case 'read':
      return { change: { readUpTo: Math.max(state.readUpTo, event.data.seq) } };
    case 'conversation': {
      const isOther = state.conversation !== null && state.conversation.id !== event.data.id;
      return {
        change: { conversation: event.data, readUpTo: isOther ? event.data.readUpTo : Math.max(state.readUpTo, event.data.readUpTo) },
        ...(isOther ? { todo: 'reload' } : {}),
      };
    }
    default:
      return { change: {}, todo: event.is };
  }
}
