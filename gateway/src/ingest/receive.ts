import type { AnyChannel, RawRequest, Reply } from '../channels/channel.ts';
import type { ConnectedChannel } from '../conversations/connected-channels.ts';
import type { Logger } from '../log/logger.ts';
import type { Metrics } from '../log/metrics.ts';
import { type Tracing, spanTime } from '../log/tracing.ts';
import type { InboundEvent } from '../model/inbound.ts';
import type { PassiveAnswers } from './passive-answers.ts';
import type { Received } from './store-events.ts';

/** What became of a request at `/webhooks/{channelId}`. The codes are stable; the HTTP layer makes problems of them. */
export type ReceiveEnd =
  | { readonly is: 'reply'; readonly reply: Reply }
  | { readonly is: 'problem'; readonly status: 400 | 401 | 404 | 405 | 413 | 503; readonly code: string; readonly detail: string };

export interface ReceiveOptions {
  readonly channels: () => Promise<ReadonlyMap<string, ConnectedChannel>>;
  /** Resolves when it is on a disk. */
  readonly store: (received: Received) => Promise<unknown>;
  readonly passive: PassiveAnswers;
  readonly now: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing | undefined;
}

/** @param requestId the `X-Request-Id` of the answer */
export type Receive = (channelId: string, request: RawRequest, requestId?: string) => Promise<ReceiveEnd>;

/**
 * Takes a platform's request: handshake, proof, reading, storing. It answers 2xx only when everything in it is on a disk; the same
 * request again changes nothing.
 */
export function createReceive(options: ReceiveOptions): Receive {
  return async (channelId, request, requestId) => {
    const channels = await options.channels();
    const connected = channels.get(channelId);
    if (connected === undefined || connected.isDeleted) {
      return { is: 'problem', status: 404, code: 'channel_not_found', detail: 'There is no channel with this id.' };
    }
    const end =
      request.method === 'GET' ? handshake(connected, request) : await takeEvents(connected, request, { channels, requestId }, options);
    const taken = request.method === 'GET' ? 'handshake' : 'stored';
    options.metrics.webhooks.inc({ channel_type: connected.ref.type, result: end.is === 'reply' ? taken : end.code });
    return end;
  };
}

function handshake(connected: ConnectedChannel, request: RawRequest): ReceiveEnd {
  const reply = connected.channel.handshake(request, connected.settings);
  if (reply !== undefined) return { is: 'reply', reply };
  return { is: 'problem', status: 405, code: 'method_not_allowed', detail: 'This address takes the platform’s POST requests.' };
}

async function takeEvents(
  connected: ConnectedChannel,
  request: RawRequest,
  { channels, requestId }: { readonly channels: ReadonlyMap<string, ConnectedChannel>; readonly requestId: string | undefined },
  options: ReceiveOptions,
): Promise<ReceiveEnd> {
  const { channel, settings } = connected;
  const { tracing } = options;
  const stage = <Result>(name: string, work: () => Result): Result =>
    tracing === undefined ? work() : tracing.piece(name, { 'parley.channel.type': connected.ref.type }, work);
  const startedAt = performance.now();
  const elapsedMs = () => performance.now() - startedAt;
  if (request.body.length > (channel.mostWebhookBytes ?? Infinity)) {
    return { is: 'problem', status: 413, code: 'payload_too_large', detail: 'The body is too large for this platform.' };
  }
  const verdict = stage('verify', () => channel.verify(request, settings, options.now()));
  if (verdict.is === 'forged') {
    options.log.warn({ requestId, channelId: connected.id, why: verdict.why }, 'a webhook was refused');
    return {
      is: 'problem',
      status: 401,
      code: 'signature_invalid',
      detail: 'The request does not carry a valid signature of this channel.',
    };
  }
  const parsed = stage('parse', () => channel.parse(request, settings, options.now()));
  const body = storable(request.body.toString('utf8'));
  const events = parsed === undefined || !mayNotBeStorable(body) ? parsed : deepStorable(parsed);
  if (events === undefined) {
    return { is: 'problem', status: 400, code: 'body_unreadable', detail: 'The body is not in the format of this platform.' };
  }
  options.metrics.parsedEvents.inc({ channel_type: connected.ref.type }, events.length);
  const traceparent = tracing?.current();
  const trace = {
    ...(requestId === undefined ? {} : { requestId }),
    ...(traceparent === undefined ? {} : { span: { traceparent, since: spanTime() } }),
  };
  const shares = splitByAccount(connected, events, channels, () =>
    options.metrics.unknownAccounts.inc({ channel_type: connected.ref.type }),
  );
  try {
    await Promise.all([...shares].map(([channelId, own]) => options.store({ channelId, events: own, body, ...trace })));
  } catch (error) {
    options.log.error({ requestId, err: error, channelId: connected.id }, 'a webhook could not be stored; the platform will send it again');
    return { is: 'problem', status: 503, code: 'not_stored', detail: 'The event could not be stored. Send it again.' };
  }
  options.metrics.ingestSeconds.observe(elapsedMs() / 1000);
  return { is: 'reply', reply: (await passiveAnswer(connected, events, elapsedMs(), options)) ?? channel.acknowledgement };
}

/** What was answered in time to go out in this very response, on channels that can and are asked to. */
function passiveAnswer(
  { channel, settings }: ConnectedChannel,
  events: readonly InboundEvent[],
  elapsedMs: number,
  { passive }: ReceiveOptions,
): Promise<Reply | undefined> | undefined {
  const waitMs = channel.passiveWaitMs?.(settings) ?? null;
  const token = events.flatMap((event) => ('freeReply' in event && event.freeReply ? event.freeReply.token : []))[0];
  // What storing took is gone of the time in which the platform still listens.
  return waitMs === null || token === undefined || waitMs <= elapsedMs ? undefined : passive.wait(token, waitMs - elapsedMs);
}

/**
 * PostgreSQL cannot store the character NUL in a text, and half of a surrogate pair is no character: it cannot be part of an address or
 * be sent as UTF-8. Nobody means either; both become the character for "unreadable".
 */
const MAY_NOT_BE_STORABLE =
  /\0|\\u0000|\uFFFD|\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]/;

/** @param body with nothing in it that cannot be stored itself: only what is written as an escape may become such */
function mayNotBeStorable(body: string): boolean {
  return (body.includes('\\u') || body.includes('\uFFFD')) && MAY_NOT_BE_STORABLE.test(body);
}

function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

function deepStorable(events: readonly InboundEvent[]): readonly InboundEvent[] {
  return JSON.parse(JSON.stringify(events), (_key, value: unknown) => (typeof value === 'string' ? storable(value) : value));
}

/**
 * One callback may serve several accounts of the same app (Meta): each event goes to the channel that has its account and the same
 * secret, whichever channel's address it came to. An account nobody has is counted and dropped.
 */
function splitByAccount(
  asked: ConnectedChannel,
  events: readonly InboundEvent[],
  channels: ReadonlyMap<string, ConnectedChannel>,
  dropped: () => void,
): ReadonlyMap<string, readonly InboundEvent[]> {
  const shares = new Map<string, InboundEvent[]>();
  for (const event of events) {
    const owner = ownerOf(asked, event.account, channels);
    if (owner === undefined) {
      dropped();
      continue;
    }
    const share = shares.get(owner.id);
    if (share === undefined) shares.set(owner.id, [event]);
    else share.push(event);
  }
  return shares;
}

function ownerOf(
  asked: ConnectedChannel,
  account: string | null,
  channels: ReadonlyMap<string, ConnectedChannel>,
): ConnectedChannel | undefined {
  if (account === null || asked.channel.accountsOf === undefined) return asked;
  if (answersFor(asked, account)) return asked;
  const secret = secretOf(asked);
  for (const other of channels.values()) {
    if (!other.isDeleted && secret !== undefined && secretOf(other) === secret && answersFor(other, account)) return other;
  }
  return undefined;
}

function answersFor(connected: ConnectedChannel, account: string): boolean {
  return connected.channel.accountsOf?.(connected.settings).includes(account) ?? false;
}

function secretOf(connected: ConnectedChannel): string | undefined {
  const channel: AnyChannel = connected.channel;
  return channel.callbackSecretOf?.(connected.settings);
}
