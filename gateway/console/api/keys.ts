import type { Id } from './wire.ts';

/** Under which names answers are kept. */
export const keys = {
  me: ['me'],
  members: ['members'],
  teams: ['teams'],
  channels: ['channels'],
  campaigns: ['campaigns'],
  announcements: ['announcements'],
  organisation: ['organisation'],
  settings: ['settings'],
  counts: ['counts'],
  lists: ['list'],
  conversation: (id: Id) => ['conversation', id],
  messages: (id: Id) => ['messages', id],
  notes: (id: Id) => ['notes', id],
  turns: (id: Id) => ['turns', id],
  notifications: ['notifications'],
} as const;
