import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useMe } from '../app/me.ts';
import { applyConversation } from '../api/apply-event.ts';
import { call } from '../api/request.ts';
import type { Conversation } from '../api/wire.ts';
import { isIn } from './../conversations/view.ts';

/** A short look is no reading. */
const LOOK_MS = 800;

/**
 * Marks what a participant has in front of them as read, while the page is in sight. Who only looks reads nothing: the customer is
 * shown marks of those who answer.
 */
export function useReading(conversation: Conversation | undefined): void {
  const me = useMe();
  const client = useQueryClient();
  const seq = conversation?.lastMessage?.seq ?? 0;
  const reads = conversation !== undefined && isIn(conversation, me.id) && conversation.lastMessage?.direction === 'inbound';
  const isUnread = conversation?.unread === undefined || conversation.unread === null || conversation.unread > 0;
  const id = conversation?.id;
  useEffect(() => {
    if (!reads || !isUnread || id === undefined) return;
    const read = () => {
      if (document.visibilityState !== 'visible') return;
      call(`/conversations/${id}/read`, { method: 'POST', body: {} }).then(
        () => conversation !== undefined && applyConversation(client, { ...conversation, unread: 0 }, me.id),
        // The platform may not take marks, or not now: it is only a courtesy.
        () => undefined,
      );
    };
    const timer = setTimeout(read, LOOK_MS);
    document.addEventListener('visibilitychange', read);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', read);
    };
  }, [id, seq, reads, isUnread]);
}
