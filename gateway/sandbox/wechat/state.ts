import type { Ids } from '../ids.ts';
import { at, listAt, numberAt, textAt } from '../json.ts';
import type { StandInParts } from '../stand-in.ts';
import type { Allowance } from './allowance.ts';
import { createAllowance } from './allowance.ts';
import type { DailyQuota } from './daily-quota.ts';
import type { MediaShelf } from './media-shelf.ts';
import type { WeChatPushes } from './push.ts';
import type { AccessTokens } from './tokens.ts';
import type { MessageTemplate, NotificationTemplate } from './wire.ts';

/** A WeChat customer. `id` is the openid: 28 characters, another one for each account. WeChat tells the business no name. */
export interface WeChatCustomer {
  readonly id: string;
  readonly name: string;
  /** The same for all accounts of one business; only where these are bound to each other on the Open Platform. */
  readonly unionId?: string;
  /** `zh_CN`, `zh_TW`, `en` … */
  readonly language?: string;
}

/** A customer, and how they stand to the account. Times in milliseconds since 1970. */
export interface Follower {
  readonly customer: WeChatCustomer;
  readonly allowance: Allowance;
  isFollowing: boolean;
  followedAt: number;
  /** The scene of the QR code they came by; empty: they searched. */
  scene: string;
  /** When either side last said something. */
  spokeAt: number;
  typingUntil: number;
  /** "Receive messages" is switched off: templates do not reach them. */
  isMuted: boolean;
  /** How many notifications of a template they still agree to. */
  readonly agreed: Map<string, number>;
}

/** A follower who has said nothing yet. */
export function newFollower(customer: WeChatCustomer, now: number): Follower {
  return {
    customer,
    allowance: createAllowance(),
    isFollowing: true,
    followedAt: now,
    scene: '',
    spokeAt: Number.NEGATIVE_INFINITY,
    typingUntil: Number.NEGATIVE_INFINITY,
    isMuted: false,
    agreed: new Map(),
  };
}

const MODES = ['plain', 'compatible', 'safe'] as const;
const FORMATS = ['xml', 'json'] as const;
const TEMPLATE_RESULTS = ['success', 'failed:user block', 'failed:system failed', 'failed:freq limit'] as const;

/** What can be set about the account while it runs. */
export interface WeChatBehaviour {
  /** How webhooks go out: readable, readable and encrypted, or encrypted only. The last two need an EncodingAESKey. */
  readonly mode: (typeof MODES)[number];
  readonly format: (typeof FORMATS)[number];
  /** Off: an account without verification, which may call next to nothing (48001). */
  readonly isVerified: boolean;
  /** Off: this machine is not in the account's IP whitelist (40164). */
  readonly isWhitelisted: boolean;
  /** Openids the business has put on its black list (43019). */
  readonly blackList: readonly string[];
  /** The code for a message to somebody who left; WeChat has answered either. */
  readonly leftCode: 43004 | 45015;
  /** `\uXXXX` in a JSON body: refused (40033), or shown to the customer letter for letter. */
  readonly escapes: 'refused' | 'shown';
  /** What `/cgi-bin/media/get` gives for a video: an address, as documented, or the file, as some accounts see it. */
  readonly videoAs: 'url' | 'bytes';
  /** Calls a day and path in place of WeChat's own numbers (45009); null: WeChat's own. */
  readonly dailyQuota: number | null;
  /** What becomes of template messages to customers who have not switched them off. */
  readonly templateResult: (typeof TEMPLATE_RESULTS)[number];
  /** Pause before the webhook that reports on a template message or notification. */
  readonly reportDelayMs: number;
}

/** Everything one Official Account's stand-in knows. All in memory. */
export interface WeChatState {
  readonly account: WeChatAccount;
  readonly parts: StandInParts;
  readonly ids: Ids;
  readonly followers: Map<string, Follower>;
  readonly media: MediaShelf;
  readonly tokens: AccessTokens;
  readonly quota: DailyQuota;
  readonly pushes: WeChatPushes;
  readonly templates: readonly MessageTemplate[];
  readonly notifications: readonly NotificationTemplate[];
  /** Template messages by openid and `client_msg_id`, against doubles. */
  readonly sentOnce: Map<string, { readonly msgid: bigint; readonly at: number }>;
  readonly behaviour: () => WeChatBehaviour;
}

/** An Official Account, as its owner sees it on mp.weixin.qq.com. */
export interface WeChatAccount {
  readonly appId: string;
  readonly appSecret: string;
  /** `gh_` and 12 hexadecimal digits: the `ToUserName` of webhooks. */
  readonly originalId: string;
  /** "Token" of the server configuration. */
  readonly token: string;
  /** 43 characters. */
  readonly encodingAesKey?: string;
  /** Where this stand-in is served, without a slash at the end: addresses of pictures and videos begin with it. */
  readonly baseUrl: string;
}

/** Reads any of `WeChatBehaviour` from the control API's JSON; what is missing stays as it is. A sentence where it cannot be. */
export function readWeChatBehaviour(json: unknown, now: WeChatBehaviour): WeChatBehaviour | string {
  const mode = chosen(json, 'mode', MODES);
  const format = chosen(json, 'format', FORMATS);
  const escapes = chosen(json, 'escapes', ['refused', 'shown'] as const);
  const videoAs = chosen(json, 'videoAs', ['url', 'bytes'] as const);
  const templateResult = chosen(json, 'templateResult', TEMPLATE_RESULTS);
  for (const choice of [mode, format, escapes, videoAs, templateResult]) if (choice !== undefined && 'why' in choice) return choice.why;
  const leftCode = numberAt(json, 'leftCode') ?? now.leftCode;
  if (leftCode !== 43004 && leftCode !== 45015) return 'leftCode must be 43004 or 45015';
  return {
    mode: valueOf(mode) ?? now.mode,
    format: valueOf(format) ?? now.format,
    escapes: valueOf(escapes) ?? now.escapes,
    videoAs: valueOf(videoAs) ?? now.videoAs,
    templateResult: valueOf(templateResult) ?? now.templateResult,
    leftCode,
    isVerified: flagAt(json, 'isVerified') ?? now.isVerified,
    isWhitelisted: flagAt(json, 'isWhitelisted') ?? now.isWhitelisted,
    blackList: at(json, 'blackList') === undefined ? now.blackList : listAt(json, 'blackList').filter((id) => typeof id === 'string'),
    dailyQuota: at(json, 'dailyQuota') === null ? null : (numberAt(json, 'dailyQuota') ?? now.dailyQuota),
    reportDelayMs: numberAt(json, 'reportDelayMs') ?? now.reportDelayMs,
  };
}

type Choice<T> = { readonly value: T } | { readonly why: string } | undefined;

function chosen<T extends string>(json: unknown, key: string, known: readonly T[]): Choice<T> {
  if (at(json, key) === undefined) return undefined;
  const value = known.find((candidate) => candidate === textAt(json, key));
  return value === undefined ? { why: `${key} must be one of ${known.join(', ')}` } : { value };
}

function valueOf<T>(choice: Choice<T>): T | undefined {
  return choice !== undefined && 'value' in choice ? choice.value : undefined;
}

function flagAt(json: unknown, key: string): boolean | undefined {
  const value = at(json, key);
  return typeof value === 'boolean' ? value : undefined;
}
