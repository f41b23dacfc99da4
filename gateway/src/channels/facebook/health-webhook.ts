import type { CallIo, HealthFinding } from '../channel.ts';
import { field, listField, textField } from '../meta/wire.ts';
import { type Answered, askGraph } from './graph.ts';
import type { FacebookSettings } from './settings.ts';

/** Without the first nothing arrives; without the others something is missing (…/messenger-platform/webhooks). */
const MESSAGES = 'messages';
const WANTED: readonly string[] = [
  'messaging_postbacks',
  'message_deliveries',
  'message_reads',
  'message_echoes',
  'message_reactions',
  'message_edits',
  'messaging_referrals',
];

/**
 * Whether the Page's events come here: the app is subscribed to the Page, its secret is the channel's, and its address for Pages, and
 * for Instagram where there is an account, is ours
 * (https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps,
 * https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/).
 *
 * @param appId the app that the token was made for
 */
export async function checkWebhook(appId: string | undefined, settings: FacebookSettings, io: CallIo): Promise<readonly HealthFinding[]> {
  const path = [settings.pageId, 'subscribed_apps'];
  const [subscribed, app] = await Promise.all([
    askGraph({ method: 'GET', path, safeToRepeat: true }, settings, io),
    appId === undefined ? undefined : askAsApp(appId, settings, io),
  ]);
  const objects = settings.instagramAccountId === undefined ? ['page'] : ['page', 'instagram'];
  return [
    ...secretFound(app),
    ...subscriptionFound(subscribed, appId),
    ...(app?.is === 'answered' ? objects.map((object) => addressFound(app.json, object, io.webhookUrl)) : []),
  ];
}

/** An app's own token is its id and secret (https://developers.facebook.com/docs/facebook-login/guides/access-tokens#apptokens). */
function askAsApp(appId: string, settings: FacebookSettings, io: CallIo): Promise<Answered> {
  const token = `${appId}|${settings.appSecret}`;
  return askGraph({ method: 'GET', path: [appId, 'subscriptions'], token, safeToRepeat: true }, settings, io);
}

/** Only a clear no says that the secret is wrong: with a wrong one every event of Meta's is taken for forged. */
function secretFound(app: Answered | undefined): readonly HealthFinding[] {
  const what = 'app_secret';
  if (app?.is === 'answered') return [{ level: 'ok', what, detail: 'The app secret is the app’s.' }];
  if (app?.is !== 'refused' || app.platformCode?.startsWith('190') !== true) return [];
  const detail = 'The app secret is not the one of the app that the token was made for, so that its webhooks are taken for forged.';
  return [{ level: 'error', what, detail, nextStep: 'Copy the app secret from “App settings” and “Basic” of that app into the channel.' }];
}

function subscriptionFound(subscribed: Answered, appId: string | undefined): readonly HealthFinding[] {
  const what = 'webhook_subscription';
  const nextStep = 'In the app, under “Messenger” and “Messenger API Settings”, add the Page’s subscriptions of the set-up guide.';
  if (subscribed.is !== 'answered') {
    const detail = `Meta does not show the apps of the Page: ${subscribed.detail}`;
    return [{ level: 'warning', what, detail, nextStep: 'Give the token the permission pages_manage_metadata, or test again later.' }];
  }
  const apps = listField(subscribed.json, 'data');
  const ours = appId === undefined ? apps[0] : apps.find((app) => textField(app, 'id') === appId);
  const fields = listField(ours, 'subscribed_fields').map((entry) => textField(entry, 'name') ?? entry);
  if (ours === undefined || !fields.includes(MESSAGES)) {
    const how = ours === undefined ? 'to the Page' : `to the field ${MESSAGES} of the Page`;
    return [{ level: 'error', what, detail: `The app is not subscribed ${how}, so no message of a customer arrives.`, nextStep }];
  }
  const missing = WANTED.filter((name) => !fields.includes(name));
  if (missing.length === 0) return [{ level: 'ok', what, detail: 'The app is subscribed to the Page.' }];
  const detail = `The app is subscribed to the Page, but not to ${missing.join(', ')}.`;
  return [{ level: 'warning', what, detail, nextStep }];
}

/** One address serves all accounts of an app: that of another channel of ours is as good. */
function addressFound(json: unknown, object: string, webhookUrl: string): HealthFinding {
  const what = 'webhook_address';
  const nextStep = `Enter ${webhookUrl} as the callback URL of the app’s webhooks for the object “${object}”.`;
  const entry = listField(json, 'data').find((one) => textField(one, 'object') === object);
  const address = textField(entry, 'callback_url');
  if (address === undefined || field(entry, 'active') === false) {
    return { level: 'error', what, detail: `The app has no webhook for the object “${object}”.`, nextStep };
  }
  if (withoutSlash(address) === withoutSlash(webhookUrl)) {
    return { level: 'ok', what, detail: `Meta sends the events of the object “${object}” here.` };
  }
  const ours = webhookUrl.slice(0, webhookUrl.lastIndexOf('/webhooks/') + '/webhooks/'.length);
  if (webhookUrl.includes('/webhooks/') && address.startsWith(ours)) {
    const detail = `Meta sends the events of the object “${object}” to another channel’s address, ${address}, from where they are handed on by account.`;
    return { level: 'ok', what, detail };
  }
  return { level: 'error', what, detail: `Meta sends the events of the object “${object}” to ${address}.`, nextStep };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
