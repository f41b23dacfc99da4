import type { Conversation } from '../api/wire.ts';

/** Whether the platform lets the business write freely at this moment. */
export function isWindowOpen(window: Conversation['window'], now: number): boolean {
  if (window.messagesLeft !== null && window.messagesLeft <= 0) return false;
  return window.expiresAt !== null ? Date.parse(window.expiresAt) > now : window.after === 'push';
}
