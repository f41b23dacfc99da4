import type { AnyChannel } from '../channel.ts';
import { deepLink } from './deep-link.ts';
import { checkHealth } from './health.ts';
import { CAPABILITIES, LIMITS } from './limits.ts';
import { fetchMedia } from './media.ts';
import { parse } from './parse.ts';
import { render } from './render.ts';
import { send } from './send.ts';
import { type TwilioSettings, twilioSettings } from './settings.ts';
import { listTemplates } from './templates.ts';
import { showTyping } from './typing.ts';
import { verify } from './verify.ts';

/**
 * WhatsApp through Twilio (https://www.twilio.com/docs/whatsapp). No handshake. A Messaging Service has one address for
 * several senders: messages name theirs, and the account's auth token proves the caller.
 */
export const whatsappTwilio: AnyChannel<TwilioSettings> = {
  type: 'whatsapp',
  provider: 'twilio',
  settings: twilioSettings,
  capabilities: CAPABILITIES,
  limits: LIMITS,
  handshake: () => undefined,
  verify,
  parse,
  render,
  send,
  // TwiML without a verb: whatever else stood here would go to the customer (https://www.twilio.com/docs/messaging/twiml).
  acknowledgement: { status: 200, contentType: 'text/xml', body: '<Response/>' },
  accountsOf: (settings) => [settings.from],
  callbackSecretOf: (settings) => settings.authToken,
  fetchMedia,
  showTyping,
  listTemplates,
  checkHealth,
  deepLink,
};

export type { TwilioSettings };
