import type { ApiAnswer } from '../calls.ts';
import { textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { samplePhoto } from '../media/png.ts';
import { invalid, NO_PROFILE, PROFILE_FIELD_DENIED, refuse } from './errors.ts';
import type { MessengerCustomer, MessengerState } from './state.ts';

/** Fields every Page has and this one has nothing in: Meta leaves such fields out. */
const EMPTY_FIELDS = ['about', 'connected_instagram_account', 'instagram_business_account', 'phone', 'website'];

/** `GET /me` and `GET /{page}`: https://developers.facebook.com/docs/graph-api/reference/page/ */
export function describePage(state: MessengerState, fields: JsonObject, trace: string): ApiAnswer {
  const { account } = state;
  const known: JsonObject = {
    id: account.pageId,
    name: account.pageName,
    username: account.pageUsername,
    link: `https://www.facebook.com/${account.pageUsername}`,
    category: 'Bookstore',
    is_published: true,
    is_webhooks_subscribed: state.subscription.fields !== null,
    verification_status: 'not_verified',
    ...(account.instagram === undefined
      ? {}
      : { instagram_business_account: { id: account.instagram.accountId, username: account.instagram.username } }),
  };
  const wanted = fieldNames(fields) ?? ['name'];
  const unknown = wanted.find((name) => !(name in known) && !EMPTY_FIELDS.includes(name));
  if (unknown !== undefined) return refuse(invalid(`Tried accessing nonexisting field (${unknown}) on node type (Page)`), trace);
  return { status: 200, body: pick(known, wanted) };
}

/**
 * `GET /{psid}` or `/{igsid}`: a person's name and picture. Language, time zone and gender take permissions that this app does not have.
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/identity/user-profile
 * https://developers.facebook.com/documentation/business-messaging/instagram-messaging/features/user-profile
 */
export function describeProfile(state: MessengerState, customer: MessengerCustomer, fields: JsonObject, trace: string): ApiAnswer {
  if (state.behaviour().profiles === 'refused') return refuse(NO_PROFILE, trace);
  const profile_pic = state.cdn.linkTo(portraitOf(state, customer), state.parts.clock.now());
  if (state.network === 'instagram') {
    const known = { id: customer.id, name: customer.name, username: customer.username ?? '', profile_pic, is_verified_user: false };
    return answerFields(known, fieldNames(fields) ?? ['name', 'username', 'profile_pic'], trace);
  }
  const wanted = fieldNames(fields) ?? ['first_name', 'last_name', 'profile_pic'];
  if (wanted.some((name) => ['locale', 'timezone', 'gender'].includes(name))) return refuse(PROFILE_FIELD_DENIED, trace);
  const [first = '', ...rest] = customer.name.split(' ');
  const known: JsonObject = {
    id: customer.id,
    name: customer.name,
    first_name: first,
    last_name: rest.join(' '),
    profile_pic,
  };
  return answerFields(known, wanted, trace);
}

function answerFields(known: JsonObject, wanted: readonly string[], trace: string): ApiAnswer {
  const unknown = wanted.find((name) => !(name in known));
  if (unknown !== undefined) return refuse(invalid(`Tried accessing nonexisting field (${unknown}) on node type (User)`), trace);
  return { status: 200, body: pick(known, wanted) };
}

function portraitOf(state: MessengerState, customer: MessengerCustomer): string {
  const kept = state.portraits.get(customer.id);
  if (kept !== undefined) return kept;
  const id = state.cdn.keep({ bytes: samplePhoto(state.portraits.size), mimeType: 'image/png' });
  state.portraits.set(customer.id, id);
  return id;
}

/** The names in `fields=`, without what they ask for in turn (`name{…}`), or undefined where the call names none. */
export function fieldNames(fields: JsonObject): readonly string[] | undefined {
  return textAt(fields, 'fields')
    ?.replaceAll(/\{[^{}]*\}/g, '')
    .split(',')
    .map((name) => name.trim());
}

/** These fields of an object, and its id, which Meta always adds. */
export function pick(known: JsonObject, wanted: readonly string[]): JsonObject {
  return Object.fromEntries([...new Set([...wanted, 'id'])].map((name) => [name, known[name]]));
}
