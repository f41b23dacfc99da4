import type { MakesDeepLinks } from '../channel.ts';
import { call, endOf, jsonBody } from './call.ts';
import type { WechatSettings } from './settings.ts';
import { textAt } from './wire.ts';

/**
 * A QR code for good with the ref as its scene, of which an account may have 100,000
 * (https://developers.weixin.qq.com/doc/offiaccount/Account_Management/Generating_a_Parametric_QR_Code.html). WeChat's address in it
 * is what the picture shows; who scans it follows the account, or is told to us as scanning it.
 */
export const deepLink: MakesDeepLinks<WechatSettings>['deepLink'] = async ({ ref }, settings, io) => {
  const body = { action_name: 'QR_LIMIT_STR_SCENE', action_info: { scene: { scene_str: ref } } };
  const called = await call({ method: 'POST', path: '/cgi-bin/qrcode/create', ...jsonBody(body) }, settings, io);
  if (called.is !== 'called') return called;
  const url = textAt(called.json, 'url');
  return url === undefined ? endOf(called, io.now()) : { is: 'link', url };
};
