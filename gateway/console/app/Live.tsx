import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, createContext, useContext, useEffect, useRef, useState } from 'react';
import { applyEvent, applyPresence } from '../api/apply-event.ts';
import { contacts } from '../api/contacts.ts';
import { inSlices } from '../api/in-slices.ts';
import { pageTurns } from '../api/page-turns.ts';
import { overlayAnswers } from '../api/meanwhile.ts';
import { keys } from '../api/keys.ts';
import { type StreamState, listen } from '../api/stream.ts';
import { sendHeldBack } from '../composer/outgoing.ts';
import { say } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';
import { useMe } from './me.ts';

const StateContext = createContext<StreamState>('connecting');

export function useStreamState(): StreamState {
  return useContext(StateContext);
}

/** Numbers of all categories are asked for again at most so often, however much happens. */
const COUNT_EVERY_MS = 700;

const SHORT_PAGES = 3;

function isShort(data: unknown): boolean {
  const pages = typeof data === 'object' && data !== null && 'pages' in data ? data.pages : undefined;
  return !Array.isArray(pages) || pages.length <= SHORT_PAGES;
}

/** Keeps everything that was read in line with what happens. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const me = useMe();
  const s = useStrings();
  const [state, setState] = useState<StreamState>('connecting');
  const words = useRef(s.live.back);
  useEffect(() => void (words.current = s.live.back), [s]);

  useEffect(() => {
    let counting: ReturnType<typeof setTimeout> | undefined;
    let wasLost = false;
    const countSoon = () => {
      counting ??= setTimeout(() => {
        counting = undefined;
        void client.invalidateQueries({ queryKey: keys.counts });
        void client.invalidateQueries({ queryKey: keys.notifications });
      }, COUNT_EVERY_MS);
    };
    const answers = overlayAnswers(client, (event) => applyEvent(client, event, me.id));
    const stop = listen({
      onEvent: inSlices((event) => {
        answers.hear(event);
        countSoon();
      }, pageTurns()),
      onPresence: (news) => applyPresence(client, news, me.id),
      onNotification() {
        // What somebody else has grabbed is told no more, except that its offer ended: the list has to be asked for again.
        // A long one would be read again page by page; there a press on what is gone is told by the gateway.
        void client.invalidateQueries({ queryKey: keys.lists, predicate: ({ state }) => isShort(state.data) });
        countSoon();
      },
      onState(next) {
        if (next === 'live' && wasLost) {
          say(words.current);
          sendHeldBack();
        }
        wasLost = next === 'lost' || (wasLost && next !== 'live');
        setState(next);
      },
      onGap() {
        void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
        contacts.renew();
      },
    });
    return () => {
      clearTimeout(counting);
      stop();
      answers.stop();
    };
  }, [client, me.id]);
  return <StateContext value={state}>{children}</StateContext>;
}
