import { z } from 'zod';

/**
 * What an admin enters to connect a WeChat Official Account. AppID and AppSecret are on "Development interface management → Basic
 * configuration" (设置与开发 → 基本配置) of https://mp.weixin.qq.com, token and EncodingAESKey are chosen there with the server address.
 */
export const wechatSettings = z.strictObject({
  appId: z.string().trim().min(1).meta({ label: 'AppID', description: 'The account’s id for developers, wx and 16 characters.' }),
  appSecret: z.string().trim().min(1).meta({ label: 'AppSecret', secret: true }),
  token: z.string().trim().min(1).meta({ label: 'Token', description: 'Chosen by you, entered on both sides.', secret: true }),
  /** https://developers.weixin.qq.com/doc/oplatform/developers/dev/push/encryption.html: 43 letters and digits. */
  encodingAesKey: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9]{43}$/, 'An EncodingAESKey has 43 letters and digits.')
    .optional()
    .meta({
      label: 'EncodingAESKey',
      description: 'Needed for the safe and the compatible mode. Once it is set, requests that are not encrypted are refused.',
      secret: true,
    }),
  passiveReplies: z.boolean().optional().meta({
    label: 'Passive replies',
    description: 'Answers that come within 4.5 seconds go out in the answer to WeChat’s own request and cost nothing of the quota.',
  }),
  apiBaseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ label: 'API address', description: 'Replaces https://api.weixin.qq.com; for the sandbox and for tests.' }),
});

export type WechatSettings = z.infer<typeof wechatSettings>;

/** Where a call goes: WeChat has one host for everything (https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken). */
export function apiUrl(settings: WechatSettings, path: string, query: Readonly<Record<string, string>> = {}): string {
  const base = (settings.apiBaseUrl ?? 'https://api.weixin.qq.com').replace(/\/+$/, '') + path;
  const search = new URLSearchParams(query).toString();
  return search === '' ? base : `${base}?${search}`;
}

/** The key of the safe and the compatible mode, where one is set. */
export function keyOf(settings: WechatSettings): string | undefined {
  return settings.encodingAesKey === '' ? undefined : settings.encodingAesKey;
}

/**
 * The text with the channel's secrets taken out, an access token among them: WeChat's calls carry it in their address, and whatever
 * stands between may repeat that address in an error.
 */
export function withoutSecrets(text: string, settings: WechatSettings, accessToken = ''): string {
  const secrets = [accessToken, settings.appSecret, settings.encodingAesKey ?? '', settings.token].filter((secret) => secret !== '');
  return secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
}
