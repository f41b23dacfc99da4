import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseJson, textAt } from '../json.ts';

/** What a first start makes up and every later one finds again: `start.json` in the data folder. */
export interface Seed {
  /** The gateway's first API key, with every permission. */
  readonly apiKey: string;
  readonly adminEmail: string;
  readonly adminPassword: string;
  readonly whatsapp: { readonly accessToken: string; readonly appSecret: string; readonly verifyToken: string };
  readonly line: { readonly channelSecret: string; readonly channelAccessToken: string };
  readonly messenger: { readonly pageAccessToken: string; readonly appSecret: string; readonly verifyToken: string };
  readonly wechat: { readonly appSecret: string; readonly token: string; readonly encodingAesKey: string };
  readonly twilio: { readonly authToken: string };
}

/** Reads the seed of a data folder; what is missing in it is made and kept, readable by the owner only. */
export function readSeed(dataDir: string, random: (bytes: number) => Buffer = randomBytes): Seed {
  const file = path.join(dataDir, 'start.json');
  const kept = readKept(file);
  const secret = (bytes: number, ...at: readonly string[]): string => textAt(kept, ...at) ?? random(bytes).toString('hex');
  const seed: Seed = {
    apiKey: textAt(kept, 'apiKey') ?? `parley_${random(32).toString('base64url')}`,
    adminEmail: textAt(kept, 'adminEmail') ?? 'admin@parley.example',
    adminPassword: textAt(kept, 'adminPassword') ?? random(12).toString('base64url'),
    whatsapp: {
      accessToken: secret(24, 'whatsapp', 'accessToken'),
      appSecret: secret(16, 'whatsapp', 'appSecret'),
      verifyToken: secret(8, 'whatsapp', 'verifyToken'),
    },
    line: { channelSecret: secret(16, 'line', 'channelSecret'), channelAccessToken: secret(24, 'line', 'channelAccessToken') },
    messenger: {
      pageAccessToken: secret(24, 'messenger', 'pageAccessToken'),
      appSecret: secret(16, 'messenger', 'appSecret'),
      verifyToken: secret(8, 'messenger', 'verifyToken'),
    },
    wechat: {
      appSecret: secret(16, 'wechat', 'appSecret'),
      token: secret(16, 'wechat', 'token'),
      // An EncodingAESKey has 43 characters: https://developers.weixin.qq.com/doc/oplatform/developers/dev/push/encryption.md
      encodingAesKey: secret(22, 'wechat', 'encodingAesKey').slice(0, 43),
    },
    twilio: { authToken: secret(16, 'twilio', 'authToken') },
  };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify(seed, null, 2)}\n`, { mode: 0o600 });
  return seed;
}

function readKept(file: string): unknown {
  try {
    return parseJson(readFileSync(file));
  } catch {
    return undefined;
  }
}
