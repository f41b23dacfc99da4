import { pause } from '../net/live.ts';
import type { Answer } from '../net/request.ts';
import type { Session } from '../net/wire.ts';
import type { Sessions } from './session.ts';
import { type Holder, NOBODY, type State } from './state.ts';

const AGAIN_MS = 5000;
const OVER_MS = 1000;

export interface BeginningParts {
  readonly sessions: Sessions;
  readonly state: Holder<State>;
  /** There is a session: shows what it brings. */
  took(session: Session): Promise<void>;
  /** There is none any more: nothing of it is listened to. */
  left(): void;
}

/** Whether this page goes on with a visitor, and how it comes by one. */
export interface Beginning {
  /** Makes sure that there is a visitor. Resolves with what the gateway says to it, once it says something. */
  begin(): Promise<Answer<Session>>;
  /** What the gateway has said or will say; undefined where nobody has asked. */
  asked(): Promise<Answer<Session>> | undefined;
  /** Goes on with another session of which it is known already. */
  goOnWith(session: Session, answer: Answer<Session>): void;
  reset(): void;
  renew(): Promise<Answer<Session>>;
  /** @param token is good no more. Another tab may just be getting the next one: then that is gone on with. */
  over(token: string | undefined): Promise<void>;
  /** Begins where the visitor would see it, or there is one to go on with. */
  beginIfWanted(): void;
}

export function createBeginning({ sessions, state, took, left }: BeginningParts): Beginning {
  let asked: Promise<Answer<Session>> | undefined;

  const ask = async (): Promise<Answer<Session>> => {
    for (;;) {
      const answer = await sessions.begin();
      if (answer.is === 'ok') {
        await took(answer.value);
        return answer;
      }
      if (answer.is === 'refused' && answer.status !== 429 && answer.status < 500) {
        asked = undefined;
        if (sessions.isIdentified() && !state.get().settings.requireIdentity) {
          // A signature that does not hold proves nobody; whoever it is can still write, as somebody unknown.
          sessions.hold(undefined);
          if (state.get().isOpen) void begin();
        } else state.set({ refused: answer.detail });
        return answer;
      }
      state.set({ line: 'lost' });
      await pause(answer.is === 'refused' ? Math.max(answer.retryAfterMs, AGAIN_MS) : AGAIN_MS);
    }
  };
  const begin = () => (asked ??= ask());
  const reset = () => {
    left();
    asked = undefined;
  };
  const beginIfWanted = () => {
    if (state.get().isOpen || sessions.canGoOn()) void begin();
  };

  return {
    begin,
    asked: () => asked,
    goOnWith(session, answer) {
      reset();
      asked = took(session).then(() => answer);
    },
    reset,
    renew() {
      reset();
      return begin();
    },
    async over(token) {
      reset();
      await pause(OVER_MS);
      if (asked !== undefined) return;
      if (sessions.token() === token) {
        sessions.forget();
        state.set(NOBODY);
      }
      beginIfWanted();
    },
    beginIfWanted,
  };
}
