import type { CallIo, HealthFinding } from '../channel.ts';
import { askGraph } from './graph.ts';
import { graphUrl, type WhatsappSettings } from './settings.ts';
import { field, listField, numberField, textField } from './wire.ts';

const DAY_MS = 24 * 3_600_000;
/** Early enough to make another token without haste; a user's token lives 60 days. */
const SOON_MS = 14 * DAY_MS;

const NEW_TOKEN =
  'In Meta’s business settings, under “System users”, make a token that never expires, with both WhatsApp permissions, and save it in the channel.';

/**
 * What Meta says of the token itself
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/permissions, “Checking for granted permissions”).
 *
 * @returns with the findings the app that the token was made for, where Meta names it
 */
export async function checkToken(
  settings: WhatsappSettings,
  io: CallIo,
): Promise<{ readonly appId: string | undefined; readonly findings: readonly HealthFinding[] }> {
  const url = graphUrl(settings, ['debug_token'], { input_token: settings.accessToken });
  const answer = await askGraph({ method: 'GET', url }, settings, io);
  const data = answer.is === 'answered' ? field(answer.json, 'data') : undefined;
  if (answer.is !== 'answered' || data === undefined) {
    const why = answer.is === 'answered' ? 'it answered with nothing we can read' : answer.detail;
    const detail = `Meta takes the token, but does not tell when it ends or what it may do: ${why}`;
    return { appId: undefined, findings: [{ level: 'warning', what: 'token_expiry', detail, nextStep: 'Test the channel again later.' }] };
  }
  if (field(data, 'is_valid') === false) {
    const detail = textField(field(data, 'error'), 'message') ?? 'Meta says that the token is not valid.';
    return { appId: textField(data, 'app_id'), findings: [{ level: 'error', what: 'credentials', detail, nextStep: NEW_TOKEN }] };
  }
  const credentials: HealthFinding = { level: 'ok', what: 'credentials', detail: 'Meta takes the access token.' };
  return { appId: textField(data, 'app_id'), findings: [credentials, expiryOf(data, io.now()), ...permissionsIn(data, settings)] };
}

/** Zero, or nothing, is never. The token's own end and the end of its reach come to the same: nothing works after it. */
function expiryOf(data: unknown, now: number): HealthFinding {
  const what = 'token_expiry';
  const ends = ['expires_at', 'data_access_expires_at'].map((name) => (numberField(data, name) ?? 0) * 1000).filter((at) => at > 0);
  if (ends.length === 0) return { level: 'ok', what, detail: 'The access token never expires.' };
  const end = Math.min(...ends);
  const day = dayOf(end);
  if (end <= now) return { level: 'error', what, detail: `The access token expired on ${day}.`, nextStep: NEW_TOKEN };
  const detail = `The access token expires on ${day}.`;
  return end - now > SOON_MS ? { level: 'ok', what, detail } : { level: 'warning', what, detail, nextStep: NEW_TOKEN };
}

/** A time that no calendar has is shown as it is. */
function dayOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString().slice(0, 10);
}

const MESSAGING = 'whatsapp_business_messaging';
const MANAGEMENT = 'whatsapp_business_management';

/** Sending and receiving want the first permission; templates, this test and subscriptions the second. */
function permissionsIn(data: unknown, settings: WhatsappSettings): readonly HealthFinding[] {
  const scopes = listField(data, 'scopes');
  const missing = [MESSAGING, MANAGEMENT].filter((scope) => !scopes.includes(scope));
  const elsewhere = [MESSAGING, MANAGEMENT].filter((scope) => isForOthers(data, scope, settings.businessAccountId));
  const what = 'permission';
  if (missing.length === 0 && elsewhere.length === 0) {
    return [{ level: 'ok', what, detail: 'The token has both permissions for WhatsApp.' }];
  }
  return [
    ...missing.map((scope): HealthFinding => {
      const level = scope === MESSAGING ? 'error' : 'warning';
      const for_ = scope === MESSAGING ? 'to send messages' : 'to list templates and to look at the account';
      return { level, what, detail: `The token lacks the permission ${scope}, which is needed ${for_}.`, nextStep: NEW_TOKEN };
    }),
    ...elsewhere.map((scope): HealthFinding => {
      const detail = `The token has the permission ${scope} only for other accounts than ${settings.businessAccountId}.`;
      const nextStep = 'Assign the WhatsApp account to the system user with full control, then make the token anew.';
      return { level: 'error', what, detail, nextStep };
    }),
  ];
}

/** A permission without targets is for all that the user has. */
function isForOthers(data: unknown, scope: string, account: string): boolean {
  const granted = listField(data, 'granular_scopes').find((entry) => textField(entry, 'scope') === scope);
  const targets = listField(granted, 'target_ids').map(String);
  return targets.length > 0 && !targets.includes(account);
}
