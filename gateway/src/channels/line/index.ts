import type { AnyChannel, FetchesMedia, Reply } from '../channel.ts';
import { markRead, showTyping } from './actions.ts';
import { deepLink } from './deep-link.ts';
import { checkHealth } from './health.ts';
import { capabilities, limits } from './limits.ts';
import { fetchMedia } from './media.ts';
import { parse } from './parse.ts';
import { readProfile } from './profile.ts';
import { render } from './render.ts';
import { send } from './send.ts';
import { lineSettings, type LineSettings } from './settings.ts';
import { verify } from './verify.ts';

export type { LineSettings } from './settings.ts';

/** LINE looks at the status only (https://developers.line.biz/en/docs/messaging-api/receiving-messages/). */
const acknowledgement: Reply = { status: 200, contentType: 'text/plain; charset=utf-8', body: 'OK' };

/**
 * The LINE Messaging API. No handshake: the console's "Verify" is a signed POST without events. The contract's words for
 * everything LINE can say are in `parse.ts`, for everything we can say in `render.ts`.
 */
export const line: AnyChannel<LineSettings> & FetchesMedia<LineSettings> = {
  type: 'line',
  provider: null,
  settings: lineSettings,
  capabilities,
  limits,
  handshake: () => undefined,
  verify,
  parse,
  render,
  send,
  fetchMedia,
  showTyping,
  markRead,
  readProfile,
  checkHealth,
  deepLink,
  acknowledgement,
};
