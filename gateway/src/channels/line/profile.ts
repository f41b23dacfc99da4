import type { Address, CallIo, Profile } from '../channel.ts';
import { askLine } from './call.ts';
import type { LineSettings } from './settings.ts';
import { textAt } from './wire.ts';

type ReadProfile =
  { readonly is: 'profile'; readonly profile: Profile } | { readonly is: 'none' } | { readonly is: 'later'; readonly why: string };

/**
 * Who somebody is: a friend by the user id, a member by the user id in the group whose key stands beside it, a group by its own
 * (https://developers.line.biz/en/reference/messaging-api/#get-profile, `#get-group-member-profile`, `#get-group-summary`). LINE
 * tells nothing of multi-person chats (rooms) and of people who blocked the account or never agreed. Never throws.
 */
export async function readProfile(to: Pick<Address, 'keys' | 'kind'>, settings: LineSettings, io: CallIo): Promise<ReadProfile> {
  const path = pathOf(to);
  if (path === undefined) return { is: 'none' };
  const answer = await askLine({ method: 'GET', path }, settings, io);
  if (answer.is === 'answered') {
    const profile = profileIn(answer.json);
    return profile === undefined ? { is: 'none' } : { is: 'profile', profile };
  }
  // A token that is no good says nothing of the person.
  const isPassing = answer.is !== 'refused' || answer.status === 401 || answer.status === 403;
  return isPassing ? { is: 'later', why: answer.detail } : { is: 'none' };
}

function pathOf({ keys, kind }: Pick<Address, 'keys' | 'kind'>): string | undefined {
  const value = (of: string) => keys.find((key) => key.kind === of)?.value;
  const group = value('group');
  const user = value('user_id');
  if (kind === 'group') return group === undefined || isRoom(group) ? undefined : `/v2/bot/group/${encodeURIComponent(group)}/summary`;
  if (user === undefined) return undefined;
  if (group === undefined) return `/v2/bot/profile/${encodeURIComponent(user)}`;
  return `/v2/bot/${isRoom(group) ? 'room' : 'group'}/${encodeURIComponent(group)}/member/${encodeURIComponent(user)}`;
}

/** Ids of groups begin with C, of rooms with R (https://developers.line.biz/en/docs/messaging-api/group-chats/). */
function isRoom(id: string): boolean {
  return id.startsWith('R');
}

function profileIn(json: unknown): Profile | undefined {
  const name = filled(textAt(json, 'displayName')) ?? filled(textAt(json, 'groupName'));
  const locale = filled(textAt(json, 'language'));
  const pictureUrl = filled(textAt(json, 'pictureUrl'));
  if (name === undefined && locale === undefined && pictureUrl === undefined) return undefined;
  return {
    ...(name === undefined ? {} : { name }),
    ...(locale === undefined ? {} : { locale }),
    ...(pictureUrl === undefined ? {} : { pictureUrl }),
  };
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}
