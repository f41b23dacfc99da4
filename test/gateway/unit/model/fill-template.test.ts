import fc from 'fast-check';
import {
  BUILT_IN_VARIABLES,
  type BuiltInValues,
  MOST_VARIABLES,
  fillText,
  paramFaults,
  paramsOfText,
  previewOf,
} from '../../../../gateway/src/model/fill-template.ts';
import { type TemplateParam, isSameLanguage, platformTemplateKind, templateStatusOf } from '../../../../gateway/src/model/template.ts';

const NOBODY: BuiltInValues = { 'contact.name': null, 'contact.phone': null, 'contact.email': null, 'member.name': null };
const ANA: BuiltInValues = { ...NOBODY, 'contact.name': 'Ana' };
const text = (name: string): TemplateParam => ({ name, type: 'text', place: 'body' });
const names = (found: readonly { readonly name: string }[] | string) => (typeof found === 'string' ? found : found.map(({ name }) => name));

describe('the parameters of a canned text', () => {
  test('are its variables, each once, in the order of the text', () => {
    expect(paramsOfText('Hi {{first}}, {{ order }} and {{first}} again')).toEqual([text('first'), text('order')]);
    expect(paramsOfText('Nothing to fill { here }')).toEqual([]);
  });

  test('may be named in any script, and by number', () => {
    expect(names(paramsOfText('{{姓名}} {{größe_2}} {{1}}'))).toEqual(['姓名', 'größe_2', '1']);
  });

  test('that Parley fills are optional', () => {
    const all = BUILT_IN_VARIABLES.map((name) => `{{${name}}}`).join(' ');
    expect(paramsOfText(all)).toEqual(BUILT_IN_VARIABLES.map((name) => ({ ...text(name), optional: true })));
  });

  test.each([
    ['{{contact.shoe_size}}', 'contact.shoe_size'],
    ['{{two words}}', 'two words'],
    ['{{}}', '{{}}'],
    [`{{${'x'.repeat(51)}}}`, 'no variable'],
    ['Hi {{name', 'belong to no variable'],
    ['Hi name}}', 'belong to no variable'],
  ])('%s is refused in words', (wrong, words) => {
    expect(paramsOfText(wrong)).toEqual(expect.stringContaining(words));
  });

  test(`are at most ${MOST_VARIABLES}`, () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => `{{v${i}}}`).join('');
    expect(paramsOfText(many(MOST_VARIABLES))).toHaveLength(MOST_VARIABLES);
    expect(paramsOfText(many(MOST_VARIABLES + 1))).toContain(String(MOST_VARIABLES));
  });
});

describe('what a message gives to a template', () => {
  const template = { kind: 'whatsapp' as const, name: 'order_ready', params: [text('1'), text('2')] };

  test('is right when each parameter is there and none is too much', () => {
    expect(paramFaults(template, { 1: 'Ana', 2: 'HB-1' })).toEqual([]);
  });

  test('is refused for each parameter that is missing and each that is too much, by name', () => {
    expect(paramFaults(template, { 2: 'HB-1', color: 'red', toString: 'x' })).toEqual([
      { name: '1', message: 'The template “order_ready” needs the parameter 1.' },
      { name: 'color', message: 'The template “order_ready” has no parameter color. It takes 1, 2.' },
      { name: 'toString', message: 'The template “order_ready” has no parameter toString. It takes 1, 2.' },
    ]);
    expect(paramFaults({ ...template, params: [] }, { 1: 'x' })[0]?.message).toContain('It takes none.');
    expect(names(paramFaults({ ...template, params: [text('constructor')] }, {}))).toEqual(['constructor']);
  });

  test('may be empty in a canned text, and not on a platform', () => {
    expect(names(paramFaults(template, { 1: ' ', 2: 'x' }))).toEqual(['1']);
    expect(paramFaults({ ...template, kind: 'canned' }, { 1: '', 2: 'x' })).toEqual([]);
  });

  test('may leave out what is optional, and the payload of a quick reply', () => {
    const params: readonly TemplateParam[] = [
      { name: 'button.0.payload', type: 'payload', place: 'button' },
      { name: 'url', type: 'url', place: 'button', optional: true },
    ];
    expect(paramFaults({ ...template, params }, {})).toEqual([]);
    expect(paramFaults({ ...template, params }, { 'button.0.payload': 'yes', url: 'x' })).toEqual([]);
  });

  test('is an address, or the id of an upload, where Meta fetches the file of a header', () => {
    const params: readonly TemplateParam[] = [{ name: 'header.image', type: 'image', place: 'header' }];
    for (const right of ['https://example.com/a.png', '1234567890123456']) {
      expect(paramFaults({ ...template, params }, { 'header.image': right })).toEqual([]);
    }
    for (const wrong of ['a.png', 'ftp://example.com/a.png', 'att_1']) {
      expect(paramFaults({ ...template, params }, { 'header.image': wrong })).toEqual([
        { name: 'header.image', message: 'The parameter header.image is the http or https URL of an image.' },
      ]);
    }
    expect(paramFaults({ ...template, kind: 'twilio', params }, { 'header.image': 'a.png' })).toEqual([]);
  });
});

describe('filling a canned text', () => {
  test('puts in what is given and what Parley knows, the writer’s word first', () => {
    expect(fillText('Hi {{contact.name}}: {{ order }}', { order: 'HB-1' }, ANA)).toBe('Hi Ana: HB-1');
    expect(fillText('Hi {{contact.name}}', { 'contact.name': 'Dr. Ana' }, ANA)).toBe('Hi Dr. Ana');
    expect(fillText('Hi{{contact.name}}', { 'contact.name': '' }, ANA)).toBe('Hi');
  });

  test('names what nobody knows', () => {
    expect(fillText('{{contact.email}} {{contact.name}} {{member.name}}', {}, { ...ANA, 'contact.email': '' })).toEqual([
      { name: 'contact.email', message: 'The e-mail address of the contact is not known: give the parameter contact.email.' },
      { name: 'member.name', message: 'No member writes this message: give the parameter member.name.' },
    ]);
  });

  test('fills once: values are no templates, and no patterns', () => {
    expect(fillText('{{a}}{{b}}', { a: '{{b}}', b: "$& $1 $'" }, NOBODY)).toBe("{{b}}$& $1 $'");
  });

  test('keeps all text around the variables and puts every value in its place', () => {
    const words = fc
      .string({ unit: fc.constantFrom('a', ' ', '\n', '$', 'é', '😀', '{', '.') })
      .filter((one) => !one.includes('{{') && !one.endsWith('{'));
    const values = fc.string();
    fc.assert(
      fc.property(fc.array(fc.tuple(words, values), { maxLength: MOST_VARIABLES }), words, (pieces, end) => {
        const written = pieces.map(([before], i) => `${before}{{v${i}}}`).join('') + end;
        const given = Object.fromEntries(pieces.map(([, value], i) => [`v${i}`, value]));
        const params = paramsOfText(written);
        expect(names(params)).toEqual(Object.keys(given));
        expect(paramFaults({ kind: 'canned', name: 'x', params: typeof params === 'string' ? [] : params }, given)).toEqual([]);
        expect(fillText(written, given, NOBODY)).toBe(pieces.map(([before, value]) => before + value).join('') + end);
      }),
    );
  });
});

test('the preview of a platform’s template shows what was given, and the blanks that were not', () => {
  expect(previewOf('{{header.1}}\nHi {{1}}, {{2}}', { 'header.1': 'News', 1: 'Ana' })).toBe('News\nHi Ana, {{2}}');
  expect(previewOf('{{constructor}}', {})).toBe('{{constructor}}');
});

test.each([
  ['approved', 'approved'],
  ['reinstated', 'approved'],
  ['unarchived', 'approved'],
  ['limit_exceeded', 'limit_exceeded'],
  ['flagged', undefined],
  ['locked', undefined],
  [undefined, undefined],
])('a webhook’s word %s makes the status %s', (word, status) => {
  expect(templateStatusOf(word)).toBe(status);
});

test('a language is the same however its parts are joined', () => {
  expect(isSameLanguage('en_US', 'en-us')).toBe(true);
  expect(isSameLanguage('en', 'en_US')).toBe(false);
});

test('each platform that keeps templates has its kind', () => {
  expect(platformTemplateKind({ type: 'whatsapp', provider: 'cloud_api' })).toBe('whatsapp');
  expect(platformTemplateKind({ type: 'whatsapp', provider: 'twilio' })).toBe('twilio');
  expect(platformTemplateKind({ type: 'facebook', provider: null })).toBe('messenger');
  expect(platformTemplateKind({ type: 'wechat', provider: null })).toBe('wechat');
  expect(platformTemplateKind({ type: 'line', provider: null })).toBeUndefined();
  expect(platformTemplateKind({ type: 'widget', provider: null })).toBeUndefined();
});
