import type { WechatSettings } from './settings.ts';
import { keyOf } from './settings.ts';
import { unseal } from './sealing.ts';
import { readJson, textAt } from './wire.ts';
import { readXml } from './xml.ts';

/** WeChat's own largest are a few KiB; reading more is only work for whoever sent it. */
export const MOST_WEBHOOK_BYTES = 64 * 1024;

/** What a request says. The format is the account's choice and holds for the answers too. */
export interface ReadBody {
  readonly value: unknown;
  readonly format: 'xml' | 'json';
}

/** The request's bytes as XML or JSON, whichever they begin like; undefined where they are neither, or over 64 KiB. */
export function readBody(body: Buffer): ReadBody | undefined {
  return body.length > MOST_WEBHOOK_BYTES ? undefined : readText(body.toString('utf8'));
}

function readText(text: string): ReadBody | undefined {
  if (/^\uFEFF?\s*</.test(text)) {
    const value = readXml(text);
    return value === undefined ? undefined : { value, format: 'xml' };
  }
  const read = readJson(text.replace(/^\uFEFF/, ''));
  return read === undefined ? undefined : { value: read.json, format: 'json' };
}

/** The encrypted part of a request of the safe or the compatible mode. */
export function encryptedIn(body: ReadBody): string | undefined {
  return textAt(body.value, 'Encrypt');
}

/**
 * What the request says to who has the key: in the compatible mode too only the encrypted part counts, since only that is signed.
 * Undefined where it cannot be opened or read. A body without that part is read as it stands; `verify` refuses it where there is a key.
 */
export function openBody(body: ReadBody, settings: WechatSettings): ReadBody | undefined {
  const encrypted = encryptedIn(body);
  const key = keyOf(settings);
  if (encrypted === undefined || key === undefined) return body;
  const message = unseal(encrypted, key, settings.appId);
  return message === undefined ? undefined : readText(message);
}
