import type { Id, Time } from '../api/wire.ts';
import type { Strings } from '../strings/en.ts';

export type NotificationKind = keyof Strings['notifications']['kinds'];

/** Something a member is told, as the API says it. */
export interface Notification {
  readonly id: Id;
  readonly kind: NotificationKind;
  readonly count: number;
  readonly updatedAt: Time;
  readonly readAt: Time | null;
  readonly ended: { readonly reason: string; readonly by: { readonly name: string | null } | null } | null;
  readonly actor: { readonly name: string | null };
  readonly conversation: { readonly id: Id } | null;
  readonly contact: { readonly id: Id; readonly name: string | null; readonly avatarUrl: string | null } | null;
  readonly text: string | null;
  readonly detail: string | null;
  readonly actions: readonly { readonly name: 'join' | 'grab'; readonly path: string }[];
}

export function isUnread({ readAt, ended }: Notification): boolean {
  return readAt === null && ended === null;
}
