import type * as wire from '../../../gateway/widget/net/wire.ts';
import type { VisitorContent } from '../../../gateway/src/channels/widget/wire.ts';
import type {
  LiveData,
  WidgetAnnouncement,
  WidgetConversation,
  WidgetFacts,
  WidgetFile,
  WidgetIdentity,
  WidgetMessage,
  WidgetMessages,
  WidgetSession,
  WidgetSettingsView,
} from '../../../gateway/src/http/widget/wire.ts';
import { type Gives, holds, type Same } from './same-types.ts';

type Understood<Name extends wire.LiveEvent['is']> = Extract<wire.LiveEvent, { readonly is: Name }>['data'];

type Known<T> = Omit<T, 'announcements'>;

describe("the widget's own words for the gateway are what the gateway says", () => {
  test('settings', () => expect(holds<Same<Known<wire.Settings>, Known<WidgetSettingsView>>>()).toBe(true));
  test('session', () => expect(holds<Same<Known<wire.Session>, Known<WidgetSession>>>()).toBe(true));
  test('announcements, of whose content the same holds as of a message’s', () => {
    expect(holds<Gives<WidgetSession['announcements'], wire.Session['announcements']>>()).toBe(true);
    expect(holds<Gives<WidgetSettingsView['announcements'], wire.Settings['announcements']>>()).toBe(true);
    expect(holds<Gives<LiveData['announcements'], Understood<'announcements'>>>()).toBe(true);
    expect(holds<Same<Omit<wire.Announcement, 'content'>, Omit<WidgetAnnouncement, 'content'>>>()).toBe(true);
  });
  test('conversation', () => expect(holds<Same<wire.ConversationView, WidgetConversation>>()).toBe(true));
  test('file', () => expect(holds<Same<wire.Uploaded, WidgetFile>>()).toBe(true));
  test('message, whose content the widget need not know in all its parts', () => {
    expect(holds<Same<Omit<wire.WidgetMessage, 'content'>, Omit<WidgetMessage, 'content'>>>()).toBe(true);
    expect(holds<Gives<WidgetMessage['content'], wire.Content>>()).toBe(true);
    expect(holds<Same<wire.Content['type'], WidgetMessage['content']['type']>>()).toBe(true);
    expect(holds<Gives<WidgetMessages, wire.MessagePage>>()).toBe(true);
  });
  test('what is heard live', () => {
    expect(holds<Same<wire.LiveEvent['is'], keyof LiveData>>()).toBe(true);
    expect(holds<Same<Understood<'typing'>, LiveData['typing']>>()).toBe(true);
    expect(holds<Same<Understood<'read'>, LiveData['read']>>()).toBe(true);
    expect(holds<Same<Understood<'over'>, LiveData['over']>>()).toBe(true);
    expect(holds<Same<Understood<'conversation'>, LiveData['conversation']>>()).toBe(true);
    expect(holds<Gives<LiveData['message.updated'], wire.WidgetMessage>>()).toBe(true);
  });
});

describe('what the widget says is what the gateway takes', () => {
  test('identity', () => expect(holds<Gives<wire.Identity, WidgetIdentity>>()).toBe(true));
  test('facts', () => {
    expect(holds<Gives<wire.Facts, WidgetFacts>>()).toBe(true);
    expect(holds<Same<keyof wire.Facts, keyof WidgetFacts>>()).toBe(true);
  });
  test('messages', () => expect(holds<Gives<wire.Said, VisitorContent>>()).toBe(true));
});

test('a field that only one of them has is noticed', () => {
  // @ts-expect-error -- proves that the comparison can fail
  expect(holds<Same<Known<wire.Session> & { readonly extra?: string }, Known<WidgetSession>>>()).toBe(true);
  // @ts-expect-error -- proves that the comparison can fail
  expect(holds<Gives<Omit<WidgetMessage, 'seq'>, wire.WidgetMessage>>()).toBe(true);
  // @ts-expect-error -- proves that the comparison can fail
  expect(holds<Gives<{ readonly type: 'poll'; readonly text: string }, VisitorContent>>()).toBe(true);
});
