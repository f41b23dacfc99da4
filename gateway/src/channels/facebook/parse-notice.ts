import type { InboundEvent, InboundHealth, InboundNotice, InboundOptOut, Source } from '../../model/inbound.ts';
import { field, present, textField } from '../meta/wire.ts';
import { customerOf, headOf, ignored, type Occurrence } from './occurrence.ts';
import { sourceOf } from './source.ts';

/** The app behind the Page's own inbox; copies of Meta's page show both numbers (…/messenger-platform/handover-protocol). */
const PAGE_INBOX: readonly string[] = ['263902037430900', '26390203743090'];

/** What an event without words of its own says to the team, by its field. Others (games, camera effects, …) say nothing of a conversation. */
const SENTENCES: ReadonlyMap<string, (body: unknown) => string> = new Map<string, (body: unknown) => string>([
  ['account_linking', linkingSentence],
  ['pass_thread_control', (body) => `Messenger passed this conversation to ${appOf(body, 'new_owner_app_id')}.`],
  ['take_thread_control', (body) => `This conversation was taken from ${appOf(body, 'previous_owner_app_id')}.`],
  ['request_thread_control', (body) => `This conversation is asked for by ${appOf(body, 'requested_owner_app_id')}.`],
  ['response_feedback', (body) => `The customer rated a message: ${textField(body, 'feedback') ?? 'without saying how'}.`],
  ['payment', () => 'The customer paid in Messenger.'],
  ['pre_checkout', () => 'The customer is about to pay in Messenger.'],
  ['checkout_update', () => 'The customer changed the delivery address of a purchase in Messenger.'],
]);

/** Events that are a line in the conversation; a field that has no words here is ignored, its name kept. */
export function noticeEvents(occurrence: Occurrence, what: string): readonly InboundEvent[] {
  const sentence = SENTENCES.get(what);
  if (sentence === undefined) return [ignored(headOf(occurrence, 'ignored'), what)];
  return [notice(occurrence, what, sentence(field(occurrence.item, what)))];
}

/** A customer came back to their conversation by a link or an ad, which lets the business write (…/webhook-events/messaging_referrals). */
export function referralEvents(occurrence: Occurrence): readonly InboundEvent[] {
  const source = sourceOf(field(occurrence.item, 'referral'));
  if (source === undefined) return [ignored(headOf(occurrence, 'ignored'), 'referral that says nothing')];
  const by = source.kind === 'ad' ? 'an ad' : source.kind === 'site' ? 'the website' : 'a link';
  const named = source.headline ?? source.ref;
  return [notice(occurrence, 'referral', `The customer came by ${by}${named === undefined ? '' : `: ${named}`}.`, source)];
}

/** A consent: to the business's marketing messages, which can be stopped and resumed, or to whatever its plugin asked for (…/webhook-events/messaging_optins). */
export function optinEvents(occurrence: Occurrence): readonly InboundEvent[] {
  const optin = field(occurrence.item, 'optin');
  const from = customerOf(occurrence);
  const optedOut = STOPPED.get(field(optin, 'notification_messages_status'));
  if (from === undefined || optedOut === undefined) {
    const about = textField(optin, 'title') ?? textField(optin, 'ref') ?? textField(optin, 'type');
    return [notice(occurrence, 'optin', `The customer opted in${about === undefined ? '' : `: ${about}`}.`)];
  }
  const detail = textField(optin, 'title') ?? 'marketing messages';
  return [{ ...headOf(occurrence, 'opt_out'), ...({ is: 'opt_out', from, optedOut, detail } satisfies InboundOptOut) }];
}

const STOPPED: ReadonlyMap<unknown, boolean> = new Map([
  ['STOP NOTIFICATIONS', true],
  ['STOP_NOTIFICATIONS', true],
  ['RESUME NOTIFICATIONS', false],
  ['RESUME_NOTIFICATIONS', false],
]);

/** Meta's judgement of the app on this Page. It names no customer (…/webhook-events/messaging_policy_enforcement). */
export function policyEvents(occurrence: Occurrence): readonly InboundEvent[] {
  const policy = field(occurrence.item, 'policy_enforcement') ?? field(occurrence.item, 'policy-enforcement');
  const action = textField(policy, 'action') ?? 'warning';
  const level: InboundHealth['level'] = action === 'block' ? 'error' : action === 'unblock' ? 'info' : 'warning';
  const detail = textField(policy, 'reason') ?? `Meta reported the action “${action}” of its policy on this Page.`;
  return [{ ...headOf(occurrence, 'health'), is: 'health', level, what: `policy_enforcement.${action}`, detail }];
}

function notice(occurrence: Occurrence, what: string, text: string, source?: Source): InboundEvent {
  const from = customerOf(occurrence);
  if (from === undefined) return ignored(headOf(occurrence, 'ignored'), `${what} about nobody`);
  const opens = source === undefined || occurrence.network === 'instagram' ? undefined : 'click';
  return {
    ...headOf(occurrence, 'notice'),
    ...present<InboundNotice>({ is: 'notice', from, notice: 'other', text, source, opens }),
  };
}

function linkingSentence(body: unknown): string {
  return textField(body, 'status') === 'unlinked'
    ? 'The customer ended the link to their account with the business.'
    : 'The customer linked their account with the business.';
}

function appOf(body: unknown, name: string): string {
  const id = textField(body, name);
  if (id === undefined) return 'another app';
  return PAGE_INBOX.includes(id) ? 'the inbox of the Page' : `the app ${id}`;
}
