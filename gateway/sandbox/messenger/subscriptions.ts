import type { ApiAnswer } from '../calls.ts';
import { at } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { invalid, refuse, required } from './errors.ts';
import type { MessengerState, Network } from './state.ts';
import type { MessagingEvent } from './wire.ts';

/** https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps, as far as Messenger goes. */
export const MESSENGER_FIELDS: readonly string[] = [
  'messages',
  'messaging_postbacks',
  'message_deliveries',
  'message_reads',
  'message_echoes',
  'message_reactions',
  'message_edits',
  'messaging_referrals',
  'messaging_optins',
  'messaging_handovers',
  'messaging_policy_enforcement',
  'messaging_account_linking',
  'messaging_feedback',
  'message_template_status_update',
  'messenger_template_status_update',
  'standby',
];

/** Of the object `instagram`: https://developers.facebook.com/documentation/business-messaging/instagram-messaging/webhooks */
export const INSTAGRAM_FIELDS: readonly string[] = [
  'messages',
  'messaging_postbacks',
  'messaging_seen',
  'message_reactions',
  'message_edit',
  'messaging_referral',
];

/** The webhook fields the Page sends to the app; null while the app is not subscribed to the Page at all. */
export interface Subscription {
  fields: readonly string[] | null;
}

const FIELD_OF: Readonly<Record<string, string>> = {
  message: 'messages',
  postback: 'messaging_postbacks',
  delivery: 'message_deliveries',
  read: 'message_reads',
  reaction: 'message_reactions',
  message_edit: 'message_edits',
  referral: 'messaging_referrals',
  optin: 'messaging_optins',
  policy_enforcement: 'messaging_policy_enforcement',
  account_linking: 'messaging_account_linking',
};

/** Where Instagram's fields have other names. */
const INSTAGRAM_FIELD_OF: Readonly<Record<string, string>> = {
  read: 'messaging_seen',
  message_edit: 'message_edit',
  referral: 'messaging_referral',
};

/** Whether an event reaches the app. What belongs to no known field always does. */
export function isSubscribed(subscription: Subscription, event: MessagingEvent, network: Network): boolean {
  if (subscription.fields === null) return false;
  const kind = Object.keys(FIELD_OF).find((known) => event[known] !== undefined);
  if (kind === undefined) return true;
  const field = FIELD_OF[kind] ?? '';
  // Instagram's echoes are in the field `messages`, too.
  if (network === 'instagram') return subscription.fields.includes(INSTAGRAM_FIELD_OF[kind] ?? field);
  return subscription.fields.includes(at(event, 'message', 'is_echo') === true ? 'message_echoes' : field);
}

/** `GET /app`: the app a token belongs to. https://developers.facebook.com/docs/graph-api/reference/application/ */
export function describeApp({ account }: MessengerState): JsonObject {
  return { category: 'Business', link: 'https://www.facebook.com/games/', name: account.appName, id: account.appId };
}

/** `GET|POST|DELETE /{page}/subscribed_apps`: https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps */
export function answerSubscribedApps(state: MessengerState, method: string, fields: JsonObject, trace: string): ApiAnswer {
  const { subscription } = state;
  if (method === 'GET') {
    const app = { ...describeApp(state), subscribed_fields: subscription.fields };
    return { status: 200, body: { data: subscription.fields === null ? [] : [app] } };
  }
  if (method === 'DELETE') {
    subscription.fields = null;
    return { status: 200, body: { success: true } };
  }
  const wanted = readFieldNames(fields['subscribed_fields']);
  if (wanted === undefined) return refuse(required('subscribed_fields'), trace);
  const unknown = wanted.findIndex((field) => !MESSENGER_FIELDS.includes(field));
  if (unknown >= 0) {
    const known = MESSENGER_FIELDS.join(', ').toUpperCase();
    return refuse(invalid(`Param subscribed_fields[${unknown}] must be one of {${known}} - got "${wanted[unknown] ?? ''}".`), trace);
  }
  subscription.fields = wanted;
  return { status: 200, body: { success: true } };
}

function readFieldNames(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return value.split(',').map((name) => name.trim());
  return Array.isArray(value) ? value.map(String) : undefined;
}

/** `GET /{app}/subscriptions`: where the app's webhooks go. https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/ */
export function answerAppSubscriptions(state: MessengerState): ApiAnswer {
  const callback = state.parts.callbackUrl();
  const entry = (object: string, names: readonly string[]): JsonObject => {
    const fields = names.map((name) => ({ name, version: 'v25.0' }));
    return { object, callback_url: callback, active: true, fields };
  };
  const instagram = state.instagram === null ? [] : [entry('instagram', INSTAGRAM_FIELDS)];
  return { status: 200, body: { data: callback === null ? [] : [entry('page', MESSENGER_FIELDS), ...instagram] } };
}
