import type { AnyChannel } from '../channel.ts';
import { handshake, verify } from '../meta/verify.ts';
import { deepLink } from './deep-link.ts';
import { echoOf } from './echo.ts';
import { markRead, react, showTyping } from './actions.ts';
import { checkHealth } from './health.ts';
import { CAPABILITIES, INSTAGRAM_CAPABILITIES, LIMITS } from './limits.ts';
import { fetchMedia } from './media.ts';
import { parse } from './parse.ts';
import { recipientOf } from './person.ts';
import { readProfile } from './profile.ts';
import { render } from './render.ts';
import { send } from './send.ts';
import { type FacebookSettings, facebookSettings } from './settings.ts';
import { listTemplates } from './templates.ts';

/**
 * A Facebook Page's Messenger, with the messages of the Instagram account that is linked to it
 * (https://developers.facebook.com/documentation/business-messaging/messenger-platform). One callback address serves all Pages and
 * accounts of a Meta app: events name theirs, and the app secret proves the caller.
 */
export const facebook: AnyChannel<FacebookSettings> = {
  type: 'facebook',
  provider: null,
  settings: facebookSettings,
  capabilities: CAPABILITIES,
  otherPlatforms: [INSTAGRAM_CAPABILITIES],
  capabilitiesOf: (to) => (recipientOf(to)?.network === 'instagram' ? INSTAGRAM_CAPABILITIES : CAPABILITIES),
  limits: LIMITS,
  handshake,
  verify,
  parse,
  render,
  send,
  acknowledgement: { status: 200, contentType: 'text/plain', body: 'EVENT_RECEIVED' },
  accountsOf: ({ pageId, instagramAccountId }) => (instagramAccountId === undefined ? [pageId] : [pageId, instagramAccountId]),
  callbackSecretOf: (settings) => settings.appSecret,
  fetchMedia,
  showTyping,
  markRead,
  react,
  readProfile,
  listTemplates,
  checkHealth,
  echoOf,
  deepLink,
};

export type { FacebookSettings };
