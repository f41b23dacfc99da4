import { createBuckets } from './bucket.ts';
import { react } from './chats.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import type { GraphAccount, WhatsAppCustomer } from './graph/inbound.ts';
import { inboundMessage } from './graph/inbound.ts';
import { createMediaShelf } from './graph/media-shelf.ts';
import { answerGraph, failure, verifyCallback } from './graph/routes.ts';
import type { WhatsAppSays } from './graph/says.ts';
import { readWhatsAppSays } from './graph/says.ts';
import { fileSent } from './graph/send.ts';
import type { GraphBehaviour, GraphState } from './graph/state.ts';
import { readGraphBehaviour } from './graph/state.ts';
import { SAMPLE_TEMPLATES } from './graph/sample-templates.ts';
import { createGraphWebhooks } from './graph/webhooks.ts';
import type { InboundMessage, Template } from './graph/wire.ts';
import { randomIds } from './ids.ts';
import type { Ids } from './ids.ts';
import type { Said, StandIn, StandInParts, StoredFile } from './stand-in.ts';
import { createParts } from './stand-in.ts';
import { RETRY_WAITS_MS } from './webhook-sender.ts';
import type { WebhookOutcome } from './webhook-sender.ts';

const DAY_MS = 24 * 60 * 60_000;

const WELL_BEHAVED: GraphBehaviour = {
  statuses: { delayMs: 0, upTo: 'read' },
  refusals: 'answer',
  number: {},
  token: { expiresAt: 0, scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'] },
};

/** An account on WhatsApp's Cloud API, as its owner sees it in Meta's console. */
export interface GraphOptions extends GraphAccount {
  readonly verifiedName: string;
  readonly accessToken: string;
  readonly appSecret: string;
  readonly verifyToken: string;
  /** The app that the token and the secret belong to. */
  readonly appId?: string;
  /** Where this stand-in is served, without a slash at the end: media addresses begin with it. */
  readonly baseUrl: string;
  readonly customers?: readonly WhatsAppCustomer[];
  readonly templates?: readonly Template[];
  readonly behaviour?: Partial<GraphBehaviour>;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly retryWaitsMs?: readonly number[];
}

/** The Graph API's stand-in. */
export interface GraphStandIn extends StandIn {
  readonly platform: 'whatsapp';
  /** A number not seen before becomes a new customer. The result's `webhook` tells how the business took it. */
  readonly customerSays: (customer: string | WhatsAppCustomer, says: WhatsAppSays) => Said;
  /** Posts any webhook body to the business, signed: for the fields no customer causes. */
  readonly postWebhook: (body: unknown) => Promise<WebhookOutcome>;
  readonly behave: (behaviour: Partial<GraphBehaviour>) => void;
}

/** Makes a stand-in. It serves nothing by itself: see `startSandbox`. */
export function createGraph(options: GraphOptions): GraphStandIn {
  const parts = createParts(options.clock ?? systemClock);
  const ids = options.ids ?? randomIds();
  const customers = new Map((options.customers ?? []).map((customer) => [customer.id, customer]));
  const lastWrote = new Map<string, number>();
  const media = createMediaShelf(options.baseUrl, ids);
  let behaviour: GraphBehaviour = { ...WELL_BEHAVED, ...options.behaviour };
  let photos = 0;
  const retryWaitsMs = options.retryWaitsMs ?? RETRY_WAITS_MS;
  const subscription: GraphState['subscription'] = {
    isOn: true,
    fields: ['messages', 'message_template_status_update', 'account_update'],
    override: null,
  };
  const webhooks = createGraphWebhooks({
    account: options,
    appSecret: options.appSecret,
    retryWaitsMs,
    parts,
    // https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override : the account's own address goes first.
    callbackUrl: () => (subscription.isOn && subscription.fields.length > 0 ? (subscription.override ?? parts.callbackUrl()) : null),
    statuses: () => behaviour.statuses,
  });
  const state: GraphState = {
    account: { ...options, appId: options.appId ?? '555060000000001' },
    verifiedName: options.verifiedName,
    secrets: options,
    subscription,
    parts,
    ids,
    media,
    webhooks,
    templates: options.templates ?? SAMPLE_TEMPLATES,
    // https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput : 80 a second, and 1 in 6 s to one person with 45 at once.
    numberRate: createBuckets({ burst: 80, refillMs: 1000 / 80 }),
    pairRate: createBuckets({ burst: 45, refillMs: 6_000 }),
    accepted: new Set(),
    sentFiles: new Map(),
    behaviour: () => behaviour,
    findCustomer: (input) =>
      customers.get(input.replaceAll(/\D/g, '')) ?? [...customers.values()].find((customer) => customer.userId === input),
    isWindowOpen: (id) => parts.clock.now() - (lastWrote.get(id) ?? Number.NEGATIVE_INFINITY) < DAY_MS,
  };

  const keep = (file: StoredFile): { id: string; url: string } => {
    const now = parts.clock.now();
    const id = media.keep(file, now);
    return { id, url: media.urlOf(id, now) };
  };
  const customerSays: GraphStandIn['customerSays'] = (who, says) => {
    const customer = typeof who === 'string' ? (customers.get(who) ?? { id: who, name: `Customer ${who.slice(-4)}` }) : who;
    if (!customers.has(customer.id)) {
      customers.set(customer.id, customer);
      parts.tell({ what: 'platform' });
    }
    const now = parts.clock.now();
    lastWrote.set(customer.id, now);
    const turn = says.type === 'image' ? photos++ : 0;
    const known = { id: ids.wamid(), now, businessPhone: options.displayPhoneNumber.replaceAll(/\D/g, ''), turn, keep };
    const message = inboundMessage(says, customer, known);
    return webhooks.sendMessage(customer, message, showOnPhone(parts, customer, says, message, now));
  };

  const behave = (wanted: Partial<GraphBehaviour>): void => {
    behaviour = { ...behaviour, ...wanted };
  };

  return {
    ...parts,
    platform: 'whatsapp',
    customers: () => [...customers.values()],
    customerSays,
    saysJson: (customer, said) => {
      const says = readWhatsAppSays(said);
      return typeof says === 'string' ? says : customerSays(customer, says);
    },
    answer: (call, trouble) => answerGraph(options, state, call, trouble),
    failure: (trouble) => failure(trouble, ids),
    file: async (id) =>
      state.sentFiles.get(id) ??
      media.find(id, parts.clock.now()) ??
      fileSent(state, parts.chats.find(id)?.message, AbortSignal.timeout(10_000)),
    postWebhook: webhooks.post,
    verifyCallback: () => verifyCallback(parts.callbackUrl(), options.verifyToken),
    behave,
    behaviour: () => behaviour,
    behaveJson: (json) => {
      const wanted = readGraphBehaviour(json, behaviour);
      if (typeof wanted === 'string') return wanted;
      behave(wanted);
      return undefined;
    },
    stop: () => parts.background.stop(),
  };
}

/** Returns the id of the bubble whose ticks follow the webhook. */
function showOnPhone(parts: StandInParts, customer: WhatsAppCustomer, says: WhatsAppSays, message: InboundMessage, now: number): string {
  switch (says.type) {
    case 'reaction':
      parts.chats.change(says.messageId, (entry) => react(entry, 'customer', says.emoji));
      return says.messageId;
    case 'edit':
      parts.chats.change(says.messageId, () => ({ message: { type: 'text', text: { body: says.text } }, edited: true }));
      return says.messageId;
    case 'revoke':
      parts.chats.change(says.messageId, () => ({ deleted: true }));
      return says.messageId;
    default: {
      const media = message[message.type];
      const mediaId = typeof media === 'object' && media !== null && 'id' in media && 'mime_type' in media ? String(media.id) : undefined;
      parts.chats.add({
        id: message.id,
        customer: customer.id,
        from: 'customer',
        at: now,
        message,
        receipt: 'sent',
        quotes: message.context?.id ?? null,
        ...(mediaId === undefined ? {} : { file: `/sandbox/api/whatsapp/files/${mediaId}` }),
      });
      return message.id;
    }
  }
}
