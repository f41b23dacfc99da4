import { testsOfAnnouncements } from './widget/announcements.ts';
import { testsOfConversation } from './widget/conversation.ts';
import { testsOfProtection } from './widget/protection.ts';
import { type WidgetScene, openScene } from './widget/scene.ts';
import { testsOfVisitors } from './widget/visitors.ts';

describe.each(['sqlite', 'postgres'] as const)('the widget on %s', (dialect) => {
  let opened: WidgetScene | undefined;
  const scene = (): WidgetScene => {
    if (opened === undefined) throw new Error('the scene is not open');
    return opened;
  };
  beforeAll(async () => {
    opened = await openScene(dialect);
  });
  // Limits begin anew.
  beforeEach(() => (scene().api.clock.now += 120_000));
  afterAll(() => opened?.close());

  testsOfConversation(scene);
  testsOfVisitors(scene);
  testsOfProtection(scene);
  testsOfAnnouncements(scene);
});
