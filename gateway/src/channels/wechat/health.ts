import type { CallIo, HealthFinding, Obtained } from '../channel.ts';
import { call, jsonBody, type Called } from './call.ts';
import { keyOf, type WechatSettings } from './settings.ts';
import { requestToken } from './token.ts';
import { listAt, numberAt, textAt } from './wire.ts';

const SEND_PATH = '/cgi-bin/message/custom/send';

/**
 * Asks WeChat whether the channel can work: credentials and the list of addresses, the right to send customer service messages, the address that
 * is entered for webhooks, and what the settings leave open. No answer is a finding too. Never throws.
 */
export async function checkHealth(settings: WechatSettings, io: CallIo): Promise<readonly HealthFinding[]> {
  // Not the token in memory, which may outlive its secret.
  const token = await requestToken(settings, io);
  const own = [...encryption(settings), ...address(io.webhookUrl)];
  if (token.is === 'failed') return [refusedToken(token), ...own];
  return [
    { level: 'ok', what: 'credentials', detail: 'WeChat takes AppID and AppSecret, and this server’s address.' },
    permission(await call({ method: 'POST', path: '/cgi-bin/openapi/quota/get', ...jsonBody({ cgi_path: SEND_PATH }) }, settings, io)),
    callback(
      await call(
        { method: 'POST', path: '/cgi-bin/callback/check', ...jsonBody({ action: 'all', check_operator: 'DEFAULT' }) },
        settings,
        io,
      ),
      io.webhookUrl,
    ),
    ...own,
  ];
}

/** https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken, codes at its end. */
const TOKEN_STEPS: Readonly<Record<string, string>> = {
  '40013': 'Copy the AppID again from “Basic configuration” of the account’s console.',
  '40125': 'Copy the AppSecret again, or reset it, in “Basic configuration” of the account’s console.',
  '40243': 'The AppSecret is frozen: unfreeze it in “Basic configuration” of the account’s console.',
  '40164': 'Add the address that WeChat names to “IP whitelist” in “Basic configuration” of the account’s console.',
  '61004': 'Add the address that WeChat names to “IP whitelist” in “Basic configuration” of the account’s console.',
  '89501': 'The account’s administrator must confirm this server’s address in WeChat.',
  '89503': 'The account’s administrator must confirm this server’s address in WeChat.',
  '89506': 'The account’s administrator refused this server’s address twice; WeChat asks again after 24 hours.',
  '89507': 'The account’s administrator refused this server’s address; WeChat asks again after an hour.',
  '50007': 'WeChat has frozen the account: see its notices in the console.',
};

function refusedToken({ outcome }: Extract<Obtained, { is: 'failed' }>): HealthFinding {
  const code = outcome.is === 'unknown' ? undefined : outcome.platformCode;
  const isAddress = code === '40164' || code === '61004';
  if (outcome.is !== 'refused') {
    const nextStep = 'Try again in a few minutes; if it stays so, look whether this server reaches api.weixin.qq.com.';
    return { level: 'error', what: 'credentials', detail: outcome.detail, nextStep };
  }
  return {
    level: 'error',
    what: isAddress ? 'ip_whitelist' : 'credentials',
    detail: outcome.detail,
    nextStep: TOKEN_STEPS[code ?? ''] ?? 'Compare AppID and AppSecret with “Basic configuration” of the account’s console.',
  };
}

type Answer = Awaited<ReturnType<typeof call>>;

/** https://developers.weixin.qq.com/doc/offiaccount/openApi/get_api_quota.html: 76022 and a limit of 0 mean that the call is not the account's. */
function permission(answer: Answer): HealthFinding {
  const what = 'permission';
  if (answer.is !== 'called') return unanswered(what, answer.detail);
  const limit = numberAt(answer.json, 'quota', 'daily_limit');
  const isDenied = limit === 0 || answer.code === 48001 || answer.code === 76022;
  if (isDenied) {
    return {
      level: 'error',
      what,
      detail: 'The account may not send customer service messages.',
      nextStep: 'They need a verified account: verify it in WeChat’s console, or switch passive replies on, which need no permission.',
    };
  }
  const left = numberAt(answer.json, 'quota', 'remain');
  if (limit === undefined || left === undefined) return unread(what, answer);
  const detail = `${left} of ${limit} customer service messages are left today.`;
  return left > 0
    ? { level: 'ok', what, detail }
    : { level: 'warning', what, detail, nextStep: 'The quota comes back at midnight in Beijing.' };
}

const NO_CALLBACK = 40201;

/** https://developers.weixin.qq.com/doc/service/api/base/api_callbackcheck. Hosts often answer no ping, so that only the name counts. */
function callback(answer: Answer, webhookUrl: string): HealthFinding {
  const what = 'webhook_subscription';
  if (answer.is !== 'called') return unanswered(what, answer.detail);
  const nextStep = `Enter ${webhookUrl} as the server address in “Basic configuration” of the account’s console and switch it on.`;
  if (answer.code === NO_CALLBACK) return { level: 'error', what, detail: 'No server address is entered in WeChat’s console.', nextStep };
  if (answer.code !== undefined && answer.code !== 0) return unread(what, answer);
  const found = listAt(answer.json, 'dns').flatMap((one) => textAt(one, 'ip') ?? []);
  if (found.length === 0)
    return { level: 'warning', what, detail: 'WeChat finds no host at the server address that is entered.', nextStep };
  const detail = `WeChat finds the server address that is entered at ${found.join(', ')}. It does not tell the address; it must be ${webhookUrl}.`;
  return { level: 'ok', what, detail };
}

/** A server address is on port 80 or 443 (https://developers.weixin.qq.com/doc/offiaccount/Basic_Information/Access_Overview.html). */
function address(webhookUrl: string): readonly HealthFinding[] {
  const port = URL.canParse(webhookUrl) ? new URL(webhookUrl).port : '';
  if (port === '') return [];
  return [
    {
      level: 'warning',
      what: 'webhook_address',
      detail: `The webhook address is on port ${port}; WeChat calls only 80 and 443.`,
      nextStep: 'Put Parley behind a proxy on 443 and set PARLEY_PUBLIC_URL to its address.',
    },
  ];
}

function encryption(settings: WechatSettings): readonly HealthFinding[] {
  if (keyOf(settings) !== undefined) return [];
  return [
    {
      level: 'warning',
      what: 'webhook_encryption',
      detail: 'In plain mode WeChat signs the time of a request but not what it says.',
      nextStep: 'Choose the safe mode in WeChat’s console and enter its EncodingAESKey here.',
    },
  ];
}

function unanswered(what: string, detail: string): HealthFinding {
  return { level: 'warning', what, detail: `WeChat could not be asked: ${detail}`, nextStep: 'Try again in a few minutes.' };
}

function unread(what: string, called: Called): HealthFinding {
  return { level: 'warning', what, detail: `WeChat did not say: ${called.detail}`, nextStep: 'Try again in a few minutes.' };
}
