import type { AnyChannel, Rendered } from '../../../../gateway/src/channels/channel.ts';
import type { Attachment, Content } from '../../../../gateway/src/model/content.ts';
import type { OpenWait } from '../../../../gateway/src/model/wait.ts';
import type { KnownTemplate } from '../../../../gateway/src/model/template.ts';
import { planSend } from '../../../../gateway/src/outbox/plan.ts';
import type { ConversationRecord, IdentityRecord, MessageRecord, SendRequest } from '../../../../gateway/src/store/records.ts';
import type { AttachmentRow } from '../../../../gateway/src/store/schema.ts';
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
    to: { keys: [{ kind: 'phone', value: '15550100' }], kind: 'person', freeReply: null, quoted: null, window: 'open' },
  });
});

test('an empty queue rests', () => {
  expect(plan(whatsappCloud, work([]))).toEqual({ is: 'rest' });
});

test('a message without anything to send ends', () => {
  const outcome = { is: 'refused', reason: 'message_invalid', detail: 'The message has nothing to send.' };
  for (const state of ['queued', 'sending'] as const) {
    const nothing = { ...message('msg_1', text, {}, state), send: null };
    expect(plan(whatsappCloud, work([nothing]))).toEqual({ is: 'end', message: nothing, outcome });
  }
});

test.each([
  ['asked for nothing else', {}],
  ['was to be replaced by a template that is not there', { onWindowClosed: 'template' as const }],
  ['has a template that it did not ask for', { fallback: template }],
])('a shut window refuses a text that %s', (_what, send) => {
  expect(plan(whatsappCloud, work([message('msg_1', text, send)], SHUT))).toEqual({
    is: 'end',
    message: message('msg_1', text, send),
    outcome: { is: 'refused', reason: 'window_closed', detail: 'The window closed before the message could go out.' },
  });
});

test('a shut window sends the fallback template where the writer asked for it, an open one what they wrote', () => {
  const one = message('msg_1', text, { onWindowClosed: 'template', fallback: template });
  const IN_ITS_PLACE = { is: 'send', usesFallback: true, part: { body: { template: { name: 'come_back' } } } };
  expect(plan(whatsappCloud, work([one], SHUT))).toMatchObject(IN_ITS_PLACE);
  expect(plan(whatsappCloud, work([one]))).toMatchObject({ is: 'send', usesFallback: false, part: { body: { text: { body: 'hello' } } } });
});

test('a fallback that is being sent goes on, also when the window opens meanwhile', () => {
  const one = message('msg_1', text, { onWindowClosed: 'template', fallback: template, usingFallback: true });
  for (const changes of [SHUT, {}]) expect(plan(whatsappCloud, work([one], changes))).toMatchObject({ is: 'send', usesFallback: true });
});

test('what has begun to go out goes on as it is when the window shuts, without its fallback', () => {
  const long: Content = { type: 'text', text: 'word '.repeat(2000) };
  const begun = message('msg_1', long, { sent: ['wamid.1'], onWindowClosed: 'template', fallback: template });
  expect(plan(whatsappCloud, work([begun], SHUT))).toMatchObject({ is: 'send', usesFallback: false, part: { index: 1 } });
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
  const detail = 'Parley was stopped while this message was on its way; the platform may have it.';
  expect(plan(whatsappCloud, work([message('msg_1', text, {}, 'sending')]))).toMatchObject({
    is: 'end',
    message: { id: 'msg_1' },
    outcome: { is: 'unknown', safeToRepeat: false, detail },
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

/** A channel that renders as it is told, and what it was given to render. */
function rendering(rendered: Rendered) {
  const given: Parameters<AnyChannel['render']>[] = [];
  const render: AnyChannel['render'] = (...args) => {
    given.push(args);
    return rendered;
  };
  return { channel: { ...whatsappCloud, render }, given };
}
const ONE_PART: Rendered = { parts: [{ body: 'as rendered', index: 0 }], losses: [] };

test('what cannot be shown on a channel ends with the reason that its renderer gives', () => {
  const one = message('msg_1', text);
  const endOf = (rendered: Rendered) => plan(rendering(rendered).channel, work([one]));
  const outcome = { is: 'refused', reason: 'message_invalid', detail: 'Too many buttons.' } as const;
  expect(endOf({ parts: [], losses: [], refused: outcome })).toEqual({ is: 'end', message: one, outcome });
  const unsupported = (detail: string) => ({ is: 'end', message: one, outcome: { is: 'refused', reason: 'unsupported_content', detail } });
  expect(endOf({ parts: [], losses: ['No stickers here.'] })).toEqual(unsupported('No stickers here.'));
  expect(endOf({ parts: [], losses: [] })).toEqual(unsupported('This channel cannot send such a message.'));
});

test('a template is rendered with what is known of it, where it was chosen here', () => {
  const known: KnownTemplate = { externalId: '1', name: 'come_back', language: 'en', params: [], components: [] };
  const knownFor = (content: Content) => {
    const { channel, given } = rendering(ONE_PART);
    plan(channel, { ...work([message('msg_1', content)]), templates: new Map([['tpl_1', known]]) });
    return given.map(([, , of]) => of);
  };
  expect(knownFor({ ...template, templateId: 'tpl_1' })).toEqual([known]);
  expect(knownFor({ ...template, templateId: 'tpl_2' })).toEqual([undefined]);
  expect(knownFor(template)).toEqual([undefined]);
  expect(knownFor(text)).toEqual([undefined]);
});

describe('a file', () => {
  const attachment: Attachment = {
    id: 'att_1',
    name: null,
    mimeType: 'audio/ogg',
    bytes: null,
    url: 'parley-media:att_1',
    state: 'stored',
  };
  const row: AttachmentRow = {
    id: 'att_1', conversationId: 'cnv_1', messageId: 'msg_1', channelId: 'chn_1', state: 'stored', name: 'a.mp3', mimeType: 'audio/mpeg', bytes: 10,
    sha256: null, storageKey: 'key', sourceJson: null, attempts: 0, dueAt: null, error: null, createdAt: NOW,
  }; // prettier-ignore
  const fileOf = (of: Attachment, rows: readonly AttachmentRow[]) => {
    const { channel, given } = rendering(ONE_PART);
    plan(channel, {
      ...work([message('msg_1', { type: 'audio', attachment: of })]),
      attachments: new Map(rows.map((one) => [one.id, one])),
    });
    const [content] = given[0] ?? [];
    return content?.type === 'audio' ? content.attachment : undefined;
  };

  test('goes out by an address that the platform can fetch, as what it is known to be', () => {
    const shared = { id: 'att_1', url: 'https://parley.example/media/att_1' };
    expect(fileOf(attachment, [row])).toStrictEqual({ ...shared, name: 'a.mp3', mimeType: 'audio/mpeg', bytes: 10 });
    const written = { name: 'b.ogg', mimeType: 'audio/ogg', bytes: 20, durationMs: 900 };
    expect(fileOf({ ...attachment, ...written }, [])).toStrictEqual({ ...shared, ...written });
  });

  test('that the writer only linked to goes out by the writer’s own address', () => {
    const sourceJson = '{"url":"https://files.example/a.mp3"}';
    expect(fileOf(attachment, [{ ...row, state: 'linked', sourceJson }])?.url).toBe('https://files.example/a.mp3');
    for (const one of [
      { ...row, sourceJson },
      { ...row, state: 'linked' as const },
    ])
      expect(fileOf(attachment, [one])?.url).toBe('https://parley.example/media/att_1');
  });
});

test('a quote goes out with what the platform knows of the quoted message', () => {
  const quoting = { ...message('msg_2', text), quotedMessageId: 'msg_1' };
  const quotedAs = (changes: Partial<MessageRecord>) => {
    const quoted = new Map([['msg_1', { ...message('msg_1', text), ...changes }]]);
    const planned = plan(whatsappCloud, { ...work([quoting]), quoted });
    return planned.is === 'send' ? planned.to.quoted : planned;
  };
  expect(quotedAs({ externalId: 'wamid.1' })).toEqual({ externalId: 'wamid.1', tokens: {} });
  expect(quotedAs({ externalId: 'wamid.1', tokens: { quote: 'q' } })).toEqual({ externalId: 'wamid.1', tokens: { quote: 'q' } });
  expect(quotedAs({ externalId: null, tokens: { quote: 'q' } })).toBeNull();
  expect(plan(whatsappCloud, work([quoting]))).toMatchObject({ is: 'send', to: { quoted: null } });
});

test('a free reply is offered while the customer’s message has one', () => {
  const offered = (changes: Partial<ConversationRecord>) => plan(line, work([message('msg_1', text)], changes));
  expect(offered({ freeReplyToken: 'token', freeReplyUntil: NOW + 1 })).toMatchObject({
    to: { freeReply: { token: 'token', until: NOW + 1 } },
  });
  expect(offered({ freeReplyToken: null, freeReplyUntil: NOW + 1 })).toMatchObject({ to: { freeReply: null } });
  expect(offered({ freeReplyToken: 'token', freeReplyUntil: null })).toMatchObject({ to: { freeReply: null } });
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

const wait: OpenWait = {
  id: 'wai_1', expect: 'text', options: null, openerId: null, asked: ['msg_1'], author: message('msg_1', text).author, reask: null, reasks: 0,
  maxReasks: 0, answers: false, heldFor: 'window',
}; // prettier-ignore

test('a question that was held back is not asked any more when nobody waits for its answer', () => {
  const held = message('msg_1', text, { onWindowClosed: 'queue', waitId: 'wai_1' });
  const detail = 'The workflow that asked this stopped waiting before the customer wrote.';
  expect(plan(whatsappCloud, work([held], SHUT))).toEqual({ is: 'rest' });
  expect(plan(whatsappCloud, work([held]))).toMatchObject({ is: 'end', outcome: { is: 'refused', reason: 'window_closed', detail } });
  expect(plan(whatsappCloud, work([held], { waits: [{ ...wait, id: 'wai_2' }] }))).toMatchObject({ is: 'end' });
  expect(plan(whatsappCloud, work([held], { waits: [{ ...wait, id: 'wai_2' }, wait] }))).toMatchObject({ is: 'send' });
});

test('a question of which a part is out is asked to its end', () => {
  const long: Content = { type: 'text', text: 'word '.repeat(2000) };
  const begun = message('msg_1', long, { onWindowClosed: 'queue', waitId: 'wai_1', sent: ['wamid.1'] });
  expect(plan(whatsappCloud, work([begun]))).toMatchObject({ is: 'send', part: { index: 1 } });
});
