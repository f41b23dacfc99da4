import fc from 'fast-check';
import { wechat } from '../../../../../gateway/src/channels/wechat/index.ts';
import type { WechatBody } from '../../../../../gateway/src/channels/wechat/wire.ts';
import type { ChoiceOption, Content, SendableMedia } from '../../../../../gateway/src/model/content.ts';

const MB = 1024 * 1024;
const render = (content: Content<SendableMedia>) => wechat.render(content, wechat.capabilities);
const bodies = (content: Content<SendableMedia>) => render(content).parts.map((part) => part.body as WechatBody);
const file = (mimeType: string, rest: Partial<SendableMedia> = {}): SendableMedia => ({
  id: 'att_1',
  url: 'https://parley.example/media/att_1',
  mimeType,
  bytes: 1000,
  name: 'a file',
  ...rest,
});
const options = (count: number): ChoiceOption[] => Array.from({ length: count }, (_, n) => ({ id: `o${n}`, label: `Option ${n}` }));

describe('texts', () => {
  test('a text is one message', () =>
    expect(bodies({ type: 'text', text: '您好 👋' })).toEqual([{ msgtype: 'text', text: { content: '您好 👋' } }]));
  test('an empty one is refused', () => expect(render({ type: 'text', text: ' \n' }).refused).toMatchObject({ reason: 'message_invalid' }));
  test('2048 bytes are one message, a byte more is two', () => {
    expect(bodies({ type: 'text', text: 'x'.repeat(2048) })).toHaveLength(1);
    expect(bodies({ type: 'text', text: 'x'.repeat(2049) })).toHaveLength(2);
    expect(bodies({ type: 'text', text: '中'.repeat(682) })).toHaveLength(1);
    expect(bodies({ type: 'text', text: '中'.repeat(683) })).toHaveLength(2);
  });
  test('nothing of any text is lost and no message is over the limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3000 }), (text) => {
        if (text.trim() === '') return;
        const contents = bodies({ type: 'text', text }).map((body) => ('text' in body ? body.text.content : ''));
        expect(contents.join('')).toBe(text);
        for (const content of contents) expect(Buffer.byteLength(content)).toBeLessThanOrEqual(2048);
      }),
    );
  });
});

describe('files', () => {
  test.each([
    ['image', 'image/jpeg', 'image'],
    ['image', 'image/png; charset=binary', 'image'],
    ['image', 'IMAGE/GIF', 'image'],
    ['video', 'video/mp4', 'video'],
    ['audio', 'audio/mpeg', 'voice'],
    ['audio', 'audio/amr', 'voice'],
  ] as const)('%s of type %s goes as %s', (type, mimeType, msgtype) => {
    const attachment = file(mimeType);
    expect(bodies({ type, attachment })).toEqual([{ msgtype, media: attachment }]);
  });
  test.each([
    ['image', 'image/jpeg', 10 * MB, '10 MB'],
    ['video', 'video/mp4', 10 * MB, '10 MB'],
    ['audio', 'audio/mpeg', 2 * MB, '2 MB'],
  ] as const)('%s may have the limit and not a byte more', (type, mimeType, max, limit) => {
    expect(render({ type, attachment: file(mimeType, { bytes: max }) }).refused).toBeUndefined();
    const over = render({ type, attachment: file(mimeType, { bytes: max + 1 }) });
    expect(over).toMatchObject({ parts: [], refused: { reason: 'media_rejected' } });
    expect(over.refused?.detail).toContain(limit);
  });
  test.each([
    ['image', 'image/webp', 'image/jpeg, image/png, image/gif'],
    ['video', 'video/quicktime', 'video/mp4'],
    ['audio', 'audio/ogg', 'audio/mpeg, audio/amr'],
    ['audio', '', 'a file of unknown type'],
  ] as const)('%s of type %j is refused with what would be taken', (type, mimeType, said) => {
    expect(render({ type, attachment: file(mimeType) }).refused?.detail).toContain(said);
  });
  test('a voice may be a minute long', () => {
    const voice = (durationMs: number) => render({ type: 'audio', attachment: file('audio/amr', { durationMs }), voice: true }).refused;
    expect(voice(60_000)).toBeUndefined();
    expect(voice(60_001)).toMatchObject({ reason: 'media_rejected' });
  });
  test('an unknown size is tried', () =>
    expect(render({ type: 'image', attachment: file('image/png', { bytes: null }) }).refused).toBeUndefined());
  test('a caption is a message of its own, and said so', () => {
    const rendered = render({ type: 'image', attachment: file('image/png'), caption: 'This one' });
    expect(rendered.parts.map((part) => part.body)).toMatchObject([
      { msgtype: 'image' },
      { msgtype: 'text', text: { content: 'This one' } },
    ]);
    expect(rendered.losses).toEqual(['The caption was sent as a message of its own.']);
  });
  test('music is a voice message, and said so', () => {
    expect(render({ type: 'audio', attachment: file('audio/mpeg') }).losses).toEqual(['The audio was sent as a voice message.']);
    expect(render({ type: 'audio', attachment: file('audio/mpeg'), voice: true }).losses).toEqual([]);
  });
  test('a document goes as a link', () => {
    const rendered = render({ type: 'file', attachment: file('application/pdf', { name: 'offer.pdf' }), caption: 'As asked' });
    expect(rendered.parts[0]?.body).toEqual({
      msgtype: 'text',
      text: { content: 'As asked\noffer.pdf: https://parley.example/media/att_1' },
    });
    expect(rendered.losses).toEqual(['The file was sent as a link.']);
  });
  test('a sticker is a picture where it is one that WeChat takes, else words', () => {
    expect(render({ type: 'sticker', attachment: file('image/png') })).toMatchObject({
      parts: [{ body: { msgtype: 'image' } }],
      losses: ['The sticker was sent as a picture.'],
    });
    expect(bodies({ type: 'sticker', attachment: file('image/webp') })).toMatchObject([{ msgtype: 'text' }]);
    expect(bodies({ type: 'sticker', keywords: ['hello'] })).toMatchObject([{ text: { content: '[sticker: hello]' } }]);
  });
});

describe('choices', () => {
  const choice = (text: string, of: readonly ChoiceOption[], style: 'buttons' | 'quick_replies' | 'list' = 'buttons') =>
    ({ type: 'choice', text, style, options: of }) as const;

  test.each(['buttons', 'quick_replies', 'list'] as const)('%s are a menu message', (style) => {
    expect(render(choice('Which one?', options(2), style))).toEqual({
      parts: [
        {
          index: 0,
          body: {
            msgtype: 'msgmenu',
            msgmenu: {
              head_content: 'Which one?',
              list: [
                { id: 'o0', content: 'Option 0' },
                { id: 'o1', content: 'Option 1' },
              ],
              tail_content: '',
            },
          },
        },
      ],
      losses: [],
    });
  });
  test('descriptions stand under the text', () => {
    const [body] = bodies(
      choice('Which one?', [
        { id: 'a', label: 'A', description: 'the first' },
        { id: 'b', label: 'B' },
      ]),
    );
    expect(body).toMatchObject({ msgmenu: { head_content: 'Which one?\nA — the first', list: [{ content: 'A' }, { content: 'B' }] } });
  });
  test('ten fit, the eleventh makes a numbered list', () => {
    expect(bodies(choice('Which?', options(10)))).toMatchObject([{ msgtype: 'msgmenu' }]);
    const rendered = render(choice('Which?', options(11)));
    expect(rendered.parts[0]?.body).toMatchObject({ msgtype: 'text' });
    expect(rendered.losses).toEqual(["The options were sent as a numbered list, because at most 10 of them fit a menu of WeChat's."]);
  });
  test('a label has 64 characters, a longer one makes a numbered list that shows it whole', () => {
    expect(bodies(choice('Which?', [{ id: 'a', label: 'x'.repeat(64) }]))).toMatchObject([{ msgtype: 'msgmenu' }]);
    expect(bodies(choice('Which?', [{ id: 'a', label: 'x'.repeat(65) }]))).toEqual([
      { msgtype: 'text', text: { content: `Which?\n1. ${'x'.repeat(65)}` } },
    ]);
  });
  test('a long text goes before the menu, and nothing of it is lost', () => {
    const text = 'word '.repeat(900).trim();
    const rendered = render(choice(text, options(3)));
    const shown = rendered.parts
      .map((part) => part.body as WechatBody)
      .map((body) => ('text' in body ? body.text.content : 'msgmenu' in body ? body.msgmenu.head_content : ''));
    expect(shown.join('')).toBe(text);
    expect(rendered.parts.at(-1)?.body).toMatchObject({ msgtype: 'msgmenu' });
    expect(rendered.losses).toHaveLength(1);
  });
  test('a menu with its labels and ids stays under the limit of a text', () => {
    const wide = Array.from({ length: 10 }, (_, n) => ({ id: `id-${n}`, label: '中'.repeat(50) + n }));
    const body = bodies(choice('中'.repeat(500), wide)).at(-1);
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(2600);
    expect(
      bodies(
        choice(
          'x',
          wide.map((one) => ({ ...one, id: one.id.padEnd(100, 'i') })),
        ),
      ),
    ).toMatchObject([{ msgtype: 'text' }]);
  });
  test.each([
    ['no text', choice(' ', options(1))],
    ['no options', choice('x', [])],
    ['an empty label', choice('x', [{ id: 'a', label: ' ' }])],
    ['an empty id', choice('x', [{ id: '', label: 'A' }])],
    [
      'an id twice',
      choice('x', [
        { id: 'a', label: 'A' },
        { id: 'a', label: 'B' },
      ]),
    ],
  ])('%s is refused', (_what, content) => expect(render(content).refused).toMatchObject({ reason: 'message_invalid' }));
});

describe('everything else', () => {
  test('a card is its picture, then its text with the options', () => {
    const rendered = render({ type: 'card', title: 'Tea', text: 'Green', image: file('image/jpeg'), options: options(2) });
    expect(rendered.parts.map((part) => part.body)).toMatchObject([
      { msgtype: 'image' },
      { msgtype: 'msgmenu', msgmenu: { head_content: 'Tea\nGreen' } },
    ]);
    expect(rendered.losses).toEqual(['The card was sent as messages.']);
  });
  test('a card without options is its picture and its text, one without a picture its text', () => {
    expect(bodies({ type: 'card', title: 'Tea', image: file('image/jpeg'), options: [] })).toMatchObject([
      { msgtype: 'image' },
      { text: { content: 'Tea' } },
    ]);
    expect(bodies({ type: 'card', title: 'Tea', options: [] })).toMatchObject([{ text: { content: 'Tea' } }]);
  });
  test('a card’s picture that WeChat would not take is a link in its text', () => {
    const rendered = render({ type: 'card', title: 'Tea', image: file('image/webp'), options: [] });
    expect(rendered.parts.map((part) => part.body)).toEqual([
      { msgtype: 'text', text: { content: 'Tea\nhttps://parley.example/media/att_1' } },
    ]);
    expect(rendered.losses).toContain('The picture of the card was sent as a link.');
  });
  test('a carousel is one text, since each message costs one of five', () => {
    const cards = [1, 2, 3].map((n) => ({ title: `Tea ${n}`, options: [{ id: `buy-${n}`, label: 'Buy' }] }));
    const rendered = render({ type: 'carousel', cards });
    expect(rendered.parts).toHaveLength(1);
    expect(rendered.parts[0]?.body).toMatchObject({ text: { content: 'Tea 1\n1. Buy\n\nTea 2\n2. Buy\n\nTea 3\n3. Buy' } });
  });
  test.each([
    ['location', { type: 'location', latitude: 1, longitude: 2, name: 'Shop' }, /^Shop\nhttps:/],
    ['contacts', { type: 'contacts', contacts: [{ name: 'Bo', phones: [{ number: '1' }], emails: [] }] }, /^Bo\n1$/],
    ['call_link', { type: 'call_link', url: 'https://meet.example/1' }, /^https:\/\/meet.example\/1$/],
    ['form_reply', { type: 'form_reply', name: 'F', fields: { a: 1 } }, /^F\na: 1$/],
    ['choice_reply', { type: 'choice_reply', label: 'Yes' }, /^Yes$/],
  ] as const)('%s is a text', (_what, content, expected) => {
    const [body] = bodies(content as Content<SendableMedia>);
    expect(body !== undefined && 'text' in body ? body.text.content : '').toMatch(expected);
  });
  test('what no text can stand for has no parts', () =>
    expect(render({ type: 'unsupported', summary: 'x' })).toEqual({ parts: [], losses: [] }));
});

describe('templates', () => {
  const known = (components: object, names: readonly string[]) => ({
    externalId: 'tmpl-external',
    name: 'Order',
    language: 'zh_CN',
    components,
    params: names.map((name) => ({ name, type: 'text', place: 'body' }) as const),
  });
  const template = (params: Record<string, string>) => ({ type: 'template', name: 'Order', language: 'zh_CN', params }) as const;
  const body = (params: Record<string, string>, of?: ReturnType<typeof known>) =>
    wechat.render(template(params), wechat.capabilities, of).parts[0]?.body;

  test('each value in an object of its own, under the id that the platform gave', () => {
    expect(body({ thing1: 'Tea', time2: '12:00' }, known({ kind: 'template' }, ['thing1', 'time2']))).toEqual({
      msgtype: 'template',
      template: { template_id: 'tmpl-external', data: { thing1: { value: 'Tea' }, time2: { value: '12:00' } } },
    });
  });
  test('an unknown one is sent as given, by its name', () => {
    expect(body({ a: '1' })).toEqual({ msgtype: 'template', template: { template_id: 'Order', data: { a: { value: '1' } } } });
  });
  test('where a tap leads', () => {
    const params = { a: '1', url: 'https://shop.example', 'miniprogram.appid': 'wx1', 'miniprogram.pagepath': 'p/1' };
    expect(body(params, known({ kind: 'template' }, ['a']))).toMatchObject({
      template: { url: 'https://shop.example', miniprogram: { appid: 'wx1', pagepath: 'p/1' }, data: { a: { value: '1' } } },
    });
    expect(body(params, known({ kind: 'subscribe' }, ['a']))).toMatchObject({
      msgtype: 'subscribe',
      template: { page: 'https://shop.example' },
    });
  });
  test('a value of the template’s own that is called url is a value', () => {
    const rendered = body({ url: 'x' }, known({ kind: 'template' }, ['url']));
    expect(rendered).toEqual({ msgtype: 'template', template: { template_id: 'tmpl-external', data: { url: { value: 'x' } } } });
  });
  test('one without a name is refused', () => {
    expect(wechat.render({ type: 'template', language: 'zh_CN', params: {} }, wechat.capabilities).refused).toMatchObject({
      reason: 'message_invalid',
    });
  });
});
