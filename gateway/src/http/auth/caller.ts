import type { Actor } from '../../model/events.ts';

/** What a key may be allowed to do. */
export const PERMISSIONS = [
  'read',
  'write_messages',
  'write_conversations',
  'write_contacts',
  'manage_personal_data',
  'manage_channels',
  'manage_settings',
  'manage_templates',
  'manage_subscriptions',
  'manage_keys',
  'manage_members',
  'manage_teams',
  'act_for_members',
  'read_raw',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Who asks. */
export interface Caller {
  readonly type: 'key';
  readonly id: string;
  readonly name: string;
  /** `*` is all of them. */
  readonly permissions: readonly (Permission | '*')[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number | null;
}

export function mayDo(caller: Caller, permission: Permission): boolean {
  return caller.permissions.includes('*') || caller.permissions.includes(permission);
}

/** A key acts as a workflow. */
export function botActor(caller: Caller): Actor {
  return { type: 'bot', id: caller.id, name: caller.name };
}
