import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { randomIds } from './ids.ts';
import type { Ids } from './ids.ts';
import type { Said, StandIn } from './stand-in.ts';
import { createParts } from './stand-in.ts';
import type { SampleContent } from './twilio/content.ts';
import { createContentShelf, SAMPLE_CONTENTS } from './twilio/content.ts';
import { failure } from './twilio/errors.ts';
import { addressOf } from './twilio/inbound.ts';
import { createMediaShelf } from './twilio/media-shelf.ts';
import { createMessageBook } from './twilio/messages.ts';
import { answerTwilio } from './twilio/routes.ts';
import type { TwilioSays } from './twilio/says.ts';
import { readTwilioSays } from './twilio/says.ts';
import { hear } from './twilio/hear.ts';
import type { TwilioAccount, TwilioBehaviour, TwilioCustomer, TwilioState } from './twilio/state.ts';
import { readTwilioBehaviour } from './twilio/state.ts';
import { createTwilioWebhooks } from './twilio/webhooks.ts';
import type { WebhookOutcome } from './webhook-sender.ts';

const DAY_MS = 24 * 60 * 60_000;

export type { TwilioCustomer } from './twilio/state.ts';

/** A WhatsApp sender at Twilio, as its owner sees it in Twilio's console. */
export interface TwilioOptions extends TwilioAccount {
  /** Where this stand-in is served, without a slash at the end: media addresses begin with it. */
  readonly baseUrl: string;
  /**
   * Another origin that leads to the same place, for the host that holds the bytes: whoever follows a redirect there must leave the
   * credentials behind. Default: `baseUrl` with `localhost` for `127.0.0.1`.
   */
  readonly mediaUrl?: string;
  readonly customers?: readonly TwilioCustomer[];
  readonly contents?: readonly SampleContent[];
  readonly behaviour?: Partial<TwilioBehaviour>;
  readonly clock?: Clock;
  readonly ids?: Ids;
}

/** The stand-in for WhatsApp through Twilio. */
export interface TwilioStandIn extends StandIn {
  readonly platform: 'twilio';
  /** A number not seen before becomes a new customer. The result's `webhook` tells how the business took it. */
  readonly customerSays: (customer: string | TwilioCustomer, says: TwilioSays) => Said;
  /** Posts these parameters to the business, signed: for what no customer causes. */
  readonly postWebhook: (params: Readonly<Record<string, string>>) => Promise<WebhookOutcome>;
  /**
   * The address entered in the console, where it is not the one that reaches the business on this machine: it is what is signed, and
   * status callbacks that name its origin come here too. Null: they are the same.
   */
  readonly publishAs: (publicUrl: string | null) => void;
  readonly behave: (behaviour: Partial<TwilioBehaviour>) => void;
}

/** Makes a stand-in. It serves nothing by itself: see `startSandbox`. */
export function createTwilio(options: TwilioOptions): TwilioStandIn {
  const parts = createParts(options.clock ?? systemClock);
  const ids = options.ids ?? randomIds();
  const customers = new Map((options.customers ?? []).map((customer) => [customer.id, customer]));
  const lastWrote = new Map<string, number>();
  let publicUrl: string | null = null;
  let behaviour: TwilioBehaviour = {
    statuses: { delayMs: 0, upTo: 'read' },
    refusals: 'status',
    mediaAuth: true,
    optOuts: true,
    failWith: null,
    ...options.behaviour,
  };
  const state: TwilioState = {
    account: options,
    baseUrl: options.baseUrl,
    parts,
    ids,
    media: createMediaShelf(options.accountSid, options.mediaUrl ?? options.baseUrl.replace('//127.0.0.1', '//localhost'), ids),
    messages: createMessageBook(),
    contents: createContentShelf(options.accountSid, ids, options.contents ?? SAMPLE_CONTENTS, parts.clock.now()),
    webhooks: createTwilioWebhooks({ account: options, ids, parts, publicUrl: () => publicUrl }),
    sentFiles: new Map(),
    blocked: new Set(),
    optedOut: new Set(),
    behaviour: () => behaviour,
    findCustomer: (address) =>
      [...customers.values()].find(
        (customer) => address === addressOf(customer) || (customer.userId !== undefined && address === `whatsapp:${customer.userId}`),
      ),
    isWindowOpen: (id) => parts.clock.now() - (lastWrote.get(id) ?? Number.NEGATIVE_INFINITY) < DAY_MS,
    queue: Promise.resolve(),
  };

  const customerSays: TwilioStandIn['customerSays'] = (who, says) => {
    const customer = typeof who === 'string' ? (customers.get(who) ?? { id: who, name: `Customer ${who.slice(-4)}` }) : who;
    if (!customers.has(customer.id)) {
      customers.set(customer.id, customer);
      parts.tell({ what: 'platform' });
    }
    const isMessage = says.type !== 'block' && says.type !== 'unblock';
    if (isMessage) lastWrote.set(customer.id, parts.clock.now());
    return hear(state, customer, says);
  };
  const behave = (wanted: Partial<TwilioBehaviour>): void => {
    behaviour = { ...behaviour, ...wanted };
  };

  return {
    ...parts,
    platform: 'twilio',
    customers: () => [...customers.values()],
    customerSays,
    saysJson: (customer, said) => {
      const says = readTwilioSays(said);
      return typeof says === 'string' ? says : customerSays(customer, says);
    },
    answer: (call, trouble) => Promise.resolve(answerTwilio({ state, trouble, callbackUrl: publicUrl ?? parts.callbackUrl() }, call)),
    failure,
    file: (id) => Promise.resolve(state.sentFiles.get(id) ?? state.media.find(id)?.file),
    postWebhook: async (params) => (await state.webhooks.sendInbound(new URLSearchParams(params))).outcome,
    publishAs: (url) => {
      publicUrl = url;
    },
    // Twilio has no handshake: the address is simply entered.
    verifyCallback: () => Promise.resolve({ ok: true, status: null }),
    behave,
    behaviour: () => behaviour,
    behaveJson: (json) => {
      const wanted = readTwilioBehaviour(json, behaviour);
      if (typeof wanted === 'string') return wanted;
      behave(wanted);
      return undefined;
    },
    stop: () => parts.background.stop(),
  };
}
