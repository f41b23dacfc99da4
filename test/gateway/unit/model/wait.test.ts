import type { Content } from '../../../../gateway/src/model/content.ts';
import { type OpenWait, endingOfClosing, optionsOf, reaskOf, replyTo, valueOf } from '../../../../gateway/src/model/wait.ts';

const OPTIONS = [
  { id: 'a', label: 'Apples' },
  { id: 'p', label: 'Pears' },
];
const wait = (id: string, more: Partial<OpenWait> = {}): OpenWait => ({
  id,
  expect: 'text',
  options: null,
  openerId: null,
  asked: [`msg_${id}`],
  author: { type: 'bot', id: 'key_1', name: 'n8n', origin: 'workflow' },
  reask: null,
  reasks: 0,
  maxReasks: 0,
  answers: false,
  heldFor: null,
  ...more,
});
const text = (said: string): Content => ({ type: 'text', text: said });
const tap = (optionId: string | undefined, label: string): Content => ({
  type: 'choice_reply',
  label,
  ...(optionId === undefined ? {} : { optionId }),
});
const file = { id: 'att_1', name: null, mimeType: 'image/png', bytes: 1, url: 'x', state: 'stored' } as const;
const fruit = { expect: 'choice', options: OPTIONS } as const;
const button = { expect: 'choice', options: null } as const;
const plain = { expect: 'text', options: null } as const;

test.each<[string, Parameters<typeof valueOf>[0], Content, unknown]>([
  ['a text is a text', plain, text('hi'), 'hi'],
  ['blanks are no text', plain, text('  '), undefined],
  ['a tapped label counts as a text', plain, tap('a', 'Apples'), 'Apples'],
  ['a picture is no text', plain, { type: 'image', attachment: file, caption: 'hi' }, undefined],
  ['a number chooses', fruit, text('2.'), { optionId: 'p', label: 'Pears' }],
  ['a label chooses', fruit, text('pears'), { optionId: 'p', label: 'Pears' }],
  ['a number too many does not', fruit, text('3'), undefined],
  ['a tap chooses and says the whole label', fruit, tap('p', 'Pea…'), { optionId: 'p', label: 'Pears' }],
  ['a tap without an id chooses by its label', fruit, tap(undefined, 'Pears'), { optionId: 'p', label: 'Pears' }],
  ['a tap on something else does not', fruit, tap('x', 'Plums'), undefined],
  ['any button of a template is a choice', button, tap('x', 'Plums'), { optionId: 'x', label: 'Plums' }],
  ['what is typed to a template is none', button, text('Plums'), undefined],
  ['a file is a file', { expect: 'attachment', options: null }, { type: 'image', attachment: file }, file],
  ['a sticker is none', { expect: 'attachment', options: null }, { type: 'sticker', attachment: file }, undefined],
  [
    'a place is a place',
    { expect: 'location', options: null },
    { type: 'location', latitude: 1, longitude: 2 },
    { latitude: 1, longitude: 2 },
  ],
  ['a text is no place', { expect: 'location', options: null }, text('here'), undefined],
])('%s', (_name, asked, content, value) => {
  expect(valueOf(asked, content)).toEqual(value);
});

describe('which question a message is for', () => {
  const first = wait('1', { expect: 'choice', options: OPTIONS });
  const second = wait('2', { expect: 'choice', options: OPTIONS, asked: ['msg_2', 'msg_2_again'] });

  test('the oldest, whatever it says', () => {
    expect(replyTo([first, second], text('?'), 'msg_2')).toEqual({ wait: first, value: undefined });
    expect(replyTo([first, second], tap('a', 'Apples'), null)?.wait).toBe(first);
  });

  test('a tap is for the question it was shown with', () => {
    expect(replyTo([first, second], tap('a', 'Apples'), 'msg_2_again')?.wait).toBe(second);
  });

  test('none that the customer has not seen yet', () => {
    const held = { ...first, heldFor: 'window' } as const;
    expect(replyTo([held, second], tap('a', 'Apples'), 'msg_1')?.wait).toBe(second);
    expect(replyTo([held], text('1'), null)).toBeUndefined();
  });
});

test('a question is asked again with its choice, in other words where there are some', () => {
  const choice: Content = { type: 'choice', text: 'Which?', style: 'buttons', options: OPTIONS };
  expect(reaskOf(choice, undefined)).toEqual(choice);
  expect(reaskOf(choice, 'Once more?')).toEqual({ ...choice, text: 'Once more?' });
  expect(reaskOf(text('Who?'), undefined)).toEqual(text('Who?'));
  expect(reaskOf({ type: 'image', attachment: file }, undefined)).toBeNull();
  expect(reaskOf({ type: 'image', attachment: file }, 'Where is this?')).toEqual(text('Where is this?'));
});

test('what offers options can be chosen from', () => {
  expect(optionsOf({ type: 'carousel', cards: [{ title: 'A', options: OPTIONS.slice(0, 1) }, { title: 'P', options: OPTIONS.slice(1) }] })).toEqual(OPTIONS); // prettier-ignore
  expect(optionsOf({ type: 'template', language: 'en', params: {} })).toBeNull();
  expect(optionsOf(text('1 or 2?'))).toBeUndefined();
});

test.each([
  ['blocked', 'member', { outcome: 'opted_out', because: 'blocked' }],
  ['erased', 'bot', { outcome: 'opted_out', because: 'erased' }],
  ['solved', 'member', { outcome: 'handed_over', because: 'closed_by_member' }],
  [null, 'bot', { outcome: 'timed_out', because: 'conversation_closed' }],
  ['inactive', 'bot', { outcome: 'timed_out', because: 'conversation_closed' }],
  ['inactive', 'system', undefined],
  ['unanswered', 'system', undefined],
] as const)('a conversation closed with reason %s by a %s ends its waits, or does not', (reason, by, ending) => {
  expect(endingOfClosing(reason, by)).toEqual(ending);
});
