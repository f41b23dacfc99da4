import type * as wire from '../../../nodes/Parley/shared/wire.ts';
import type * as wireEvents from '../../../nodes/Parley/shared/wire-events.ts';
import type * as wireOrganization from '../../../nodes/Parley/shared/wire-organization.ts';
import type { ChannelView } from '../../../gateway/src/http/schemas/channel.ts';
import type { MemberView, TeamView } from '../../../gateway/src/http/schemas/people.ts';
import type { Contact, Conversation } from '../../../gateway/src/model/conversation.ts';
import type { EventEnvelope, SubscriptionFilter } from '../../../gateway/src/model/events.ts';
import type { Message } from '../../../gateway/src/model/message.ts';
import type { Template } from '../../../gateway/src/model/template.ts';

/** The same type with its aliases, interfaces and intersections laid open, so that only what they hold is compared. */
type Open<T> = T extends string | number | boolean | null | undefined
  ? T
  : unknown extends T
    ? T
    : T extends readonly (infer Entry)[]
      ? readonly Open<Entry>[]
      : { readonly [Key in keyof T]: Open<T[Key]> };

/** `true` where A and B are the same, optional fields and all; mutual assignability would miss a field that only one has. */
type Same<A, B> = (<T>() => T extends Open<A> ? 1 : 2) extends <T>() => T extends Open<B> ? 1 : 2 ? true : false;

/** Compiles only for types that are the same: `tsc -p test` is the test, this file only has to run. */
const isSame = <_Same extends true>(): true => true;

describe("the nodes' own words for the API are the gateway's", () => {
  test('message', () => expect(isSame<Same<wire.Message, Message>>()).toBe(true));
  test('conversation', () => expect(isSame<Same<wire.Conversation, Conversation>>()).toBe(true));
  test('contact', () => expect(isSame<Same<wire.Contact, Contact>>()).toBe(true));
  test('event', () => expect(isSame<Same<wireEvents.EventEnvelope, EventEnvelope>>()).toBe(true));
  test('filter of a subscription', () => expect(isSame<Same<wireEvents.SubscriptionFilter, SubscriptionFilter>>()).toBe(true));
  test('channel', () => expect(isSame<Same<wireOrganization.Channel, ChannelView>>()).toBe(true));
  test('member', () => expect(isSame<Same<wireOrganization.Member, MemberView>>()).toBe(true));
  test('team', () => expect(isSame<Same<wireOrganization.Team, TeamView>>()).toBe(true));
  test('template', () => expect(isSame<Same<wireOrganization.Template, Template>>()).toBe(true));
  test('a field that only one of them has is noticed', () => {
    // @ts-expect-error -- proves that the comparison can fail
    expect(isSame<Same<wire.Message & { readonly extra?: string }, Message>>()).toBe(true);
    // @ts-expect-error -- proves that the comparison can fail
    expect(isSame<Same<wire.Message, Omit<Message, 'seq'>>>()).toBe(true);
  });
});
