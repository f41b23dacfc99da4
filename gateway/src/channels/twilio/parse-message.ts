import { createHash } from 'node:crypto';
import type { InboundEvent, InboundMessage, InboundPerson, Source } from '../../model/inbound.ts';
import { contentsOf } from './parse-content.ts';
import { isTrueParam, type Params, plainParams, textParam } from './params.ts';
import { personOf, whatsappPart } from './person.ts';
import { present } from './wire.ts';

/** What all events of a request have. Twilio gives no time. */
interface Head {
  readonly sentAt: null;
  readonly account: string | null;
  readonly raw: unknown;
}

/** The id of a message, also under its older names. */
export function sidOf(params: Params): string | undefined {
  return textParam(params, 'MessageSid') ?? textParam(params, 'SmsMessageSid') ?? textParam(params, 'SmsSid');
}

/**
 * The events of a message that came in: one for each of its files, and what an opt-out keyword means
 * (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out). A message of another channel of Twilio's is ignored.
 */
export function messageEvents(params: Params): readonly InboundEvent[] {
  const head: Head = { sentAt: null, account: accountOf(params), raw: plainParams(params) };
  const sid = sidOf(params);
  const from = personOf(params);
  if (sid === undefined || from === undefined) {
    return [ignoredEvent(params, from === undefined ? 'request that is no WhatsApp message' : 'message without an id')];
  }
  if (textParam(params, 'MessageType')?.toLowerCase() === 'reaction') return [reactionEvent(params, head, sid, from)];
  return [...saidEvents(params, head, sid, from), ...optOutEvents(params, head, sid, from)];
}

/** A request that needs nothing, said in a word. */
export function ignoredEvent(params: Params, what: string): InboundEvent {
  const raw = plainParams(params);
  const hash = createHash('sha256').update(JSON.stringify(raw)).digest('hex').slice(0, 32);
  return { key: `ignored:#${hash}`, sentAt: null, account: null, raw, is: 'ignored', what };
}

/** The sender of ours that was written to: one address may be entered for several (a Messaging Service's). */
function accountOf(params: Params): string | null {
  const to = whatsappPart(textParam(params, 'To'));
  return to === undefined ? null : `whatsapp:${to}`;
}

function saidEvents(params: Params, head: Head, sid: string, from: InboundPerson): readonly InboundEvent[] {
  return contentsOf(params).map((content, index) => {
    const externalId = index === 0 ? sid : `${sid}/${index}`;
    const said: InboundMessage = { is: 'message', from, externalId, content };
    const context = index === 0 ? contextOf(params) : {};
    return { ...head, key: `message:${externalId}`, ...said, ...context };
  });
}

function contextOf(params: Params): Partial<InboundMessage> {
  const isForwarded = isTrueParam(params, 'Forwarded') || isTrueParam(params, 'FrequentlyForwarded');
  return present<Partial<InboundMessage>>({
    quotedExternalId: textParam(params, 'OriginalRepliedMessageSid'),
    source: sourceOf(params),
    forwarded: isForwarded ? true : undefined,
  });
}

/** The ad or post the customer came from. */
function sourceOf(params: Params): Source | undefined {
  const referral = (name: string) => textParam(params, `Referral${name}`);
  const type = referral('SourceType')?.toLowerCase();
  const rest = {
    url: referral('SourceUrl'),
    headline: referral('Headline'),
    body: referral('Body'),
    id: referral('SourceId'),
    clickId: referral('CtwaClid'),
  };
  if (type === undefined && Object.values(rest).every((value) => value === undefined)) return undefined;
  return present<Source>({ kind: type === 'ad' || type === 'post' ? type : 'other', ...rest });
}

/** Twilio documents no reactions; should one come, it names its message as an answer does, and its text is the emoji. */
function reactionEvent(params: Params, head: Head, sid: string, from: InboundPerson): InboundEvent {
  const targetExternalId = textParam(params, 'OriginalRepliedMessageSid');
  if (targetExternalId === undefined) return ignoredEvent(params, 'reaction without a message');
  return { ...head, key: `reaction:${sid}`, is: 'reaction', from, targetExternalId, emoji: textParam(params, 'Body') ?? null };
}

function optOutEvents(params: Params, head: Head, sid: string, from: InboundPerson): readonly InboundEvent[] {
  const type = textParam(params, 'OptOutType')?.toUpperCase();
  if (type !== 'STOP' && type !== 'START') return [];
  const optedOut = type === 'STOP';
  const detail = optedOut ? 'The customer sent an opt-out keyword to Twilio.' : 'The customer sent an opt-in keyword to Twilio.';
  return [{ ...head, key: `opt_out:${sid}`, is: 'opt_out', from, optedOut, detail }];
}
