import { randomBytes } from 'crypto';
import type { IHookFunctions } from 'n8n-workflow';

import { answerOf, pathOf, refused, request } from '../Parley/shared/transport';
import type { Batch, Burst, Subscription, SubscriptionFilter, SubscriptionMode } from '../Parley/shared/wire-events';
import { memoryOf, remember } from './memory';

/** What the trigger asks the gateway for. */
type Wanted = {
  readonly url: string;
  readonly events: string[];
  readonly filter: SubscriptionFilter;
  readonly burst: Burst | null;
  readonly batch: Batch | null;
  readonly mode: SubscriptionMode;
};

/** Whether the gateway has the subscription this trigger made, and still as the trigger wants it. */
export async function isSubscribed(hook: IHookFunctions): Promise<boolean> {
  const wanted = wantedBy(hook);
  const { subscriptionId, secret } = memoryOf(hook.getWorkflowStaticData('node'), wanted.mode);
  if (subscriptionId === undefined || secret === undefined) return false;
  const answer = await answerOf<Subscription>(hook, { method: 'GET', path: pathOf('subscriptions', subscriptionId) });
  if (answer.statusCode === 404) return false;
  if (answer.statusCode >= 400) throw refused(hook, answer);
  const { url, events, filter, burst, batch } = answer.body;
  return (
    url === wanted.url &&
    sameSet(events, wanted.events) &&
    isSameFilter(filter ?? {}, wanted.filter) &&
    isSame(burst ?? null, wanted.burst) &&
    isSame(batch ?? null, wanted.batch)
  );
}

/**
 * Makes the subscription. n8n calls this up to five times when it fails, and the gateway answers the same address with the same
 * subscription, so that no second one is left behind. The secret is ours: an answer that got lost cannot leave us without it.
 */
export async function subscribe(hook: IHookFunctions): Promise<void> {
  const { url, events, filter, burst, batch, mode } = wantedBy(hook);
  const staticData = hook.getWorkflowStaticData('node');
  const memory = memoryOf(staticData, mode);
  const secret = memory.secret ?? `whsec_${randomBytes(32).toString('base64')}`;
  const { id } = await request<Subscription>(hook, {
    method: 'POST',
    path: '/subscriptions',
    body: {
      url,
      events,
      ...(Object.keys(filter).length === 0 ? {} : { filter }),
      ...(burst === null ? {} : { burst }),
      ...(batch === null ? {} : { batch }),
      mode,
      secret,
    },
  });
  remember(staticData, mode, { ...memory, subscriptionId: id, url, secret });
}

/** Ends the subscription; one that is gone already is as good. */
export async function unsubscribe(hook: IHookFunctions): Promise<void> {
  const mode = modeOf(hook);
  const staticData = hook.getWorkflowStaticData('node');
  const { subscriptionId, ...rest } = memoryOf(staticData, mode);
  if (subscriptionId === undefined) return;
  const answer = await answerOf(hook, { method: 'DELETE', path: pathOf('subscriptions', subscriptionId) });
  if (answer.statusCode >= 400 && answer.statusCode !== 404) throw refused(hook, answer);
  remember(staticData, mode, rest);
}

function wantedBy(hook: IHookFunctions): Wanted {
  const [quietSeconds, maxSeconds] = numbersIn(hook, 'options.burst.values', ['quietSeconds', 'maxSeconds']);
  const [maxEvents, maxWaitMs] = numbersIn(hook, 'options.batch.values', ['maxEvents', 'maxWaitMs']);
  return {
    url: hook.getNodeWebhookUrl('default') ?? '',
    events: namesIn(hook.getNodeParameter('events', [])),
    filter: filterWantedBy(hook),
    burst: quietSeconds === undefined || maxSeconds === undefined ? null : { quietSeconds, maxSeconds },
    batch: maxEvents === undefined || maxWaitMs === undefined ? null : { maxEvents, maxWaitMs },
    mode: modeOf(hook),
  };
}

const LISTS = ['channelIds', 'teamIds', 'fromStatuses', 'toStatuses', 'authorTypes', 'contentTypes', 'keywords'] as const;
const SWITCHES = ['firstOfSession', 'includeWaitReplies'] as const;

/** The filters that say something: an empty list and a switch that is off let everything pass. */
function filterWantedBy(hook: IHookFunctions): SubscriptionFilter {
  const lists = LISTS.map((name) => [name, namesIn(hook.getNodeParameter(`filters.${name}`, []))] as const);
  const switches = SWITCHES.filter((name) => isOn(hook.getNodeParameter(`filters.${name}`, false)));
  return {
    ...Object.fromEntries(lists.filter(([, names]) => names.length > 0)),
    ...Object.fromEntries(switches.map((name) => [name, true])),
  };
}

function isSameFilter(a: SubscriptionFilter, b: SubscriptionFilter): boolean {
  return (
    LISTS.every((name) => sameSet(a[name] ?? [], b[name] ?? [])) && SWITCHES.every((name) => (a[name] ?? false) === (b[name] ?? false))
  );
}

/** Whether two settings have the same numbers; null is none. */
function isSame(a: Burst | Batch | null, b: Burst | Batch | null): boolean {
  if (a === null || b === null) return a === b;
  const numbers = Object.entries(b);
  const others = new Map(Object.entries(a));
  return numbers.every(([name, value]) => others.get(name) === value);
}

/** The numbers of a fixed collection; none where it was not added. */
function numbersIn(hook: IHookFunctions, parameter: string, names: readonly string[]): (number | undefined)[] {
  const values: unknown = hook.getNodeParameter(parameter, {});
  const numbers =
    typeof values === 'object' && values !== null ? new Map<string, unknown>(Object.entries(values)) : new Map<string, unknown>();
  return names.map((name) => (numbers.get(name) === undefined ? undefined : Number(numbers.get(name))));
}

function isOn(value: unknown): boolean {
  return value === true || value === 'true';
}

/**
 * Which registration a call is about. n8n activates a trigger by hand to listen for a test event, but does not say so when it ends
 * that: only the address, which differs, tells the two apart then.
 */
export function modeOf(hook: IHookFunctions): SubscriptionMode {
  if (hook.getActivationMode() === 'manual') return 'test';
  const { url } = memoryOf(hook.getWorkflowStaticData('node'), 'test');
  return url !== undefined && url === hook.getNodeWebhookUrl('default') ? 'test' : 'production';
}

/** A list as the editor gives it, or as an expression may: one text, comma-separated. */
function namesIn(value: unknown): string[] {
  const names = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? value.split(',') : [];
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry) => b.includes(entry));
}
