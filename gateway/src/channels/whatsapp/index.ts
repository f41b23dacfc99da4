import type { AnyChannel } from '../channel.ts';
import { markRead, react, showTyping } from './actions.ts';
import { deepLink } from './deep-link.ts';
import { checkHealth } from './health.ts';
import { CAPABILITIES, LIMITS } from './limits.ts';
import { listTemplates } from './list-templates.ts';
import { fetchMedia } from './media.ts';
import { parse } from './parse.ts';
import { render } from './render.ts';
import { send } from './send.ts';
import { type WhatsappSettings, whatsappSettings } from './settings.ts';
import { handshake, verify } from './verify.ts';

/**
 * WhatsApp over Meta's Cloud API (https://developers.facebook.com/documentation/business-messaging/whatsapp). One callback
 * address serves all numbers and accounts of a Meta app: events name theirs, and the app secret proves the caller.
 */
export const whatsappCloud: AnyChannel<WhatsappSettings> = {
  type: 'whatsapp',
  provider: 'cloud_api',
  settings: whatsappSettings,
  capabilities: CAPABILITIES,
  limits: LIMITS,
  handshake,
  verify,
  parse,
  render,
  send,
  acknowledgement: { status: 200, contentType: 'text/plain', body: 'OK' },
  accountsOf: (settings) => [settings.phoneNumberId, settings.businessAccountId],
  callbackSecretOf: (settings) => settings.appSecret,
  fetchMedia,
  showTyping,
  markRead,
  react,
  listTemplates,
  checkHealth,
  deepLink,
};

export type { WhatsappSettings };
