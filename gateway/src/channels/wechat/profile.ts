import { madeName } from '../../model/made-name.ts';
import type { Address, CallIo, Profile, ReadsProfiles } from '../channel.ts';
import { call, endOf } from './call.ts';
import type { WechatSettings } from './settings.ts';
import { textAt } from './wire.ts';

/**
 * What WeChat tells of a follower (https://developers.weixin.qq.com/doc/offiaccount/User_Management/Get_users_basic_information_UnionID.html): since the end of 2021
 * neither name nor picture, but the language and, where the account belongs to an Open Platform account, the unionid that is the same in
 * all its apps. The name is the one that the account's owner noted in WeChat, else one made of the openid, so that people can be told
 * apart; it is given even where WeChat refuses to tell anything. Never throws.
 */
export async function readProfile(
  to: Pick<Address, 'keys' | 'kind'>,
  settings: WechatSettings,
  io: CallIo,
): ReturnType<ReadsProfiles<WechatSettings>['readProfile']> {
  const openid = to.keys.find((key) => key.kind === 'openid')?.value;
  if (openid === undefined) return { is: 'none' };
  const called = await call({ method: 'GET', path: '/cgi-bin/user/info', query: { openid, lang: 'zh_CN' } }, settings, io);
  if (called.is === 'called' && textAt(called.json, 'openid') !== undefined)
    return { is: 'profile', profile: profileOf(called.json, openid) };
  const ending = called.is === 'called' ? endOf(called, io.now()) : called;
  const isPassing = ending.is !== 'refused' || ending.stopsChannel === true;
  return isPassing ? { is: 'later', why: ending.detail } : { is: 'profile', profile: { name: madeName('wechat', openid) } };
}

function profileOf(json: unknown, openid: string): Profile {
  const language = textAt(json, 'language');
  const unionid = textAt(json, 'unionid')?.trim();
  const pictureUrl = textAt(json, 'headimgurl');
  return {
    name: textAt(json, 'nickname') ?? textAt(json, 'remark') ?? madeName('wechat', openid),
    // `zh_CN` to WeChat, `zh-CN` to everybody else.
    ...(language === undefined ? {} : { locale: language.replace('_', '-') }),
    ...(pictureUrl === undefined ? {} : { pictureUrl }),
    ...(unionid === undefined || unionid === '' ? {} : { keys: [{ kind: 'unionid', value: unionid }] }),
  };
}
