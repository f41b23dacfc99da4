import type * as organisation from '../../../gateway/console/api/wire-organisation.ts';
import type * as wire from '../../../gateway/console/api/wire.ts';
import type { Contact, Conversation } from '../../../gateway/src/model/conversation.ts';
import type { Ways } from '../../../gateway/src/model/notification.ts';
import type { Kept } from '../../../gateway/src/model/retention.ts';
import type { OrganisationSettings } from '../../../gateway/src/model/settings.ts';
import type { announcementView } from '../../../gateway/src/http/schemas/announcement.ts';
import type { campaignView } from '../../../gateway/src/http/schemas/campaign.ts';
import type { Message } from '../../../gateway/src/model/message.ts';
import { type Gives, holds } from './same-types.ts';

describe("the console's own words for the API are what the gateway says", () => {
  test('message', () => expect(holds<Gives<Message, wire.Message>>()).toBe(true));
  test('conversation', () => expect(holds<Gives<Conversation, wire.Conversation>>()).toBe(true));
  test('contact', () => expect(holds<Gives<Contact, wire.Contact>>()).toBe(true));
  test('campaign', () => expect(holds<Gives<ReturnType<typeof campaignView>, organisation.Campaign>>()).toBe(true));
  test('announcement', () => expect(holds<Gives<ReturnType<typeof announcementView>, organisation.Announcement>>()).toBe(true));
  test('settings', () => expect(holds<Gives<OrganisationSettings, organisation.Rules>>()).toBe(true));
  test('retention', () => expect(holds<Gives<Kept, organisation.Retention>>()).toBe(true));
  test('ways of notifications', () => expect(holds<Gives<Ways, organisation.Ways>>()).toBe(true));
  test('a field that the gateway does not have is noticed', () => {
    // @ts-expect-error -- proves that the comparison can fail
    expect(holds<Gives<Message, wire.Message & { readonly extra: string }>>()).toBe(true);
  });
});
