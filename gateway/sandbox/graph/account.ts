import type { ApiAnswer, ApiCall } from '../calls.ts';
import { type JsonObject, optional, parseJson, textAt } from '../json.ts';
import { isLoopbackUrl } from '../loopback.ts';
import { refuse, unknownObject } from './errors.ts';
import type { GraphState } from './state.ts';

/** Number fields that come unasked (…/reference/whatsapp-business-phone-number/whatsapp-business-account-phone-number-api). */
const DEFAULT_FIELDS = ['id', 'display_phone_number', 'verified_name', 'quality_rating', 'code_verification_status'];

/** Whether this token may be used, and whose it is. */
export type Caller = 'channel' | 'app' | 'stranger';

/** A channel calls with its token, an app with `{id}|{secret}`. */
export function callerOf(state: GraphState, call: ApiCall): Caller {
  const given = call.headers['authorization'];
  if (given === `Bearer ${state.secrets.accessToken}`) return 'channel';
  return given === `Bearer ${state.account.appId}|${state.secrets.appSecret}` ? 'app' : 'stranger';
}

/**
 * `GET /{phone}`: the fields that are asked for. One that does not exist fails the whole call.
 */
export function describeNumber(state: GraphState, call: ApiCall, trace: string): ApiAnswer {
  const known = numberFields(state);
  const asked = call.query.get('fields')?.split(',') ?? DEFAULT_FIELDS;
  const strange = asked.find((name) => !Object.hasOwn(known, name));
  if (strange !== undefined) {
    const details = `Tried accessing nonexisting field (${strange}) on node type (WhatsAppBusinessPhoneNumber)`;
    return refuse({ code: 100, details }, trace);
  }
  return { status: 200, body: Object.fromEntries(['id', ...asked].map((name) => [name, known[name]])) };
}

function numberFields(state: GraphState): JsonObject {
  const { account, verifiedName, subscription } = state;
  const callback = state.parts.callbackUrl();
  return {
    id: account.phoneNumberId,
    display_phone_number: account.displayPhoneNumber,
    verified_name: verifiedName,
    status: 'CONNECTED',
    code_verification_status: 'VERIFIED',
    name_status: 'APPROVED',
    quality_rating: 'GREEN',
    account_mode: 'LIVE',
    platform_type: 'CLOUD_API',
    throughput: { level: 'STANDARD' },
    is_official_business_account: false,
    messaging_limit_tier: 'TIER_2K',
    whatsapp_business_manager_messaging_limit: 'TIER_2K',
    health_status: {
      can_send_message: 'AVAILABLE',
      entities: [
        { entity_type: 'PHONE_NUMBER', id: account.phoneNumberId, can_send_message: 'AVAILABLE' },
        { entity_type: 'WABA', id: account.businessAccountId, can_send_message: 'AVAILABLE' },
        { entity_type: 'APP', id: account.appId, can_send_message: 'AVAILABLE' },
      ],
    },
    webhook_configuration: {
      ...optional('application', callback ?? undefined),
      ...optional('whatsapp_business_account', subscription.override ?? undefined),
    },
    ...state.behaviour().number,
  };
}

/** `GET /debug_token`: what the token may do and until when (…/whatsapp/permissions). */
export function debugToken(state: GraphState, call: ApiCall, trace: string): ApiAnswer {
  const token = call.query.get('input_token');
  if (token === null || token === '') return refuse({ code: 100, details: 'The parameter input_token is required' }, trace);
  const { expiresAt, scopes } = state.behaviour().token;
  if (token !== state.secrets.accessToken) {
    const error = { code: 190, message: 'Malformed access token' };
    return { status: 200, body: { data: { error, is_valid: false, scopes: [] } } };
  }
  const isValid = expiresAt === 0 || expiresAt * 1000 > state.parts.clock.now();
  const data = {
    app_id: state.account.appId,
    type: 'SYSTEM_USER',
    application: state.verifiedName,
    data_access_expires_at: 0,
    expires_at: expiresAt,
    is_valid: isValid,
    scopes,
    granular_scopes: scopes.map((scope) => ({ scope, target_ids: [state.account.businessAccountId] })),
    user_id: '555070000000001',
    ...(isValid ? {} : { error: { code: 190, subcode: 463, message: 'Error validating access token: Session has expired.' } }),
  };
  return { status: 200, body: { data } };
}

/** `GET|POST|DELETE /{waba}/subscribed_apps` (…/whatsapp/webhooks/override). A POST without an address takes the override away. */
export function subscribedApps(state: GraphState, call: ApiCall, trace: string): ApiAnswer {
  const { subscription, account } = state;
  switch (call.method) {
    case 'GET': {
      const data = { id: account.appId, name: state.verifiedName, link: `https://www.facebook.com/games/?app_id=${account.appId}` };
      const app = { whatsapp_business_api_data: data, ...optional('override_callback_uri', subscription.override ?? undefined) };
      return { status: 200, body: { data: subscription.isOn ? [app] : [] } };
    }
    case 'POST': {
      const override = textAt(parseJson(call.body), 'override_callback_uri') ?? null;
      if (override !== null && !isLoopbackUrl(override)) return refuse({ code: 2200, details: 'Callback verification failed' }, trace);
      subscription.isOn = true;
      subscription.override = override;
      return { status: 200, body: { success: true } };
    }
    case 'DELETE':
      subscription.isOn = false;
      return { status: 200, body: { success: true } };
    default:
      return unknownObject(call.method, account.businessAccountId, trace);
  }
}

/**
 * `GET /{waba}/message_templates?limit=&after=`: page by page, 25 to one unless asked otherwise. Cursors are opaque; the last page has
 * no `next`.
 */
export function listTemplates(state: GraphState, call: ApiCall, baseUrl: string): ApiAnswer {
  const limit = Math.max(1, Math.min(Number(call.query.get('limit') ?? 25) || 25, 500));
  const from = positionIn(call.query.get('after'));
  const page = state.templates.slice(from, from + limit);
  const end = from + page.length;
  const cursors = { before: cursorAt(from), after: cursorAt(end) };
  const query = new URLSearchParams(call.query);
  query.set('after', cursors.after);
  const next = end < state.templates.length ? { next: `${baseUrl}${call.path}?${query.toString()}` } : {};
  return { status: 200, body: { data: page, ...(page.length === 0 ? {} : { paging: { cursors, ...next } }) } };
}

function cursorAt(position: number): string {
  return Buffer.from(`cursor:${position}`).toString('base64url');
}

function positionIn(cursor: string | null): number {
  const [, position] = /^cursor:(\d+)$/.exec(Buffer.from(cursor ?? '', 'base64url').toString()) ?? [];
  return Number(position ?? 0);
}
