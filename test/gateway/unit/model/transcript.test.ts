import type { Content } from '../../../../gateway/src/model/content.ts';
import type { Message } from '../../../../gateway/src/model/message.ts';
import { lineOf, transcriptText, wordsOf } from '../../../../gateway/src/model/transcript.ts';

const file = (name: string | null) => ({ id: 'att_1', name, mimeType: 'image/png', bytes: 1, url: 'x', state: 'stored' as const });
const options = [
  { id: 'a', label: 'Apples' },
  { id: 'p', label: 'Pears' },
];

test.each<[Content, string]>([
  [{ type: 'text', text: 'hello' }, 'hello'],
  [{ type: 'image', attachment: file(null), caption: 'my cat' }, '[image] my cat'],
  [{ type: 'file', attachment: file('menu.pdf') }, '[file menu.pdf]'],
  [{ type: 'audio', attachment: file(null), voice: true }, '[voice message]'],
  [{ type: 'video', attachment: file(null) }, '[video]'],
  [{ type: 'sticker' }, '[sticker]'],
  [{ type: 'sticker', keywords: ['wave', 'hi'] }, '[sticker: wave, hi]'],
  [{ type: 'location', latitude: 1.5, longitude: -2, name: 'Home' }, '[location] Home (1.5, -2)'],
  [{ type: 'contacts', contacts: [{ name: 'Ana', phones: [{ number: '+15550100' }], emails: [] }] }, '[contacts] Ana +15550100'],
  [{ type: 'choice', text: 'Which?', style: 'list', options }, 'Which?\n1. Apples\n2. Pears'],
  [{ type: 'choice_reply', label: 'Pears' }, 'Pears'],
  [{ type: 'card', title: 'Fruit', text: 'Fresh', options }, 'Fruit Fresh\n1. Apples\n2. Pears'],
  [{ type: 'carousel', cards: [{ title: 'A', options: [] }, { title: 'B', options: [] }] }, 'A\nB'], // prettier-ignore
  [{ type: 'form_reply', fields: { size: 'L', count: 2 } }, '[form] size: L, count: 2'],
  [{ type: 'template', name: 'ready', language: 'en', params: { 1: 'Ana' } }, '[template ready] Ana'],
  [{ type: 'template', name: 'ready', language: 'en', params: { 1: 'Ana' }, rendered: 'Ana, it is ready.' }, 'Ana, it is ready.'],
  [{ type: 'call_link', url: 'https://meet.example/1' }, 'https://meet.example/1'],
  [{ type: 'unsupported', summary: 'This message was deleted.' }, 'This message was deleted.'],
])('%j in words', (content, words) => {
  expect(wordsOf(content)).toBe(words);
});

test('a line says who spoke, and a note that it is one', () => {
  const message = (type: 'contact' | 'member' | 'bot', name: string | null, more: Partial<Message> = {}): Message => ({
    id: 'msg_1', conversationId: 'cnv_1', sessionId: 'ses_1', seq: 1, direction: 'inbound', visibility: 'public',
    author: { type, id: null, name, origin: 'gateway' }, content: { type: 'text', text: 'hi' }, quotedMessageId: null, reactions: [],
    externalId: null, sentAt: '2026-11-20T10:00:00.000Z', createdAt: '2026-11-20T10:00:01.000Z', editedAt: null, deletedAt: null,
    delivery: null, ...more,
  }); // prettier-ignore
  const said = [message('contact', 'Ana'), message('bot', null), message('member', 'Mia'), message('member', 'Mia', { visibility: 'internal' })]; // prettier-ignore
  const lines = said.map(lineOf);
  expect(lines[0]).toEqual({ messageId: 'msg_1', at: '2026-11-20T10:00:01.000Z', role: 'customer', name: 'Ana', type: 'text', text: 'hi' });
  expect(transcriptText(lines)).toBe('Customer (Ana): hi\nBot: hi\nAgent (Mia): hi\nNote (Mia): hi');
});
