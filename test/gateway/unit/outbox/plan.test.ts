import type { AnyChannel } from '../../../../gateway/src/channels/channel.ts';
import type { Content } from '../../../../gateway/src/model/content.ts';
import { planSend } from '../../../../gateway/src/outbox/plan.ts';
import type { ConversationRecord, IdentityRecord, MessageRecord, SendRequest } from '../../../../gateway/src/store/records.ts';
import type { SendWork } from '../../../../gateway/src/store/sends.ts';
import { whatsappCloud } from '../../../../gateway/src/channels/whatsapp/index.ts';
import { facebook } from '../../../../gateway/src/channels/facebook/index.ts';
import { line } from '../../../../gateway/src/channels/line/index.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const HOUR = 3_600_000;

const conversation = (changes: Partial<ConversationRecord> = {}): ConversationRecord => ({
  id: 'cnv_1', channelId: 'chn_1', contactId: 'cnt_1', identityId: 'idt_1', sessionId: 'ses_1', sessionNumber: 1, teamId: null, assigneeId: null,
  status: 'active', statusSince: NOW, handler: 'people', waitingSince: null, waitingMessageId: null,
  soonAt: null,
  overdueAt: null, peopleAt: null, oneWayRepliedAt: null, lastSeq: 1, eventSeq: 1, lastMessage: null,
  grants: [{ by: 'message', at: NOW - HOUR, sent: 0 }], told: {}, clockDueAt: null, customerAt: NOW, freeReplyToken: null, freeReplyUntil: null, tags: [], attributes: {}, source: null,
  openChoice: null, waits: [], snoozedUntil: null, closedAt: null, closedBy: null, closeReason: null, mergedInto: null, participants: [], inboundCount: 1, waitLevel: 0, levelDueAt: null, tallied: null, createdAt: NOW, updatedAt: NOW,
  ...changes,
}); // prettier-ignore

const identity: IdentityRecord = {
  id: 'idt_1', channelId: 'chn_1', contactId: 'cnt_1', kind: 'person', unreachableSince: null, profileDueAt: null, profileTries: 0, mergedInto: null, createdAt: NOW,
  keys: [{ kind: 'phone', value: '15550100', createdAt: NOW, retiredAt: null }, { kind: 'phone', value: '15550199', createdAt: NOW, retiredAt: NOW }],
}; // prettier-ignore

const message = (id: string, content: Content, send: Partial<SendRequest> = {}, state: 'queued' | 'sending' = 'queued'): MessageRecord => ({
  id, conversationId: 'cnv_1', sessionId: 'ses_1', channelId: 'chn_1', seq: 1, direction: 'outbound', visibility: 'public',
  author: { type: 'bot', id: 'key_1', name: 'n8n', origin: 'workflow' }, content, quotedMessageId: null, reactions: [], externalId: null, tokens: null,
  webhookId: null, sentAt: NOW, createdAt: NOW, editedAt: null, deletedAt: null, delivery: { state },
  send: { onWindowClosed: 'fail', fallback: null, answers: false, sent: [], usingFallback: false, ...send },
}); // prettier-ignore

const work = (queue: readonly MessageRecord[], changes: Partial<ConversationRecord> = {}): SendWork => ({
  conversation: conversation(changes),
  identity,
  queue,
  quoted: new Map(),
  attachments: new Map(),
  templates: new Map(),
});

const plan = (channel: AnyChannel, some: SendWork) =>
  planSend(some, { channel, now: NOW, urlOf: (id) => `https://parley.example/media/${id}` });
const text: Content = { type: 'text', text: 'hello' };
const template: Content = { type: 'template', name: 'come_back', language: 'en', params: {} };
const SHUT: Partial<ConversationRecord> = { grants: [{ by: 'message', at: NOW - 25 * HOUR, sent: 0 }] };

test('an open window sends the head of the queue to the current keys of the person', () => {
  const planned = plan(whatsappCloud, work([message('msg_1', text), message('msg_2', text)]));
  expect(planned).toMatchObject({
    is: 'send',
    message: { id: 'msg_1' },
    isLast: true,
    usesFallback: false,
    to: { keys: [{ kind: 'phone', value: '15550100' }] },
  });
});

test('an empty queue rests', () => {
  expect(plan(whatsappCloud, work([]))).toEqual({ is: 'rest' });
});

test('a shut window refuses a text that asked for nothing else', () => {
  expect(plan(whatsappCloud, work([message('msg_1', text)], SHUT))).toMatchObject({
    is: 'end',
    outcome: { is: 'refused', reason: 'window_closed' },
  });
});

test('a shut window sends the fallback template where the writer gave one', () => {
  const planned = plan(whatsappCloud, work([message('msg_1', text, { onWindowClosed: 'template', fallback: template })], SHUT));
  expect(planned).toMatchObject({ is: 'send', usesFallback: true, part: { body: { template: { name: 'come_back' } } } });
});

test('a message held until the customer writes does not hold up the template behind it', () => {
  const held = message('msg_1', text, { onWindowClosed: 'queue' });
  expect(plan(whatsappCloud, work([held, message('msg_2', template)], SHUT))).toMatchObject({ is: 'send', message: { id: 'msg_2' } });
  expect(plan(whatsappCloud, work([held], SHUT))).toEqual({ is: 'rest' });
});

test('a long text goes on with the part after those that are out', () => {
  const long: Content = { type: 'text', text: 'word '.repeat(2000) };
  const first = plan(whatsappCloud, work([message('msg_1', long)]));
  const second = plan(whatsappCloud, work([message('msg_1', long, { sent: ['wamid.1'] })]));
  expect(first).toMatchObject({ is: 'send', part: { index: 0 }, isLast: false });
  expect(second).toMatchObject({ is: 'send', part: { index: 1 } });
});

test('a send that a stopped process left half-way is never repeated on WhatsApp', () => {
  expect(plan(whatsappCloud, work([message('msg_1', text, {}, 'sending')]))).toMatchObject({
    is: 'end',
    outcome: { is: 'unknown', safeToRepeat: false },
  });
});

test('on LINE it is repeated as a push, whose doubles the platform notices, but not after the free reply was offered', () => {
  const fresh = { freeReplyToken: 'token', freeReplyUntil: NOW + 40_000 };
  expect(plan(line, work([message('msg_1', text, {}, 'sending')], fresh))).toMatchObject({ is: 'send', to: { freeReply: null } });
  expect(plan(line, work([message('msg_1', text, { offeredFreeReply: true }, 'sending')], fresh))).toMatchObject({
    is: 'end',
    outcome: { is: 'unknown' },
  });
});

test('a stored file goes out by an address the platform can fetch', () => {
  const image: Content = {
    type: 'image',
    attachment: { id: 'att_1', name: 'a.png', mimeType: 'image/png', bytes: 10, url: 'parley-media:att_1', state: 'stored' },
  };
  expect(plan(whatsappCloud, work([message('msg_1', image)]))).toMatchObject({
    is: 'send',
    part: { body: { image: { link: 'https://parley.example/media/att_1' } } },
  });
});

describe('a Page', () => {
  const day = (days: number): Partial<ConversationRecord> => ({ grants: [{ by: 'message', at: NOW - days * 24 * HOUR, sent: 0 }] });
  const onPage = (value: string, queue: readonly MessageRecord[], changes: Partial<ConversationRecord> = {}): SendWork => ({
    ...work(queue, changes),
    identity: { ...identity, keys: [{ kind: 'psid', value, createdAt: NOW, retiredAt: null }] },
  });
  const [ON_MESSENGER, ON_INSTAGRAM] = ['5550020000000001', 'ig:5550030000000001'];
  const byMember = (one: MessageRecord): MessageRecord => ({
    ...one,
    author: { type: 'member', id: 'mem_1', name: 'Ana', origin: 'gateway' },
  });
  const REFUSED = { is: 'end', outcome: { is: 'refused', reason: 'window_closed' } };

  test.each([ON_MESSENGER, ON_INSTAGRAM])('after a day %s is written to by members only, after seven by nobody', (to) => {
    const some = message('msg_1', text);
    expect(plan(facebook, onPage(to, [byMember(some)], day(0.5)))).toMatchObject({ is: 'send', to: { window: 'open' } });
    expect(plan(facebook, onPage(to, [byMember(some)], day(6.9)))).toMatchObject({ is: 'send', to: { window: 'members_only' } });
    expect(plan(facebook, onPage(to, [some], day(1.1)))).toMatchObject(REFUSED);
    expect(plan(facebook, onPage(to, [byMember(some)], day(7.1)))).toMatchObject(REFUSED);
  });

  test('what a workflow has begun does not go on under the rule that is for members', () => {
    const long = message('msg_1', { type: 'text', text: 'word '.repeat(600) }, { sent: ['m_1'] });
    expect(plan(facebook, onPage(ON_MESSENGER, [long], day(1.1)))).toMatchObject({ is: 'send', to: { window: 'shut' } });
  });

  test('to Instagram a message is rendered for Instagram, and says what is lost', () => {
    const file: Content = {
      type: 'file',
      attachment: { id: 'att_1', name: 'a.pdf', mimeType: 'application/pdf', bytes: 10, url: 'parley-media:att_1', state: 'stored' },
    };
    expect(plan(facebook, onPage(ON_MESSENGER, [message('msg_1', file)]))).toMatchObject({ is: 'send', losses: [] });
    expect(plan(facebook, onPage(ON_INSTAGRAM, [message('msg_1', file)]))).toMatchObject({
      is: 'send',
      part: { body: { text: 'a.pdf: https://parley.example/media/att_1' } },
      losses: ['The file was sent as a link, because Instagram takes no files.'],
    });
  });

  test('no template gets through Instagram’s shut window: it has none', () => {
    const worded: Content = { ...template, rendered: 'Come back!' };
    const choices = [
      message('msg_1', worded),
      message('msg_1', text, { onWindowClosed: 'template', fallback: worded }),
      message('msg_1', text, { onWindowClosed: 'template', fallback: worded, usingFallback: true }),
    ];
    for (const one of choices) {
      expect(plan(facebook, onPage(ON_MESSENGER, [one], SHUT))).toMatchObject({ is: 'send', part: { body: { template: {} } } });
      expect(plan(facebook, onPage(ON_INSTAGRAM, [one], SHUT))).toMatchObject(REFUSED);
    }
    expect(plan(facebook, onPage(ON_INSTAGRAM, [message('msg_1', worded)]))).toMatchObject({
      is: 'send',
      part: { body: { text: 'Come back!' } },
      losses: ['The template was sent as plain text.'],
    });
  });
});

test('a question that was held back is not asked any more when nobody waits for its answer', () => {
  const held = message('msg_1', text, { onWindowClosed: 'queue', waitId: 'wai_1' });
  expect(plan(whatsappCloud, work([held], SHUT))).toEqual({ is: 'rest' });
  expect(plan(whatsappCloud, work([held]))).toMatchObject({ is: 'end', outcome: { is: 'refused', reason: 'window_closed' } });
});
