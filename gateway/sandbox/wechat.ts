import { randomInt } from 'node:crypto';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import type { Ids } from './ids.ts';
import { randomIds } from './ids.ts';
import type { Said, StandIn, StandInParts } from './stand-in.ts';
import { createParts } from './stand-in.ts';
import { aesKeyOf } from './wechat/crypto.ts';
import { say } from './wechat/customer-says.ts';
import { createDailyQuota } from './wechat/daily-quota.ts';
import { createMediaShelf } from './wechat/media-shelf.ts';
import { ANSWER_WITHIN_MS, createPushes } from './wechat/push.ts';
import { answerWeChat, weChatFailure } from './wechat/routes.ts';
import type { WeChatSays } from './wechat/says.ts';
import { readWeChatSays } from './wechat/says.ts';
import type { WeChatAccount, WeChatBehaviour, WeChatCustomer, WeChatState } from './wechat/state.ts';
import { newFollower, readWeChatBehaviour } from './wechat/state.ts';
import { SAMPLE_NOTIFICATIONS, SAMPLE_TEMPLATES } from './wechat/templates.ts';
import { createTokens } from './wechat/tokens.ts';
import type { MessageTemplate, NotificationTemplate, WireFields } from './wechat/wire.ts';
import type { WebhookOutcome } from './webhook-sender.ts';

/** A verified service account, and who follows it. */
export interface WeChatOptions extends WeChatAccount {
  readonly customers?: readonly WeChatCustomer[];
  readonly templates?: readonly MessageTemplate[];
  readonly notifications?: readonly NotificationTemplate[];
  /** Default: webhooks in XML, in the safe mode where there is an `encodingAesKey`, else in the plain one. */
  readonly behaviour?: Partial<WeChatBehaviour>;
  readonly clock?: Clock;
  readonly ids?: Ids;
  /** How long a webhook may take; WeChat's own 5 seconds by default. */
  readonly answerWithinMs?: number;
}

/** The stand-in for WeChat's Official Accounts. */
export interface WeChatStandIn extends StandIn {
  readonly platform: 'wechat';
  /** An openid not seen before becomes a new follower. The result's `webhook` tells how the business took it. */
  readonly customerSays: (customer: string | WeChatCustomer, says: WeChatSays) => Said;
  /** Posts any webhook about a customer to the business: for what no customer causes. The answer is not shown to anybody. */
  readonly postWebhook: (openid: string, fields: WireFields) => Promise<WebhookOutcome>;
  /** Throws where an encrypted mode is asked for without an `encodingAesKey`. */
  readonly behave: (behaviour: Partial<WeChatBehaviour>) => void;
}

const NEEDS_KEY = 'The modes "compatible" and "safe" need an encodingAesKey of 43 characters.';

/**
 * Makes a stand-in. It serves nothing by itself: put it on HTTP with `serveStandIn` under `/wechat`, behind `express.raw`, with that
 * address as `baseUrl`; a WeChat channel of the gateway takes the same address as `apiBaseUrl`, and `appId`, `appSecret`, `token` and
 * `encodingAesKey` of these options under the same names. Then `connect` the channel's webhook address and `verifyCallback`: WeChat's
 * check with `echostr`. `customers` are followers who have not written yet, so nobody can be written to before they say something.
 */
export function createWeChat(options: WeChatOptions): WeChatStandIn {
  const parts = createParts(options.clock ?? systemClock);
  let behaviour: WeChatBehaviour = { ...defaults(options), ...options.behaviour };
  if (!isPossible(options, behaviour)) throw new Error(NEEDS_KEY);
  const state = createState(options, parts, () => behaviour);
  let photos = 0;

  const customerSays: WeChatStandIn['customerSays'] = (who, says) => {
    const customer = typeof who === 'string' ? { id: who, name: `Customer ${who.slice(-4)}` } : who;
    const follower = state.followers.get(customer.id) ?? newFollower(customer, parts.clock.now());
    if (!state.followers.has(customer.id)) {
      state.followers.set(customer.id, follower);
      parts.tell({ what: 'platform' });
    }
    return say(state, follower, says, says.type === 'image' ? photos++ : 0);
  };
  const behave = (wanted: Partial<WeChatBehaviour>): void => {
    const next = { ...behaviour, ...wanted };
    if (!isPossible(options, next)) throw new Error(NEEDS_KEY);
    behaviour = next;
    parts.tell({ what: 'platform' });
  };

  return {
    ...parts,
    platform: 'wechat',
    customers: () => [...state.followers.values()].map(({ customer }) => customer),
    customerSays,
    saysJson: (customer, said) => {
      const says = readWeChatSays(said);
      return typeof says === 'string' ? says : customerSays(customer, says);
    },
    answer: (call, trouble) => answerWeChat(state, call, trouble),
    failure: (trouble, call) => weChatFailure(state, trouble, call),
    file: (id) => Promise.resolve(state.media.shown(id)),
    postWebhook: async (openid, fields) => (await state.pushes.send(openid, fields)).outcome,
    verifyCallback: () => state.pushes.verify(),
    behave,
    behaviour: () => behaviour,
    behaveJson: (json) => {
      const wanted = readWeChatBehaviour(json, behaviour);
      if (typeof wanted === 'string') return wanted;
      if (!isPossible(options, wanted)) return NEEDS_KEY;
      behave(wanted);
      return undefined;
    },
    stop: () => parts.background.stop(),
  };
}

function createState(options: WeChatOptions, parts: StandInParts, behaviour: () => WeChatBehaviour): WeChatState {
  const ids = options.ids ?? randomIds();
  const now = parts.clock.now();
  return {
    account: options,
    parts,
    ids,
    followers: new Map((options.customers ?? []).map((customer) => [customer.id, newFollower(customer, now)])),
    media: createMediaShelf(ids),
    tokens: createTokens(() => ids.token()),
    quota: createDailyQuota(),
    pushes: createPushes({
      account: options,
      parts,
      behaviour,
      nonce: () => String(randomInt(100_000_000, 2_000_000_000)),
      answerWithinMs: options.answerWithinMs ?? ANSWER_WITHIN_MS,
    }),
    templates: options.templates ?? SAMPLE_TEMPLATES,
    notifications: options.notifications ?? SAMPLE_NOTIFICATIONS,
    sentOnce: new Map(),
    behaviour,
  };
}

function defaults({ encodingAesKey }: WeChatOptions): WeChatBehaviour {
  return {
    mode: encodingAesKey === undefined ? 'plain' : 'safe',
    format: 'xml',
    isVerified: true,
    isWhitelisted: true,
    blackList: [],
    leftCode: 43004,
    escapes: 'refused',
    videoAs: 'url',
    dailyQuota: null,
    templateResult: 'success',
    reportDelayMs: 0,
  };
}

function isPossible(account: WeChatAccount, { mode }: WeChatBehaviour): boolean {
  return mode === 'plain' || aesKeyOf(account.encodingAesKey ?? '') !== undefined;
}
