import type * as wire from '../../../nodes/Parley/shared/wire.ts';
import type * as wireEvents from '../../../nodes/Parley/shared/wire-events.ts';
import type * as wireOrganization from '../../../nodes/Parley/shared/wire-organization.ts';
import type * as wireWaits from '../../../nodes/Parley/shared/wire-waits.ts';
import type { ChannelView } from '../../../gateway/src/http/schemas/channel.ts';
import type { ProblemDocument } from '../../../gateway/src/http/problem.ts';
import type { MemberView, TeamView } from '../../../gateway/src/http/schemas/people.ts';
import type { Contact, Conversation } from '../../../gateway/src/model/conversation.ts';
import type { EventEnvelope, SubscriptionFilter } from '../../../gateway/src/model/events.ts';
import type { Message } from '../../../gateway/src/model/message.ts';
import type { Template } from '../../../gateway/src/model/template.ts';
import type { ReplyValue, WaitCall, WaitExpectation, WaitOutcome } from '../../../gateway/src/model/wait.ts';
import type { Batch, Burst, SubscriptionRecord } from '../../../gateway/src/store/subscriptions.ts';
import { type Gives, holds, type Same } from './same-types.ts';

describe("the nodes' own words for the API are the gateway's", () => {
  test('message', () => expect(holds<Same<wire.Message, Message>>()).toBe(true));
  test('conversation', () => expect(holds<Same<wire.Conversation, Conversation>>()).toBe(true));
  test('contact', () => expect(holds<Same<wire.Contact, Contact>>()).toBe(true));
  test('event', () => expect(holds<Same<wireEvents.EventEnvelope, EventEnvelope>>()).toBe(true));
  test('filter of a subscription', () => expect(holds<Same<wireEvents.SubscriptionFilter, SubscriptionFilter>>()).toBe(true));
  test('channel', () => expect(holds<Same<wireOrganization.Channel, ChannelView>>()).toBe(true));
  test('member', () => expect(holds<Same<wireOrganization.Member, MemberView>>()).toBe(true));
  test('team', () => expect(holds<Same<wireOrganization.Team, TeamView>>()).toBe(true));
  test('template', () => expect(holds<Same<wireOrganization.Template, Template>>()).toBe(true));
  test('subscription, of which the nodes need not know all', () => {
    expect(holds<Gives<SubscriptionRecord, wireEvents.Subscription>>()).toBe(true);
    expect(holds<Same<wireEvents.Burst, Burst>>()).toBe(true);
    expect(holds<Same<wireEvents.Batch, Batch>>()).toBe(true);
    expect(holds<Same<wireEvents.SubscriptionMode, SubscriptionRecord['mode']>>()).toBe(true);
  });
  test('what is asked, and how that ends', () => {
    expect(holds<Same<wireWaits.WaitExpectation, WaitExpectation>>()).toBe(true);
    expect(holds<Same<wireWaits.WaitOutcome, WaitOutcome>>()).toBe(true);
    expect(holds<Same<wireWaits.ReplyValue, ReplyValue>>()).toBe(true);
    expect(holds<Gives<WaitCall, wireWaits.WaitEnd>>()).toBe(true);
    expect(holds<Same<keyof wireWaits.WaitEnd, keyof WaitCall>>()).toBe(true);
  });
  test('problem', () => expect(holds<Gives<ProblemDocument, wire.Problem>>()).toBe(true));
  test('a field that only one of them has is noticed', () => {
    // @ts-expect-error -- proves that the comparison can fail
    expect(holds<Same<wire.Message & { readonly extra?: string }, Message>>()).toBe(true);
    // @ts-expect-error -- proves that the comparison can fail
    expect(holds<Same<wire.Message, Omit<Message, 'seq'>>>()).toBe(true);
  });
});
