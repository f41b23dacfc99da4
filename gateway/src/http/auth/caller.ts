import type { Actor } from '../../model/events.ts';
import type { MemberRole } from '../../model/team.ts';
import { type Acting, whoActs } from '../../conversations/acting.ts';
import type { Failure } from '../../conversations/failure.ts';
import type { Unit } from '../../store/unit.ts';

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
  'read_audit',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What a member who is no admin may do: the team's daily work. What of it they see is decided conversation by conversation. */
export const AGENT_PERMISSIONS = [
  'read',
  'write_messages',
  'write_conversations',
  'write_contacts',
] as const satisfies readonly Permission[];

/** What a role allows. */
export function permissionsOfRole(role: MemberRole): readonly (Permission | '*')[] {
  return role === 'admin' ? ['*'] : AGENT_PERMISSIONS;
}

/** Who asks: a program by its key, or a member who signed in. */
export type Caller = KeyCaller | MemberCaller;

export interface KeyCaller {
  readonly type: 'key';
  readonly id: string;
  readonly name: string;
  /** `*` is all of them. */
  readonly permissions: readonly (Permission | '*')[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number | null;
}

/** Acts as themselves and for nobody else. */
export interface MemberCaller {
  readonly type: 'member';
  readonly id: string;
  readonly name: string;
  readonly role: MemberRole;
  /** What the role allows. */
  readonly permissions: readonly (Permission | '*')[];
  /** When the sign-in ends, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** The sign-in itself. */
  readonly sessionId: string;
}

export function mayDo(caller: Caller, permission: Permission): boolean {
  return caller.permissions.includes('*') || caller.permissions.includes(permission);
}

/** Whether somebody may make others what this role is: nobody gives what they do not have. */
export function mayGiveRole(caller: Caller, role: MemberRole): boolean {
  return permissionsOfRole(role).every((one) => (one === '*' ? caller.permissions.includes('*') : mayDo(caller, one)));
}

/** A key acts as a workflow, a member as themselves. */
export function actorOf({ type, id, name }: Caller): Actor {
  return { type: type === 'key' ? 'bot' : 'member', id, name };
}

/** The member who does something: the one that the request names, else the one who signed in; undefined for a workflow. */
export function memberIdOf(caller: Caller, named: string | undefined): string | undefined {
  return named ?? (caller.type === 'member' ? caller.id : undefined);
}

/** The same, found in the store. @param named by the request */
export function whoAsks(unit: Unit, caller: Caller, named: string | undefined): Promise<Acting | Failure> {
  return whoActs(unit, actorOf(caller), memberIdOf(caller, named));
}
