import type { InboundEvent, InboundNotice } from '../../model/inbound.ts';
import { type Change, headOf, ignored } from './change.ts';
import { groupOf } from './person.ts';
import { field, listField, present, textField } from './wire.ts';

type Told = Pick<InboundNotice, 'notice' | 'text'> & { readonly reachable?: boolean };

/** What a group's `type` says (https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/webhooks). */
const TOLD: ReadonlyMap<unknown, Told> = new Map<string, Told>([
  ['group_create', { notice: 'joined', text: 'The group was made.', reachable: true }],
  ['group_delete', { notice: 'left', text: 'The group was deleted.', reachable: false }],
  ['group_suspend', { notice: 'other', text: 'WhatsApp suspended the group.', reachable: false }],
  ['group_suspend_cleared', { notice: 'other', text: 'WhatsApp lifted the suspension of the group.', reachable: true }],
  ['group_settings_update', { notice: 'other', text: 'The settings of the group were changed.' }],
]);

/** Changes of groups, one notice in each group's conversation. */
export function groupEvents(change: Change): readonly InboundEvent[] {
  return listField(change.value, 'groups').map((group) => {
    const groupId = textField(group, 'group_id');
    if (groupId === undefined) return ignored(headOf(change, 'ignored', undefined, group), `${change.field} without a group`);
    return {
      ...headOf(change, 'notice', undefined, group),
      ...present<InboundNotice>({ is: 'notice', from: groupOf(groupId, textField(group, 'subject')), ...toldOf(change.field, group) }),
    };
  });
}

/** Meta's samples call a change of participants `group_create` too, so the field and the lists are asked first. */
function toldOf(what: string, group: unknown): Told {
  if (listField(group, 'errors').length > 0) return { notice: 'other', text: 'WhatsApp could not change the group.' };
  if (what === 'group_participants_update') {
    const removed = listField(group, 'removed_participants').length;
    const added = listField(group, 'added_participants').length;
    if (removed > 0) return { notice: 'member_left', text: `${people(removed)} left the group.` };
    if (added > 0) return { notice: 'member_joined', text: `${people(added)} joined the group.` };
    return { notice: 'other', text: 'The members of the group changed.' };
  }
  return TOLD.get(field(group, 'type')) ?? { notice: 'other', text: 'The group was changed.' };
}

function people(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}
