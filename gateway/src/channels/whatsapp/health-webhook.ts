import type { CallIo, HealthFinding } from '../channel.ts';
import { type Answered, askGraph } from './graph.ts';
import { graphUrl, type WhatsappSettings } from './settings.ts';
import { field, listField, textField } from './wire.ts';

const OBJECT = 'whatsapp_business_account';

/**
 * Whether the account's events come here: the app is subscribed to the account, its secret is the channel's, it wants `messages`,
 * and of the number's, the account's and the app's address the first that is set is ours
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override,
 * https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/).
 *
 * @param appId the app that the token was made for
 * @param callbacks the number's `webhook_configuration`
 */
export async function checkWebhook(
  appId: string | undefined,
  callbacks: unknown,
  settings: WhatsappSettings,
  io: CallIo,
): Promise<readonly HealthFinding[]> {
  const [subscribed, app] = await Promise.all([
    askGraph({ method: 'GET', url: graphUrl(settings, [settings.businessAccountId, 'subscribed_apps']) }, settings, io),
    appId === undefined ? undefined : askAsApp(appId, settings, io),
  ]);
  const ours = app?.is === 'answered' ? subscriptionIn(app.json) : undefined;
  const override = subscribed.is === 'answered' ? overrideIn(subscribed.json, appId) : undefined;
  const address =
    textField(callbacks, 'phone_number') ??
    override ??
    textField(callbacks, OBJECT) ??
    textField(callbacks, 'application') ??
    textField(ours, 'callback_url');
  return [
    ...secretFound(app),
    subscriptionFound(subscribed, appId, settings),
    ...(app?.is === 'answered' ? fieldsFound(ours) : []),
    addressFound(address, io.webhookUrl),
  ];
}

/** An app's own token is its id and secret (https://developers.facebook.com/docs/facebook-login/guides/access-tokens#apptokens). */
function askAsApp(appId: string, settings: WhatsappSettings, io: CallIo): Promise<Answered> {
  const headers = { authorization: `Bearer ${appId}|${settings.appSecret}` };
  return askGraph({ method: 'GET', url: graphUrl(settings, [appId, 'subscriptions']), headers }, settings, io);
}

function subscriptionIn(json: unknown): unknown {
  return listField(json, 'data').find((entry) => textField(entry, 'object') === OBJECT);
}

function overrideIn(json: unknown, appId: string | undefined): string | undefined {
  const entries = listField(json, 'data');
  const ours = entries.find((entry) => appIn(entry) === appId) ?? (entries.length === 1 && appId === undefined ? entries[0] : undefined);
  return textField(ours, 'override_callback_uri');
}

function appIn(entry: unknown): string | undefined {
  return textField(field(entry, 'whatsapp_business_api_data'), 'id');
}

/** Only a clear no says that the secret is wrong: without it every event of Meta's would be taken for forged. */
function secretFound(app: Answered | undefined): readonly HealthFinding[] {
  const what = 'app_secret';
  if (app?.is === 'answered') return [{ level: 'ok', what, detail: 'The app secret is the app’s.' }];
  if (app?.is !== 'refused' || app.platformCode !== '190') return [];
  const detail = 'The app secret is not the one of the app that the token was made for, so that its webhooks are taken for forged.';
  return [{ level: 'error', what, detail, nextStep: 'Copy the app secret from “App settings” and “Basic” of that app into the channel.' }];
}

function subscriptionFound(subscribed: Answered, appId: string | undefined, settings: WhatsappSettings): HealthFinding {
  const what = 'webhook_subscription';
  if (subscribed.is !== 'answered') {
    const isUnseen = subscribed.is === 'refused' && (subscribed.platformCode === '100' || subscribed.platformCode === '33');
    const detail = `Meta does not show the apps of the account ${settings.businessAccountId}: ${subscribed.detail}`;
    const nextStep = isUnseen ? 'Compare the business account ID with the one under “API Setup”.' : 'Test the channel again later.';
    return { level: isUnseen ? 'error' : 'warning', what, detail, nextStep };
  }
  const apps = listField(subscribed.json, 'data');
  const isSubscribed = appId === undefined ? apps.length > 0 : apps.some((entry) => appIn(entry) === appId);
  if (isSubscribed) return { level: 'ok', what, detail: 'The app is subscribed to the WhatsApp account.' };
  const detail = 'The app is not subscribed to the WhatsApp account, so no message of a customer arrives.';
  const nextStep = `Subscribe it: POST /${settings.businessAccountId}/subscribed_apps with the channel’s token, for instance in Meta’s Graph API Explorer.`;
  return { level: 'error', what, detail, nextStep };
}

function fieldsFound(subscription: unknown): readonly HealthFinding[] {
  const what = 'webhook_fields';
  const nextStep = 'In the app, under “WhatsApp” and “Configuration”, enter the address and subscribe to the fields of the set-up guide.';
  if (subscription === undefined) {
    return [{ level: 'error', what, detail: 'The app has no webhook for WhatsApp accounts.', nextStep }];
  }
  const fields = listField(subscription, 'fields').map((entry) => textField(entry, 'name') ?? entry);
  if (fields.includes('messages')) return [{ level: 'ok', what, detail: 'The app’s webhook has the field messages.' }];
  return [{ level: 'error', what, detail: 'The app’s webhook is not subscribed to the field messages.', nextStep }];
}

/** One address serves all numbers of an app: that of another channel of ours is as good. */
function addressFound(address: string | undefined, webhookUrl: string): HealthFinding {
  const what = 'webhook_address';
  const nextStep = `Enter ${webhookUrl} as the callback URL of the app, or as the account’s own.`;
  if (address === undefined) {
    return { level: 'warning', what, detail: 'Meta does not show where it sends the number’s events.', nextStep };
  }
  if (withoutSlash(address) === withoutSlash(webhookUrl)) return { level: 'ok', what, detail: 'Meta sends the number’s events here.' };
  const ours = webhookUrl.slice(0, webhookUrl.lastIndexOf('/webhooks/') + '/webhooks/'.length);
  if (webhookUrl.includes('/webhooks/') && address.startsWith(ours)) {
    const detail = `Meta sends the number’s events to another channel’s address, ${address}, from where they are handed on by number.`;
    return { level: 'ok', what, detail };
  }
  return { level: 'error', what, detail: `Meta sends the number’s events to ${address}.`, nextStep };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
