import { createBuckets } from './bucket.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { randomIds } from './ids.ts';
import type { Ids } from './ids.ts';
import { textAt } from './json.ts';
import { eventOf } from './line/events.ts';
import { createReplyTokens } from './line/reply-tokens.ts';
import { createRetryKeys } from './line/retry-keys.ts';
import { answerLine, lineFailure } from './line/routes.ts';
import type { LineSays } from './line/says.ts';
import { lineFileOf, readLineSays } from './line/says.ts';
import type { LineBehaviour, LineCustomer, LineGroup, LineState } from './line/state.ts';
import { readLineBehaviour } from './line/state.ts';
import { createLineWebhooks } from './line/webhooks.ts';
import type { LineWebhooks } from './line/webhooks.ts';
import type { LineEvent } from './line/wire.ts';
import { fetchFile } from './media/fetch-file.ts';
import type { Said, StandIn, StoredFile } from './stand-in.ts';
import { createParts } from './stand-in.ts';
import { RETRY_WAITS_MS } from './webhook-sender.ts';
import type { WebhookOutcome } from './webhook-sender.ts';

/** A LINE Official Account, as its owner sees it in LINE's console. */
export interface LineOptions {
  readonly channelSecret: string;
  readonly channelAccessToken: string;
  /** `U` and 32 hexadecimal digits: the `destination` of webhooks. */
  readonly botUserId: string;
  /** With the @. */
  readonly basicId: string;
  readonly displayName: string;
  readonly customers?: readonly LineCustomer[];
  readonly groups?: readonly LineGroup[];
  readonly behaviour?: Partial<LineBehaviour>;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly retryWaitsMs?: readonly number[];
}

/** The LINE Messaging API's stand-in. */
export interface LineStandIn extends StandIn {
  readonly platform: 'line';
  /** A userId not seen before becomes a new friend. In a group where one is named. The result's `webhook` tells how the business took it. */
  readonly customerSays: (customer: string | LineCustomer, says: LineSays, group?: string) => Said;
  /** Posts these events to the business in one webhook, signed; an empty list is the console's "Verify". */
  readonly postWebhook: (events: readonly LineEvent[]) => Promise<WebhookOutcome>;
  readonly behave: (behaviour: Partial<LineBehaviour>) => void;
}

const CENTURY_SECONDS = 100 * 365 * 24 * 3600;

const WELL_BEHAVED: LineBehaviour = {
  monthlyQuota: 500,
  preparingMs: 0,
  redelivers: true,
  usesWebhook: true,
  chat: true,
  token: { kind: 'long_lived', expiresInSeconds: CENTURY_SECONDS },
};

/** Makes a stand-in. It serves nothing by itself: see `startSandbox`. */
export function createLine(options: LineOptions): LineStandIn {
  const parts = createParts(options.clock ?? systemClock);
  const ids = options.ids ?? randomIds();
  let behaviour: LineBehaviour = { ...WELL_BEHAVED, ...options.behaviour };
  let photos = 0;
  const state: LineState = {
    parts,
    ids,
    customers: new Map((options.customers ?? []).map((customer) => [customer.id, customer])),
    groups: new Map((options.groups ?? []).map((group) => [group.id, group])),
    blocked: new Set(),
    contents: new Map(),
    events: new Map(),
    replyTokens: createReplyTokens(),
    retryKeys: createRetryKeys(),
    tokens: new Map(),
    // 2,000 a second for each endpoint: https://developers.line.biz/en/reference/messaging-api/#rate-limits
    rate: createBuckets({ burst: 2_000, refillMs: 0.5 }),
    behaviour: () => behaviour,
    used: 0,
  };
  const webhooks = createLineWebhooks({
    channelSecret: options.channelSecret,
    botUserId: options.botUserId,
    parts,
    isOn: () => behaviour.usesWebhook,
    retryWaitsMs: () => (behaviour.redelivers ? (options.retryWaitsMs ?? RETRY_WAITS_MS) : []),
    onRedelivery: (events) => {
      for (const event of events) state.replyTokens.renew(event.replyToken ?? '', parts.clock.now());
    },
  });

  const customerSays: LineStandIn['customerSays'] = (who, says, group) => {
    if (says.type === 'redelivery') return deliverAgain(state, webhooks, says.messageId);
    const customer = typeof who === 'string' ? (state.customers.get(who) ?? { id: who, name: `Customer ${who.slice(-4)}` }) : who;
    if (!state.customers.has(customer.id)) {
      state.customers.set(customer.id, customer);
      parts.tell({ what: 'platform' });
    }
    const now = parts.clock.now();
    const id = ids.decimal();
    const file = ['image', 'video', 'audio', 'file'].includes(says.type)
      ? lineFileOf(says, says.type === 'image' ? photos++ : 0)
      : undefined;
    if (file !== undefined) keep(state, id, file, says.type, now);
    const event = eventOf(state, customer, says, id, { file, group });
    state.events.set(id, event);
    const bubble = showOnPhone(state, group ?? customer.id, says, event, id, now);
    const webhook = parts.background.run(async () => {
      const outcome = await webhooks.post([event]);
      parts.chats.change(bubble, (entry) => (entry.receipt === 'sent' && outcome.is === 'delivered' ? { receipt: 'delivered' } : {}));
      return outcome;
    });
    return { id, webhook };
  };

  const behave = (wanted: Partial<LineBehaviour>): void => {
    behaviour = { ...behaviour, ...wanted };
  };

  return {
    ...parts,
    platform: 'line',
    customers: () => [...state.customers.values()],
    customerSays,
    saysJson: (customer, said) => {
      const says = readLineSays(said);
      return typeof says === 'string' ? says : customerSays(customer, says);
    },
    answer: (call) => answerLine(options, state, webhooks, call),
    failure: (trouble) => lineFailure(trouble, ids.uuid()),
    file: (id) => fileShown(state, id),
    postWebhook: (events) => webhooks.post(events),
    behave,
    behaviour: () => behaviour,
    behaveJson: (json) => {
      behave(readLineBehaviour(json, behaviour));
      return undefined;
    },
    // LINE has no handshake: its console's "Verify" posts a webhook without events.
    verifyCallback: async () => {
      const outcome = await webhooks.post([]);
      return {
        ok: outcome.is === 'delivered',
        status: outcome.is === 'given_up' ? outcome.status : outcome.is === 'delivered' ? 200 : null,
      };
    },
    stop: () => parts.background.stop(),
  };
}

/** The same event once more; a message that nobody said has none. */
function deliverAgain(state: LineState, webhooks: LineWebhooks, messageId: string): Said {
  const event = state.events.get(messageId);
  const webhook = event === undefined ? Promise.resolve({ is: 'not_connected' } as const) : webhooks.post([event], true);
  return { id: messageId, webhook };
}

function keep(state: LineState, id: string, file: StoredFile, type: string, now: number): void {
  const needsPreparing = type === 'video' || type === 'audio';
  state.contents.set(id, { file, readyAt: now + (needsPreparing ? state.behaviour().preparingMs : 0), state: 'kept' });
}

/** Returns the id of the bubble whose mark follows the webhook. */
function showOnPhone(state: LineState, chat: string, says: LineSays, event: LineEvent, id: string, now: number): string {
  const { chats } = state.parts;
  if (says.type === 'unsend') {
    const content = state.contents.get(says.messageId);
    if (content !== undefined) content.state = 'unsent';
    chats.change(says.messageId, () => ({ deleted: true }));
    return says.messageId;
  }
  if (says.type === 'postback' && says.displayText === undefined) return id;
  const message = says.type === 'postback' ? { type: 'text', text: says.displayText } : (event['message'] ?? { type: event.type });
  const entry = { id, customer: chat, from: 'customer', at: now, message, receipt: 'sent' } as const;
  const quotes = says.type === 'text' ? (says.quotes ?? null) : null;
  chats.add({ ...entry, quotes, ...(state.contents.has(id) ? { file: `/sandbox/api/line/files/${id}` } : {}) });
  return id;
}

async function fileShown(state: LineState, id: string): Promise<StoredFile | undefined> {
  const kept = state.contents.get(id);
  if (kept !== undefined) return kept.state === 'kept' ? kept.file : undefined;
  const link = textAt(state.parts.chats.find(id)?.message, 'originalContentUrl');
  return link === undefined ? undefined : fetchFile(link, AbortSignal.timeout(10_000));
}
