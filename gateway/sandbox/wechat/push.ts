import type { StandInParts } from '../stand-in.ts';
import type { WebhookOutcome } from '../webhook-sender.ts';
import { aesKeyOf, encryptMessage, signatureOf } from './crypto.ts';
import type { WeChatAccount, WeChatBehaviour } from './state.ts';
import type { WireFields } from './wire.ts';
import { wireJson } from './wire.ts';
import { writeXml } from './xml.ts';

/**
 * Three tries in all, each with 5 seconds, one right after the other.
 * https://developers.weixin.qq.com/doc/service/guide/product/message/Passive_user_reply_message.html
 */
const TRIES = 3;
export const ANSWER_WITHIN_MS = 5_000;

/** How a webhook ended, and the text of the answer that ended it. */
export interface Pushed {
  readonly outcome: WebhookOutcome;
  readonly answer: string;
}

export interface PushOptions {
  readonly account: WeChatAccount;
  readonly parts: StandInParts;
  readonly behaviour: () => Pick<WeChatBehaviour, 'mode' | 'format'>;
  /** A short decimal number, another one each time. */
  readonly nonce: () => string;
  readonly answerWithinMs: number;
}

/** Sends WeChat's webhooks to the business. */
export interface WeChatPushes {
  /**
   * Posts a message or event of a customer: the very same bytes to the very same address at each try. Anything but HTTP 200 within
   * 5 seconds is tried again.
   */
  send(openid: string, fields: WireFields): Promise<Pushed>;
  /** The GET with which WeChat checks an address: it must give `echostr` back, untouched. */
  verify(): Promise<{ readonly ok: boolean; readonly status: number | null }>;
}

/** Whoever takes part in the encrypted modes needs a key. */
export function keyOf(account: WeChatAccount): Buffer {
  const key = aesKeyOf(account.encodingAesKey ?? '');
  if (key === undefined) throw new Error('The encrypted modes need an encodingAesKey of 43 characters.');
  return key;
}

/** Nothing is sent before `parts.connect`. */
export function createPushes(options: PushOptions): WeChatPushes {
  const { account, parts, answerWithinMs } = options;
  const signed = (more: Readonly<Record<string, string>>, encrypted?: string): URLSearchParams => {
    // By the clock of this machine: a receiver may refuse a request that is not fresh, also when the platform's clock was set ahead.
    const timestamp = String(Math.floor((parts.clock.now() - parts.clock.aheadMs()) / 1000));
    const nonce = options.nonce();
    const query = new URLSearchParams({ signature: signatureOf(account.token, timestamp, nonce), timestamp, nonce, ...more });
    if (encrypted !== undefined) {
      query.set('encrypt_type', 'aes');
      query.set('msg_signature', signatureOf(account.token, timestamp, nonce, encrypted));
    }
    return query;
  };

  return {
    async send(openid, fields) {
      const url = parts.callbackUrl();
      if (url === null) return { outcome: { is: 'not_connected' }, answer: '' };
      const { mode, format } = options.behaviour();
      const head = { ToUserName: account.originalId, FromUserName: openid, CreateTime: Math.floor(parts.clock.now() / 1000) };
      const plain: WireFields = { ...head, ...fields };
      const write = format === 'json' ? wireJson : writeXml;
      const Encrypt = mode === 'plain' ? undefined : encryptMessage(keyOf(account), write(plain), account.appId);
      const shown = mode === 'safe' ? { ToUserName: account.originalId } : plain;
      const request = {
        url: withQuery(url, signed({ openid }, Encrypt)),
        body: write(Encrypt === undefined ? shown : { ...shown, Encrypt }),
        contentType: format === 'json' ? 'application/json' : 'text/xml',
      };
      return parts.background.run((signal) => tryThrice(request, answerWithinMs, signal));
    },
    async verify() {
      const url = parts.callbackUrl();
      if (url === null) return { ok: false, status: null };
      const echostr = `${options.nonce()}${options.nonce()}`;
      try {
        const signal = AbortSignal.timeout(answerWithinMs);
        const response = await fetch(withQuery(url, signed({ echostr })), { redirect: 'manual', signal });
        return { ok: response.status === 200 && (await response.text()) === echostr, status: response.status };
      } catch {
        return { ok: false, status: null };
      }
    },
  };
}

interface PushRequest {
  readonly url: string;
  readonly body: string;
  readonly contentType: string;
}

async function tryThrice(request: PushRequest, answerWithinMs: number, signal: AbortSignal): Promise<Pushed> {
  let status: number | null = null;
  let tries = 0;
  while (tries < TRIES && !signal.aborted) {
    tries += 1;
    const answer = await postOnce(request, AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]));
    status = answer?.status ?? null;
    if (answer?.status === 200) return { outcome: { is: 'delivered', tries }, answer: answer.text };
  }
  return { outcome: { is: 'given_up', tries, status }, answer: '' };
}

async function postOnce(
  { url, body, contentType }: PushRequest,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly text: string } | undefined> {
  try {
    const headers = { 'content-type': contentType, 'user-agent': 'Mozilla/4.0', pragma: 'no-cache' };
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined;
  }
}

function withQuery(url: string, query: URLSearchParams): string {
  const whole = new URL(url);
  for (const [name, value] of query) whole.searchParams.set(name, value);
  return whole.href;
}
