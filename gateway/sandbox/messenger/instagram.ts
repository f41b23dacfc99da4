import type { StandIn, StandInParts } from '../stand-in.ts';
import { createParts } from '../stand-in.ts';
import { customerSays } from './customer.ts';
import type { MessengerSays } from './says.ts';
import { readMessengerSays } from './says.ts';
import type { MessengerCustomer, MessengerState } from './state.ts';
import { INSTAGRAM_FIELDS } from './subscriptions.ts';
import type { Subscription } from './subscriptions.ts';
import { createMessengerWebhooks } from './webhooks.ts';

/** The phone of a Page's Instagram account: the same app, token, webhook address and troubles as the Page's, with chats of its own. */
export interface InstagramStandIn extends StandIn {
  readonly platform: 'instagram';
  /** An IGSID not seen before becomes a new customer. A sentence where Instagram's app would not let them. */
  readonly customerSays: (customer: string | MessengerCustomer, says: MessengerSays) => ReturnType<StandIn['saysJson']>;
}

/** The Page's parts, with chats and listeners of their own. */
export function instagramParts(page: StandInParts): StandInParts {
  const own = createParts(page.clock);
  page.onChange((change) => (change.what === 'platform' ? own.tell(change) : undefined));
  return { ...page, chats: own.chats, onChange: own.onChange, tell: own.tell };
}

/** The state of the account that is linked to a Page, beside the Page's own. */
export function instagramState(page: Omit<MessengerState, 'instagram' | 'webhooks'>, retryWaitsMs: readonly number[]): MessengerState {
  const { account, behaviour } = page;
  const parts = instagramParts(page.parts);
  const subscription: Subscription = { fields: INSTAGRAM_FIELDS };
  const receipts = (): ReturnType<typeof behaviour>['statuses'] => behaviour().statuses;
  return {
    ...page,
    network: 'instagram',
    instagram: null,
    parts,
    subscription,
    webhooks: createMessengerWebhooks({ account, network: 'instagram', parts, subscription, retryWaitsMs, receipts }),
    customers: new Map((account.instagram?.customers ?? []).map((customer) => [customer.id, customer])),
    lastActed: new Map(),
    blocked: new Set(),
    portraits: new Map(),
    files: new Map(),
    edits: new Map(),
  };
}

/** The account as a phone. `page` is what it shares with the Page's Messenger. */
export function instagramStandIn(
  state: MessengerState,
  page: Pick<StandIn, 'answer' | 'failure' | 'behaviour' | 'behaveJson' | 'verifyCallback'>,
): InstagramStandIn {
  const { parts } = state;
  const says: InstagramStandIn['customerSays'] = (who, saying) => {
    const id = typeof who === 'string' ? who : who.id;
    if (!/^\d+$/.test(id)) return 'An Instagram-scoped id has digits only.';
    const customer = typeof who === 'string' ? (state.customers.get(id) ?? { id, name: `Customer ${id.slice(-4)}` }) : who;
    if (!state.customers.has(id)) {
      state.customers.set(id, customer);
      parts.tell({ what: 'platform' });
    }
    return customerSays(state, customer, saying);
  };
  return {
    ...parts,
    ...page,
    platform: 'instagram',
    customers: () => [...state.customers.values()],
    customerSays: says,
    saysJson: (customer, said) => {
      const saying = readMessengerSays(said);
      return typeof saying === 'string' ? saying : says(customer, saying);
    },
    file: (id) => Promise.resolve(state.cdn.find(state.files.get(id) ?? '')),
    // The Page's end ends it, too: what waits is the same.
    stop: () => Promise.resolve(),
  };
}
