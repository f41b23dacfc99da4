import { type EventFacts, wants } from '../../../../gateway/src/model/matching.ts';

const facts: EventFacts = {
  type: 'message.received',
  channelId: 'chn_1',
  teamId: null,
  fromStatus: null,
  toStatus: null,
  authorType: 'contact',
  contentType: 'text',
  text: 'Is my ORDER ready?',
  firstOfSession: false,
  isWaitReply: false,
};

test.each([
  ['no filter', {}, true],
  ['the right channel', { channelIds: ['chn_1', 'chn_2'] }, true],
  ['another channel', { channelIds: ['chn_2'] }, false],
  ['an empty list, which asks for nothing', { channelIds: [] }, true],
  ['a team the conversation does not have', { teamIds: ['tea_1'] }, false],
  ['the right author', { authorTypes: ['contact'] }, true],
  ['another author', { authorTypes: ['member'] }, false],
  ['the right kind of content', { contentTypes: ['image', 'text'] }, true],
  ['another kind of content', { contentTypes: ['image'] }, false],
  ['a keyword in another case', { keywords: ['order'] }, true],
  ['a keyword that is not there', { keywords: ['invoice'] }, false],
  ['a status change only', { toStatuses: ['overdue'] }, false],
  ['first messages only', { firstOfSession: true }, false],
  ['several conditions of which one fails', { channelIds: ['chn_1'], contentTypes: ['image'] }, false],
])('a filter for %s decides rightly', (_name, filter, expected) => {
  expect(wants(['message.received'], filter, facts)).toBe(expected);
});

test('an event of another type is not wanted', () => {
  expect(wants(['conversation.closed'], {}, facts)).toBe(false);
});

test('a reply that resumed a wait is only for those who ask for it', () => {
  expect(wants(['message.received'], {}, { ...facts, isWaitReply: true })).toBe(false);
  expect(wants(['message.received'], { includeWaitReplies: true }, { ...facts, isWaitReply: true })).toBe(true);
});
