import { useRef } from 'react';
import { useMe } from '../app/me.ts';
import { call } from '../api/request.ts';
import type { Conversation } from '../api/wire.ts';
import type { Channel } from '../api/wire-organisation.ts';
import { isIn } from '../conversations/view.ts';

/** Platforms show it for five seconds or more. */
const AGAIN_MS = 5_000;

/** Shows the customer that somebody writes, where the platform can and one is in the conversation. To be called at every key. */
export function useTyping(conversation: Conversation, channel: Channel | undefined): () => void {
  const me = useMe();
  const last = useRef(0);
  return () => {
    if (channel?.capabilities.typing !== true || !isIn(conversation, me.id) || Date.now() - last.current < AGAIN_MS) return;
    last.current = Date.now();
    // A courtesy: that it was not shown is nobody's trouble.
    call(`/conversations/${conversation.id}/typing`, { method: 'POST', body: {} }).catch(() => undefined);
  };
}
