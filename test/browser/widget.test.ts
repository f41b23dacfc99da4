import { jest } from '@jest/globals';
import { type Scene, openScene } from './widget/scene.ts';
import { testsOfAnnouncements } from './widget/announcements.ts';
import { testsOfContents } from './widget/contents.ts';
import { testsOfConversation } from './widget/conversation.ts';
import { testsOfLooks } from './widget/looks.ts';
import { testsOfSites } from './widget/sites.ts';
import { testsOfVisitors } from './widget/visitors.ts';

// A real browser beside a real gateway takes long on a busy machine; nothing here measures time.
jest.setTimeout(120_000);

let opened: Scene | undefined;
const scene = (): Scene => {
  if (opened === undefined) throw new Error('the scene is not open');
  return opened;
};
beforeAll(async () => {
  opened = await openScene();
}, 60_000);
afterAll(() => opened?.close(), 60_000);

describe('a conversation', () => testsOfConversation(scene));
describe('visitors', () => testsOfVisitors(scene));
describe('what is said', () => testsOfContents(scene));
describe('what everybody is told', () => testsOfAnnouncements(scene));
describe('how it looks', () => testsOfLooks(scene));
describe('the site', () => testsOfSites(scene));

test('no page of the shop met an error, or anything that its strict policy refuses', () => {
  expect([...scene().ana.trouble, ...scene().mia.trouble]).toEqual([]);
});
