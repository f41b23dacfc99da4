import type { Gateway } from '../net/request.ts';
import type { Tabs } from '../net/tabs.ts';
import type { Sessions } from './session.ts';
import type { Holder, State } from './state.ts';
import { lastHeardSeq } from './thread.ts';

/** What the visitor does with the chat, for the team to see. */
export interface Signs {
  /** The messages of a session are here. @param areRead all of them were read before */
  begin(areRead: boolean): void;
  /** Everything that was said is on the screen and seen. */
  sawAll(): void;
  /** The visitor writes, or has stopped. */
  typing(isWriting: boolean): void;
}

export interface SignsParts {
  readonly gateway: Gateway;
  readonly tabs: Tabs;
  readonly sessions: Pick<Sessions, 'token'>;
  readonly state: Holder<State>;
}

/** Half of what a sign of writing holds at the gateway. */
const TELL_TYPING_EACH_MS = 4000;

export function createSigns({ gateway, tabs, sessions, state }: SignsParts): Signs {
  let readSeq = 0;
  let toldTypingAt: number | undefined;
  return {
    begin(areRead) {
      readSeq = areRead ? lastHeardSeq(state.get().messages) : 0;
    },
    sawAll() {
      const seq = lastHeardSeq(state.get().messages);
      const token = sessions.token();
      if (state.get().unread > 0) {
        state.set({ unread: 0 });
        tabs.tell({ is: 'read' });
      }
      if (seq <= readSeq || token === undefined) return;
      readSeq = seq;
      void gateway.call('POST', 'read', { body: { seq }, token });
    },
    typing(isWriting) {
      const token = sessions.token();
      const now = performance.now();
      const isTold = toldTypingAt !== undefined && now - toldTypingAt < TELL_TYPING_EACH_MS;
      if (token === undefined || (isWriting ? isTold : toldTypingAt === undefined)) return;
      toldTypingAt = isWriting ? now : undefined;
      void gateway.call('POST', 'typing', { body: { on: isWriting }, token });
    },
  };
}
