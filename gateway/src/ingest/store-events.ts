import type { IdentityKey, InboundEvent } from '../model/inbound.ts';
import type { Ids } from '../model/ids.ts';
import type { Tx, Work } from '../store/committer.ts';
import { type Flushed, flush } from '../store/flush.ts';
import { type RecordedWebhook, keepBodies, recordKeys } from '../store/inbox.ts';
import {
  type ChannelKey,
  keepPeople,
  loadByKeys,
  loadConversations,
  loadMessages,
  loadMessagesByExternalId,
  loadQueued,
  loadSentTo,
  lockPeople,
} from '../store/load.ts';
import type { PeopleCache } from '../store/people-cache.ts';
import type { ChannelFacts } from '../store/records.ts';
import { loadRotas } from '../store/rotas.ts';
import { loadTemplatesByExternalId } from '../store/templates.ts';
import { Unit, externalName, keyName } from '../store/unit.ts';
import { loadUnsettled } from '../store/unsettled.ts';
import type { ActiveSubscription } from '../store/write-events.ts';
import {
  applyEdit,
  applyHealth,
  applyIdentityChange,
  applyOptOut,
  applyReaction,
  applyRevoke,
  applyStatus,
  applyWatermark,
} from './apply-change.ts';
import { attributeToCampaigns } from './attribute.ts';
import { teamsToAsk } from './teams-to-ask.ts';
import { applyTemplateStatus } from './apply-template.ts';
import { type Origin, applyEcho, applyMessage, applyNotice } from './apply-message.ts';
import { applyNamelessEcho } from './own-echoes.ts';
import { loadUploads } from './visitor-uploads.ts';

/** One verified webhook, or the part of it that is one channel's. */
export interface Received {
  readonly channelId: string;
  readonly events: readonly InboundEvent[];
  /** The body as it came, kept for a set time. */
  readonly body: string;
  /** Of the request that brought it, for the log. */
  readonly requestId?: string;
  /** Where traces are kept: the span that brought it, and since when it waits to be stored. */
  readonly span?: { readonly traceparent: string; readonly since: number };
}

/** How many of its events were new. */
export interface Stored {
  readonly fresh: number;
  readonly repeated: number;
}

export interface StoreEventsOptions {
  readonly ids: Ids;
  readonly factsOf: (channelId: string) => ChannelFacts;
  readonly people?: PeopleCache | undefined;
  readonly subscriptions: (tx: Tx) => Promise<readonly ActiveSubscription[]>;
  readonly wake: (flushed: Flushed) => void;
  /** Told after the commit which events came of a request. Without it nothing is put together. */
  readonly trace?: ((request: Traced) => void) | undefined;
}

/** What a webhook has become. */
export interface Traced {
  readonly requestId: string;
  readonly webhookId: string;
  readonly channelId: string;
  readonly eventIds: readonly string[];
}

/**
 * Stores what platforms sent, many webhooks in one transaction: an event that is known already changes nothing, every other one is
 * applied in the order of arrival.
 */
export function storeEvents(options: StoreEventsOptions): Work<Received, Stored> {
  return {
    name: 'ingest',
    async prepare(tx, items) {
      const events = eventsOf(items);
      await lockPeople(tx, peopleOf(events), externalIdsByChannel(events), correlations(events));
    },
    async run(tx, received) {
      const items = await attributeToCampaigns(tx, received);
      const events = eventsOf(items);
      const people = peopleOf(events);
      const unit = new Unit(tx, options);
      const webhooks = await recordKeys(
        tx,
        options.ids,
        items.map(({ channelId, events: own }) => ({ channelId, keys: own.flatMap((event) => (isItsOwnRow(event) ? [] : event.key)) })),
      );
      await loadByKeys(unit, people);
      for (const [channelId, externalIds] of externalIdsByChannel(events)) await loadMessagesByExternalId(unit, channelId, externalIds);
      await loadMessages(unit, correlations(events));
      await loadSentTo(unit, peopleOf(events.filter(({ event }) => event.is === 'watermark')));
      await loadConversations(
        unit,
        [...unit.messages.values()].map((message) => message.conversationId),
      );
      await loadQueued(unit, conversationsEchoed(unit, events));
      await loadUnsettled(unit, echoedInto(unit, events));
      await loadTemplatesByExternalId(unit, templateIdsOf(events));
      await loadRotas(unit, teamsToAsk(unit, events));
      await loadUploads(unit, items.flatMap((item) => item.events)); // prettier-ignore
      const traced: Traced[] = [];
      const stored = items.map((item, index) => {
        const begin = unit.events.length;
        unit.traceparent = item.span?.traceparent;
        const done = applyAll(unit, item, webhooks[index]);
        if (options.trace !== undefined) traced.push(...traceOf(item, webhooks[index], unit.events.slice(begin)));
        return done;
      });
      for (const news of unit.accountNews) await applyHealth(unit, news.event, news.channelId);
      const kept = items.flatMap(({ channelId, body }, index) => {
        const id = webhooks[index]?.id;
        return id === undefined || stored[index]?.fresh === 0 ? [] : { id, channelId, body };
      });
      await keepBodies(tx, kept);
      const flushed = await flush(unit, unit.events.length === 0 ? [] : await options.subscriptions(tx));
      keepPeople(unit);
      tx.afterCommit(() => options.wake(flushed));
      if (options.trace !== undefined) tx.afterCommit(() => traced.forEach((one) => options.trace?.(one)));
      return stored;
    },
  };
}

function traceOf(
  { requestId, channelId }: Received,
  webhook: RecordedWebhook | undefined,
  events: readonly { readonly id: string }[],
): readonly Traced[] {
  if (requestId === undefined || webhook === undefined) return [];
  return [{ requestId, webhookId: webhook.id, channelId, eventIds: events.map(({ id }) => id) }];
}

/** The same for lists of webhooks: those of one list are stored together or not at all. */
export function storeTogether({ name, prepare, run }: Work<Received, Stored>): Work<readonly Received[], readonly Stored[]> {
  return {
    name,
    prepare: async (tx, lists) => prepare?.(tx, lists.flat()),
    async run(tx, lists) {
      const stored = await run(tx, lists.flat());
      let end = 0;
      return lists.map((list) => stored.slice(end, (end += list.length)));
    },
  };
}

function eventsOf(items: readonly Received[]): readonly OnChannel[] {
  return items.flatMap((item) => item.events.map((event) => ({ channelId: item.channelId, event })));
}

function peopleOf(events: readonly OnChannel[]): readonly ChannelKey[] {
  return events.flatMap(({ channelId, event }) => keysOf(event).map((key) => ({ channelId, key })));
}

/** Conversations that somebody answered in the platform's own app. */
function conversationsEchoed(unit: Unit, events: readonly OnChannel[]): readonly string[] {
  const people = peopleOf(events.filter(({ event }) => event.is === 'echo'));
  return people.flatMap(({ channelId, key }) => {
    const identity = unit.identityByKey.get(keyName(channelId, key));
    return (identity && unit.conversationByIdentity.get(identity.id)?.id) ?? [];
  });
}

function applyAll(unit: Unit, item: Received, webhook: RecordedWebhook | undefined): Stored {
  let fresh = 0;
  for (const event of item.events) {
    if (webhook === undefined || !isFresh(unit, item.channelId, event, webhook)) continue;
    fresh += 1;
    apply(unit, event, { channelId: item.channelId, webhookId: webhook.id, sentAt: event.sentAt });
  }
  return { fresh, repeated: item.events.length - fresh };
}

/** A message becomes a row that is found by the platform's id, so that nothing else needs to remember it. */
function isItsOwnRow(event: InboundEvent): event is Extract<InboundEvent, { is: 'message' | 'echo' }> {
  return event.is === 'message' || event.is === 'echo';
}

function isFresh(unit: Unit, channelId: string, event: InboundEvent, webhook: RecordedWebhook): boolean {
  if (isItsOwnRow(event)) return !unit.messageByExternalId.has(externalName(channelId, event.externalId));
  return webhook.freshKeys.delete(event.key);
}

function apply(unit: Unit, event: InboundEvent, origin: Origin): void {
  switch (event.is) {
    case 'message':
      return applyMessage(unit, event, origin);
    case 'echo':
      return event.mayBeOurs === true ? applyNamelessEcho(unit, event, origin) : applyEcho(unit, event, origin);
    case 'status':
      return applyStatus(unit, event, origin);
    case 'watermark':
      return applyWatermark(unit, event, origin);
    case 'reaction':
      return applyReaction(unit, event, origin);
    case 'edit':
      return applyEdit(unit, event, origin);
    case 'revoke':
      return applyRevoke(unit, event, origin);
    case 'notice':
      return applyNotice(unit, event, origin);
    case 'identity_change':
      return applyIdentityChange(unit, event, origin);
    case 'opt_out':
      return applyOptOut(unit, event, origin);
    case 'template_status':
      return applyTemplateStatus(unit, event, origin);
    case 'health':
      // It is compared with the channel's row, which is read when there is such news at all.
      unit.accountNews.push({ channelId: origin.channelId, event });
      return;
    case 'ignored':
      return;
  }
}

/** All keys of people that an event names. */
function keysOf(event: InboundEvent): readonly IdentityKey[] {
  switch (event.is) {
    case 'message':
    case 'reaction':
      return [...event.from.keys, ...(event.author?.keys ?? [])];
    case 'notice':
    case 'opt_out':
    case 'watermark':
      return event.from.keys;
    case 'echo':
      return event.to.keys;
    case 'identity_change':
      return [...event.previous, ...event.current];
    default:
      return [];
  }
}

interface OnChannel {
  readonly channelId: string;
  readonly event: InboundEvent;
}

/** The platform's ids of messages that events are about. */
function externalIdsByChannel(events: readonly OnChannel[]): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  for (const { channelId, event } of events) {
    for (const id of externalIdsOf(event)) {
      const known = ids.get(channelId);
      if (known === undefined) ids.set(channelId, [id]);
      else known.push(id);
    }
  }
  return ids;
}

function externalIdsOf(event: InboundEvent): readonly string[] {
  switch (event.is) {
    case 'message':
    case 'echo':
      return event.quotedExternalId === undefined ? [event.externalId] : [event.externalId, event.quotedExternalId];
    case 'status':
      return [event.externalId];
    case 'reaction':
    case 'edit':
    case 'revoke':
      return [event.targetExternalId];
    default:
      return [];
  }
}

/** Conversations with an echo of a message that is not known by its id, and that may be ours. */
function echoedInto(unit: Unit, events: readonly OnChannel[]): readonly string[] {
  return events.flatMap(({ channelId, event }) => {
    if (event.is !== 'echo' || event.mayBeOurs !== true) return [];
    if (unit.messageByExternalId.has(externalName(channelId, event.externalId))) return [];
    const identities = event.to.keys.map((key) => unit.identityByKey.get(keyName(channelId, key))?.id ?? '');
    return identities.flatMap((id) => unit.conversationByIdentity.get(id)?.id ?? []);
  });
}

function templateIdsOf(events: readonly OnChannel[]): readonly string[] {
  return events.flatMap(({ event }) => (event.is === 'template_status' ? event.externalId : []));
}

function correlations(events: readonly OnChannel[]): readonly string[] {
  return events.flatMap(({ event }) => (event.is === 'status' && event.correlation !== undefined ? [event.correlation] : []));
}
