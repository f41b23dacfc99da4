import type {
  AnswersPassively,
  Channel,
  ChecksHealth,
  FetchesMedia,
  MakesDeepLinks,
  ReadsProfiles,
  Reply,
  ShowsTyping,
  SyncsTemplates,
} from '../channel.ts';
import { deepLink } from './deep-link.ts';
import { MOST_WEBHOOK_BYTES } from './body.ts';
import { checkHealth } from './health.ts';
import { capabilities, limits } from './limits.ts';
import { fetchMedia } from './media.ts';
import { PASSIVE_MS } from './parse-context.ts';
import { parse } from './parse.ts';
import { readProfile } from './profile.ts';
import { render } from './render.ts';
import { send } from './send.ts';
import { wechatSettings, type WechatSettings } from './settings.ts';
import { listTemplates } from './templates.ts';
import { showTyping } from './typing.ts';
import { handshake, verify } from './verify.ts';

export type { WechatSettings } from './settings.ts';

/**
 * Anything but `success` or nothing shows the customer that the account cannot be reached
 * (https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Passive_user_reply_message.html).
 */
const acknowledgement: Reply = { status: 200, contentType: 'text/plain; charset=utf-8', body: 'success' };

type Abilities = FetchesMedia<WechatSettings> &
  ShowsTyping<WechatSettings> &
  ReadsProfiles<WechatSettings> &
  SyncsTemplates<WechatSettings> &
  ChecksHealth<WechatSettings> &
  MakesDeepLinks<WechatSettings> &
  AnswersPassively<WechatSettings>;

/**
 * A WeChat Official Account, service or subscription account. The contract's words for everything WeChat can say are in `parse.ts`, for
 * everything we can say in `render.ts`.
 */
export const wechat: Channel<WechatSettings> & Abilities = {
  type: 'wechat',
  provider: null,
  settings: wechatSettings,
  capabilities,
  limits,
  mostWebhookBytes: MOST_WEBHOOK_BYTES,
  handshake,
  verify,
  parse,
  render,
  send,
  fetchMedia,
  showTyping,
  readProfile,
  listTemplates,
  checkHealth,
  deepLink,
  passiveWaitMs: (settings) => (settings.passiveReplies === true ? PASSIVE_MS : null),
  acknowledgement,
};
