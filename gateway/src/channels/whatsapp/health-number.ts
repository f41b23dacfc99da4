import type { CallIo, HealthFinding } from '../channel.ts';
import { askGraph, type Failed } from './graph.ts';
import { graphUrl, type WhatsappSettings } from './settings.ts';
import { field, listField, textField } from './wire.ts';

const FIELDS =
  'id,display_phone_number,verified_name,status,code_verification_status,name_status,quality_rating,account_mode,platform_type,throughput';

const AGAIN = 'Test the channel again in a few minutes.';
const MANAGER = 'Look at the number in WhatsApp Manager, under “Account tools” and “Phone numbers”.';

/** What is known of the number after it was asked for. */
export interface NumberCheck {
  /** False: the token or the id is no good, or nobody answered; then nothing else needs to be asked. */
  readonly isReachable: boolean;
  /** Where Meta sends the number's events: the first of the number's own address, the account's and the app's. */
  readonly callbacks: unknown;
  readonly findings: readonly HealthFinding[];
}

/**
 * The number: its registration, name, quality, speed and limit
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/whatsapp-business-account-phone-number-api),
 * and what keeps it from sending (…/support/health-status). Fields that a version of the API may not know are asked for apart: one
 * unknown field fails its whole request.
 */
export async function checkNumber(settings: WhatsappSettings, io: CallIo): Promise<NumberCheck> {
  const ask = (fields: string) => askGraph({ method: 'GET', url: graphUrl(settings, [settings.phoneNumberId], { fields }) }, settings, io);
  const answer = await ask(FIELDS);
  if (answer.is !== 'answered') return { isReachable: false, callbacks: undefined, findings: [unreachable(answer, settings)] };
  const number = answer.json;
  if (textField(number, 'id') === undefined) return { isReachable: false, callbacks: undefined, findings: [unreadable()] };
  const limitField = limitFieldOf(settings.graphVersion);
  const [health, limit, webhook] = await Promise.all([ask('health_status'), ask(limitField), ask('webhook_configuration')]);
  return {
    isReachable: true,
    callbacks: webhook.is === 'answered' ? field(webhook.json, 'webhook_configuration') : undefined,
    findings: [
      registrationOf(number),
      ...modeOf(number),
      ...nameOf(number),
      ...qualityOf(number),
      ...throughputOf(number),
      ...(limit.is === 'answered' ? limitOf(textField(limit.json, limitField)) : []),
      ...(health.is === 'answered' ? sendingOf(field(health.json, 'health_status')) : []),
    ],
  };
}

function unreachable(failure: Failed, settings: WhatsappSettings): HealthFinding {
  if (failure.is !== 'refused' || failure.reason !== 'channel_settings') {
    return { level: 'error', what: 'platform', detail: failure.detail, nextStep: AGAIN };
  }
  if (failure.platformCode === '100' || failure.platformCode === '33') {
    const detail = `The token sees no number with the id ${settings.phoneNumberId}: ${failure.detail}`;
    const nextStep = 'Compare the phone number ID with the one under “API Setup”, and assign the WhatsApp account to the system user.';
    return { level: 'error', what: 'number', detail, nextStep };
  }
  const what = isPermission(failure.platformCode) ? 'permission' : 'credentials';
  const nextStep = 'Make a new token for a system user who has the WhatsApp account, with both WhatsApp permissions.';
  return { level: 'error', what, detail: failure.detail, nextStep };
}

/** …/support/error-codes, “Authorization errors”. */
function isPermission(code: string | undefined): boolean {
  const number = Number(code);
  return number === 3 || number === 10 || (number >= 200 && number < 300);
}

function unreadable(): HealthFinding {
  return { level: 'error', what: 'platform', detail: 'WhatsApp answered with nothing we can read.', nextStep: AGAIN };
}

/** Before version 24 the limit was the number's own (…/messaging-limits). */
function limitFieldOf(version: string): string {
  return Number(/^v(\d+)/.exec(version)?.[1]) >= 24 ? 'whatsapp_business_manager_messaging_limit' : 'messaging_limit_tier';
}

/** A connected number works even where the code it was once verified with has expired. */
function registrationOf(number: unknown): HealthFinding {
  const what = 'number';
  const shown = [textField(number, 'display_phone_number') ?? textField(number, 'id'), textField(number, 'verified_name')]
    .filter((part) => part !== undefined)
    .join(', ');
  const status = textField(number, 'status');
  const platform = textField(number, 'platform_type');
  const verified = textField(number, 'code_verification_status');
  const nextStep = 'Register the number for the Cloud API: in WhatsApp Manager, or under “API Setup” of the app.';
  if (platform !== undefined && platform !== 'CLOUD_API') {
    return { level: 'error', what, detail: `${shown}: the number is not on the Cloud API (${platform}).`, nextStep };
  }
  if (status !== undefined && status !== 'CONNECTED') {
    return { level: 'error', what, detail: `${shown}: the number is not connected (${status}).`, nextStep };
  }
  if (status === undefined && verified !== undefined && verified !== 'VERIFIED') {
    return { level: 'warning', what, detail: `${shown}: the number is not verified (${verified}).`, nextStep: MANAGER };
  }
  return { level: 'ok', what, detail: `${shown}: the number is connected.` };
}

function modeOf(number: unknown): readonly HealthFinding[] {
  if (textField(number, 'account_mode') !== 'SANDBOX') return [];
  const detail = 'This is a test number: it reaches only the recipients listed under “API Setup”.';
  return [{ level: 'warning', what: 'account_mode', detail, nextStep: 'Add a number of your own to write to customers.' }];
}

const NAME_TROUBLE: ReadonlyMap<string, string> = new Map([
  ['DECLINED', 'WhatsApp declined the display name.'],
  ['EXPIRED', 'The approval of the display name has expired.'],
]);

function nameOf(number: unknown): readonly HealthFinding[] {
  const detail = NAME_TROUBLE.get(textField(number, 'name_status') ?? '');
  return detail === undefined ? [] : [{ level: 'warning', what: 'display_name', detail, nextStep: MANAGER }];
}

function qualityOf(number: unknown): readonly HealthFinding[] {
  const rating = textField(number, 'quality_rating');
  const what = 'quality';
  if (rating === 'GREEN') return [{ level: 'ok', what, detail: 'The quality of the number is high.' }];
  if (rating !== 'YELLOW' && rating !== 'RED') return [];
  const word = rating === 'RED' ? 'low' : 'medium';
  const detail = `The quality of the number is ${word}: customers block or report its messages, and its limit may not rise.`;
  return [{ level: 'warning', what, detail, nextStep: 'Send fewer templates, and only to people who asked for them.' }];
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput */
const SPEEDS: ReadonlyMap<string, string> = new Map([
  ['STANDARD', '80 messages a second'],
  ['HIGH', '1,000 messages a second'],
]);

function throughputOf(number: unknown): readonly HealthFinding[] {
  const speed = SPEEDS.get(textField(field(number, 'throughput'), 'level')?.toUpperCase() ?? '');
  return speed === undefined ? [] : [{ level: 'ok', what: 'throughput', detail: `The number sends up to ${speed}.` }];
}

/** `TIER_2K` */
const TIER = /^TIER_(\d+)(K?)$/;

function limitOf(tier: string | undefined): readonly HealthFinding[] {
  if (tier === undefined) return [];
  const [, count, thousands] = TIER.exec(tier) ?? [];
  const people = count === undefined ? undefined : Number(count) * (thousands === 'K' ? 1000 : 1);
  const most = tier === 'TIER_UNLIMITED' ? 'any number of' : people === undefined ? undefined : `${people.toLocaleString('en')}`;
  if (most === undefined) return [];
  const detail = `Templates may open conversations with ${most} people in 24 hours.`;
  return [{ level: 'ok', what: 'messaging_limit', detail }];
}

/** What Meta itself says of sending, with the reasons of every node that is not all right. */
function sendingOf(health: unknown): readonly HealthFinding[] {
  const word = textField(health, 'can_send_message');
  const what = 'sending';
  if (word === 'AVAILABLE') return [{ level: 'ok', what, detail: 'Meta says that the number can send.' }];
  if (word !== 'LIMITED' && word !== 'BLOCKED') return [];
  const errors = listField(health, 'entities').flatMap((entity) => listField(entity, 'errors'));
  const notes = listField(health, 'entities').flatMap((entity) => listField(entity, 'additional_info'));
  const reasons = [...errors.map((error) => textField(error, 'error_description')), ...notes].filter((text) => typeof text === 'string');
  const solution = errors.map((error) => textField(error, 'possible_solution')).find((text) => text !== undefined);
  const detail = [`Meta says that the number ${word === 'BLOCKED' ? 'cannot send' : 'can send only within limits'}.`, ...reasons].join(' ');
  return [{ level: word === 'BLOCKED' ? 'error' : 'warning', what, detail, nextStep: solution ?? MANAGER }];
}
