import { createBuckets } from './bucket.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { verifyCallback } from './graph/routes.ts';
import { randomIds } from './ids.ts';
import type { Ids } from './ids.ts';
import { createCdn } from './messenger/cdn.ts';
import type { InstagramStandIn } from './messenger/instagram.ts';
import { instagramStandIn, instagramState } from './messenger/instagram.ts';
import { customerSays } from './messenger/customer.ts';
import { answerMessenger, messengerFailure } from './messenger/routes.ts';
import type { MessengerSays } from './messenger/says.ts';
import { readMessengerSays } from './messenger/says.ts';
import type { MessengerAccount, MessengerBehaviour, MessengerCustomer, MessengerState } from './messenger/state.ts';
import { DEFAULT_SCOPES, readMessengerBehaviour } from './messenger/state.ts';
import type { Subscription } from './messenger/subscriptions.ts';
import { MESSENGER_FIELDS } from './messenger/subscriptions.ts';
import { SAMPLE_UTILITY_TEMPLATES } from './messenger/templates.ts';
import { createMessengerWebhooks } from './messenger/webhooks.ts';
import type { UtilityTemplate } from './messenger/wire.ts';
import type { Said, StandIn } from './stand-in.ts';
import { createParts } from './stand-in.ts';
import { RETRY_WAITS_MS } from './webhook-sender.ts';
import type { WebhookOutcome } from './webhook-sender.ts';

export type { MessengerBehaviour, MessengerCustomer } from './messenger/state.ts';

/** A Facebook Page on the Messenger Platform, as its owner sees it in Meta's console. */
export interface MessengerOptions extends MessengerAccount {
  /** Where this stand-in is served, without a slash at the end: links to files begin with it. */
  readonly baseUrl: string;
  readonly customers?: readonly MessengerCustomer[];
  readonly templates?: readonly UtilityTemplate[];
  /** The webhook fields the app is subscribed to; null: the app is not subscribed to the Page. Default: all. */
  readonly subscribedFields?: readonly string[] | null;
  readonly behaviour?: Partial<MessengerBehaviour>;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly retryWaitsMs?: readonly number[];
}

/** The Messenger Platform's stand-in. */
export interface MessengerStandIn extends StandIn {
  readonly platform: 'facebook';
  /** The phone of the linked Instagram account, where there is one. Its calls come in here. */
  readonly instagram: InstagramStandIn | null;
  /** A PSID not seen before becomes a new customer. A sentence where Messenger's app would not let them. */
  readonly customerSays: (customer: string | MessengerCustomer, says: MessengerSays) => Said | string;
  /** Posts any webhook body to the business, signed: for the fields no customer causes. */
  readonly postWebhook: (body: unknown) => Promise<WebhookOutcome>;
  readonly behave: (behaviour: Partial<MessengerBehaviour>) => void;
}

/**
 * Makes a stand-in for a Facebook Page on Messenger. It serves nothing by itself: put it behind `express.raw` with
 * `serveStandIn`, at the address given as `baseUrl` (in the sandbox: `/messenger`). Under that address it answers, with or
 * without a version in front: `POST /{page}|me/messages` and `/message_attachments`, `GET /{page}|me`, `/{psid}`,
 * `/{page}/message_templates`, `GET|POST|DELETE /{page}/subscribed_apps`, `GET /debug_token`, `/app`, `/{app}/subscriptions`,
 * and `GET /v/…`, Meta's file servers. A channel takes the address as `apiBaseUrl`. An Instagram account in `instagram` is written to
 * at the same addresses by its customers' ids, and is a phone of its own (`messenger/instagram.ts`).
 *
 * `callbackUrl` is entered with `connect`, checked with `verifyCallback` (`hub.challenge`). Sayings: `messenger/says.ts`;
 * behaviour (`statuses`, `tokenExpiresAt`, `scopes`, `profiles`, `refusal`): `messenger/state.ts`.
 */
export function createMessenger(options: MessengerOptions): MessengerStandIn {
  const parts = createParts(options.clock ?? systemClock);
  const ids = options.ids ?? randomIds();
  let behaviour: MessengerBehaviour = {
    statuses: { delayMs: 0, upTo: 'read' },
    tokenExpiresAt: null,
    scopes: DEFAULT_SCOPES,
    profiles: 'given',
    refusal: null,
    ...options.behaviour,
  };
  const subscription: Subscription = { fields: options.subscribedFields === undefined ? MESSENGER_FIELDS : options.subscribedFields };
  const retryWaitsMs = options.retryWaitsMs ?? RETRY_WAITS_MS;
  const receipts = (): MessengerBehaviour['statuses'] => behaviour.statuses;
  const page: Omit<MessengerState, 'instagram'> = {
    network: 'messenger',
    account: options,
    baseUrl: options.baseUrl,
    parts,
    ids,
    cdn: createCdn(options.baseUrl, ids),
    subscription,
    webhooks: createMessengerWebhooks({ account: options, network: 'messenger', parts, subscription, retryWaitsMs, receipts }),
    templates: options.templates ?? SAMPLE_UTILITY_TEMPLATES,
    customers: new Map((options.customers ?? []).map((customer) => [customer.id, customer])),
    lastActed: new Map(),
    blocked: new Set(),
    attachments: new Map(),
    portraits: new Map(),
    files: new Map(),
    edits: new Map(),
    // A second for each Page: https://developers.facebook.com/documentation/business-messaging/messenger-platform/overview/rate-limiting
    textRate: createBuckets({ burst: 300, refillMs: 1000 / 300 }),
    mediaRate: createBuckets({ burst: 10, refillMs: 1000 / 10 }),
    behaviour: () => behaviour,
  };
  const instagram = options.instagram === undefined ? null : instagramState(page, retryWaitsMs);
  const state: MessengerState = { ...page, instagram };

  const says: MessengerStandIn['customerSays'] = (who, saying) => {
    const id = typeof who === 'string' ? who : who.id;
    if (!/^\d+$/.test(id)) return 'A Page-scoped id has digits only.';
    const customer = typeof who === 'string' ? (state.customers.get(id) ?? { id, name: `Customer ${id.slice(-4)}` }) : who;
    if (!state.customers.has(id)) {
      state.customers.set(id, customer);
      parts.tell({ what: 'platform' });
    }
    return customerSays(state, customer, saying);
  };
  const behave = (wanted: Partial<MessengerBehaviour>): void => {
    behaviour = { ...behaviour, ...wanted };
  };

  const shared = {
    answer: (call, trouble) => answerMessenger(state, call, trouble),
    failure: (trouble) => messengerFailure(state, trouble),
    verifyCallback: () => verifyCallback(parts.callbackUrl(), options.verifyToken),
    behaviour: () => behaviour,
    behaveJson: (json) => {
      const wanted = readMessengerBehaviour(json, behaviour);
      if (typeof wanted === 'string') return wanted;
      behave(wanted);
      return undefined;
    },
  } satisfies Partial<StandIn>;

  return {
    ...parts,
    ...shared,
    platform: 'facebook',
    instagram: instagram === null ? null : instagramStandIn(instagram, shared),
    customers: () => [...state.customers.values()],
    customerSays: says,
    saysJson: (customer, said) => {
      const saying = readMessengerSays(said);
      return typeof saying === 'string' ? saying : says(customer, saying);
    },
    file: (id) => Promise.resolve(state.cdn.find(state.files.get(id) ?? '')),
    postWebhook: state.webhooks.post,
    behave,
    stop: () => parts.background.stop(),
  };
}
