import type { Address, CallIo, Profile } from '../channel.ts';
import { present, textField } from '../meta/wire.ts';
import { askGraph } from './graph.ts';
import { type Network, recipientOf } from './person.ts';
import type { FacebookSettings } from './settings.ts';

/** What may be asked for without further permissions, by network. */
const FIELDS: Readonly<Record<Network, string>> = {
  messenger: 'first_name,last_name,profile_pic',
  instagram: 'name,username,profile_pic',
};

type Found =
  { readonly is: 'profile'; readonly profile: Profile } | { readonly is: 'none' } | { readonly is: 'later'; readonly why: string };

/**
 * A person's name and picture
 * (https://developers.facebook.com/documentation/business-messaging/messenger-platform/identity/user-profile,
 * https://developers.facebook.com/documentation/business-messaging/instagram-messaging/features/user-profile). Needs the feature
 * "Business Asset User Profile Access"; some people have no profile to show. A missing permission may come, so it is asked again. Never
 * throws.
 */
export async function readProfile(to: Pick<Address, 'keys' | 'kind'>, settings: FacebookSettings, io: CallIo): Promise<Found> {
  const recipient = recipientOf(to);
  if (recipient === undefined) return { is: 'none' };
  const answer = await askGraph(
    { method: 'GET', path: [recipient.id], query: { fields: FIELDS[recipient.network] }, safeToRepeat: true },
    settings,
    io,
  );
  if (answer.is === 'answered') return profileIn(answer.json);
  const isFinal = answer.is === 'refused' && answer.reason !== 'channel_settings';
  return isFinal ? { is: 'none' } : { is: 'later', why: answer.detail };
}

function profileIn(json: unknown): Found {
  const parts = [textField(json, 'first_name'), textField(json, 'last_name')].filter((part) => part !== undefined);
  const name = textField(json, 'name') ?? (parts.length === 0 ? textField(json, 'username') : parts.join(' '));
  const pictureUrl = textField(json, 'profile_pic');
  return name === undefined && pictureUrl === undefined
    ? { is: 'none' }
    : { is: 'profile', profile: present<Profile>({ name, pictureUrl }) };
}
