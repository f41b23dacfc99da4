import type { InboundEvent } from '../../model/inbound.ts';
import type { RawRequest } from '../channel.ts';
import { asObject, field, listField, readJson, textField } from '../meta/wire.ts';
import { hashOf, headOf, ignored, type Occurrence, occurrenceOf } from './occurrence.ts';
import { changeEvents } from './parse-change.ts';
import { feedbackEvents } from './parse-feedback.ts';
import { messageEvents, postbackEvents } from './parse-message.ts';
import { editEvents, reactionEvents } from './parse-mark.ts';
import { noticeEvents, optinEvents, policyEvents, referralEvents } from './parse-notice.ts';
import { deliveryEvents, readEvents } from './parse-status.ts';
import type { Network } from './person.ts';

const NETWORKS: ReadonlyMap<unknown, Network> = new Map<string, Network>([
  ['page', 'messenger'],
  ['instagram', 'instagram'],
]);

/** The test buttons of Meta's console name this account. */
const TEST_ACCOUNT = '0';

type Reader = (occurrence: Occurrence) => readonly InboundEvent[];

/** Who reads an event, by the field that says what happened (https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events). */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['message', messageEvents],
  ['postback', postbackEvents],
  ['reaction', reactionEvents],
  ['message_edit', editEvents],
  ['delivery', deliveryEvents],
  ['read', readEvents],
  ['referral', referralEvents],
  ['optin', optinEvents],
  ['policy_enforcement', policyEvents],
  ['policy-enforcement', policyEvents],
  ['messaging_feedback', feedbackEvents],
]);

/** Fields that do not say what happened. */
const FRAME: readonly string[] = ['sender', 'recipient', 'timestamp'];

/**
 * Every event of a webhook body, in its order: of a Page or of an Instagram account, several accounts and people in one
 * (https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks). What is not known is `unsupported`
 * or `ignored`; nothing throws. Conversations that another app holds (`standby`) are left to it.
 *
 * @returns undefined where the body is no JSON
 */
export function parse(request: RawRequest): readonly InboundEvent[] | undefined {
  const read = readJson(request.body.toString('utf8'));
  if (read.is === 'no_json') return undefined;
  if (read.is === 'too_deep') return [foreign(request.body.toString('latin1'), 'body nested too deep', null)];
  const network = NETWORKS.get(field(read.json, 'object'));
  if (network === undefined) return [foreign(read.json, 'body of another product', read.json)];
  return listField(read.json, 'entry').flatMap((entry) => eventsOfEntry(network, entry));
}

function eventsOfEntry(network: Network, entry: unknown): readonly InboundEvent[] {
  const account = textField(entry, 'id') ?? null;
  const about = (item: unknown) => occurrenceOf(network, account, entry, item);
  if (account === TEST_ACCOUNT) {
    return [ignored(headOf({ ...about(entry), account: null }, 'ignored'), 'test of Meta’s console')];
  }
  const events = [
    ...listField(entry, 'messaging').flatMap((item) => eventsOf(about(item))),
    ...listField(entry, 'standby').map((item) => ignored(headOf(about(item), 'ignored'), 'standby')),
    ...listField(entry, 'changes').flatMap((change) => eventsOfChange(about(change))),
  ];
  return events.length > 0 ? events : [ignored(headOf(about(entry), 'ignored'), 'entry without events')];
}

/** Instagram's app-wide subscriptions give messages as changes, too; they have the same shape inside. */
function eventsOfChange(occurrence: Occurrence): readonly InboundEvent[] {
  const value = field(occurrence.item, 'value');
  if (textField(field(value, 'sender'), 'id') === undefined) return changeEvents(occurrence);
  return eventsOf(occurrenceOf(occurrence.network, occurrence.account, { time: occurrence.at }, value));
}

function eventsOf(occurrence: Occurrence): readonly InboundEvent[] {
  for (const [name, reader] of READERS) {
    if (field(occurrence.item, name) !== undefined) return reader(occurrence);
  }
  const what = Object.keys(asObject(occurrence.item)).find((name) => !FRAME.includes(name));
  return noticeEvents(occurrence, what ?? 'event without content');
}

function foreign(hashed: unknown, what: string, raw: unknown): InboundEvent {
  return ignored({ key: `ignored:#${hashOf(hashed)}`, sentAt: null, account: null, raw }, what);
}
