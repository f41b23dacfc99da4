import fc from 'fast-check';
import { numberedList } from '../../../../../gateway/src/channels/degrade.ts';
import { render, bodies, refusal, options, choice } from './render-bench.ts';

describe('a choice', () => {
  test('of three is buttons, with every text as a variable', () => {
    expect(render(choice('Which?', options(3)))).toEqual({
      parts: [
        {
          index: 0,
          body: {
            content: {
              language: 'en',
              variables: { 1: 'text 1', 2: 'text 2', 3: 'text 3', 4: 'text 4', 5: 'text 5', 6: 'text 6', 7: 'text 7' },
              types: {
                'twilio/quick-reply': {
                  body: '{{1}}',
                  actions: [
                    { type: 'QUICK_REPLY', title: '{{2}}', id: '{{3}}' },
                    { type: 'QUICK_REPLY', title: '{{4}}', id: '{{5}}' },
                    { type: 'QUICK_REPLY', title: '{{6}}', id: '{{7}}' },
                  ],
                },
              },
            },
            variables: { 1: 'Which?', 2: 'Option 0', 3: 'id-0', 4: 'Option 1', 5: 'id-1', 6: 'Option 2', 7: 'id-2' },
          },
        },
      ],
      losses: [],
    });
  });
  test('of four, or with descriptions, is a list, and says so where buttons were meant', () => {
    const loss = 'The options were sent as a list, because WhatsApp shows at most 3 buttons, and none with a description.';
    expect(render(choice('Which?', options(4))).losses).toEqual([loss]);
    expect(
      render(
        choice(
          'Which?',
          options(2, () => ({ description: 'More' })),
        ),
      ).losses,
    ).toEqual([loss]);
    expect(render(choice('Which?', options(2), 'list')).losses).toEqual([]);
    expect(
      bodies(
        choice(
          'Which?',
          options(2, (index) => (index === 0 ? { description: 'More' } : {})),
          'list',
        ),
      ),
    ).toMatchObject([
      {
        content: {
          types: {
            'twilio/list-picker': {
              body: '{{1}}',
              button: 'Options',
              items: [
                { item: '{{2}}', id: '{{3}}', description: '{{4}}' },
                { item: '{{5}}', id: '{{6}}' },
              ],
            },
          },
        },
        variables: { 4: 'More', 6: 'id-1' },
      },
    ]);
  });
  test('of ten is a list, of eleven a numbered text', () => {
    expect(bodies(choice('Which?', options(10)))).toMatchObject([{ content: { types: { 'twilio/list-picker': {} } } }]);
    expect(render(choice('Which?', options(11)))).toEqual({
      parts: [{ body: { Body: numberedList('Which?', options(11)) }, index: 0 }],
      losses: ['The options were sent as a numbered list, because WhatsApp shows at most 10.'],
    });
  });
  test('labels end at 20 characters on buttons and at 24 in a list, which repeats them below', () => {
    const long = options(1, () => ({ label: 'A label of exactly 25 ch.' }));
    expect(render(choice('Which?', long)).losses).toEqual(['The label "A label of exactly 25 ch." was shortened to 20 characters.']);
    expect(bodies(choice('Which?', long))).toMatchObject([{ variables: { 2: 'A label of exactly…' } }]);
    expect(bodies(choice('Which?', long, 'list'))).toMatchObject([
      { variables: { 2: 'A label of exactly 25 c…', 4: 'A label of exactly 25 ch.' } },
    ]);
    const fits = options(1, () => ({ label: 'x'.repeat(20) }));
    expect(render(choice('Which?', fits)).losses).toEqual([]);
  });
  test('descriptions end at 72 characters', () => {
    const described = (length: number) =>
      choice(
        'Which?',
        options(1, () => ({ description: 'd'.repeat(length) })),
        'list',
      );
    expect(render(described(72)).losses).toEqual([]);
    expect(render(described(73)).losses).toEqual(['The description of "Option 0" was shortened to 72 characters.']);
  });
  test('labels stand in one line', () => {
    expect(
      bodies(
        choice(
          'Which?',
          options(1, () => ({ label: ' Two\n lines\t' })),
        ),
      ),
    ).toMatchObject([{ variables: { 2: 'Two lines' } }]);
  });
  test('line breaks, tabs and runs of spaces of its text belong to the content, not to a variable', () => {
    const [body] = bodies(choice('\nFirst: {{x}}\n\n- one\ttwo     three    four\r\nlast\n', options(1)));
    expect(body).toMatchObject({
      content: { types: { 'twilio/quick-reply': { body: '{{1}}\n\n{{2}}\t{{3}}     {{4}}\r\n{{5}}' } } },
      variables: { 1: 'First: {{x}}', 2: '- one', 3: 'two', 4: 'three    four', 5: 'last' },
    });
  });
  test('a text of 1024 characters stands above the options, the beginning of a longer one before them', () => {
    expect(render(choice('x'.repeat(1024), options(1))).parts).toHaveLength(1);
    const long = render(choice(`${'x'.repeat(1000)}. ${'y'.repeat(1000)}`, options(1)));
    expect(long.parts.map((part) => part.body)).toMatchObject([{ Body: `${'x'.repeat(1000)}. ` }, { variables: { 1: 'y'.repeat(1000) } }]);
    expect(long.losses).toEqual(['The text was too long to stand above the options, so its beginning was sent before them.']);
  });
  test('a text of more lines than a content has variables makes a numbered list', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => `${index}`).join('\n');
    expect(bodies(choice(lines(98), options(1)))).toMatchObject([{ variables: { 100: 'id-0' } }]);
    expect(render(choice(lines(99), options(1)))).toMatchObject({
      parts: [{ body: { Body: numberedList(lines(99), options(1)) } }],
      losses: ['The options were sent as a numbered list, because the text above them has too many lines.'],
    });
  });
  test.each([
    ['no text', choice('  ', options(1))],
    ['no option', choice('Which?', [])],
    [
      'an empty label',
      choice(
        'Which?',
        options(1, () => ({ label: ' ' })),
      ),
    ],
    [
      'an empty id',
      choice(
        'Which?',
        options(1, () => ({ id: '' })),
      ),
    ],
    [
      'two options of one id',
      choice(
        'Which?',
        options(2, () => ({ id: 'same' })),
      ),
    ],
    [
      'an id of 201 characters',
      choice(
        'Which?',
        options(1, () => ({ id: 'x'.repeat(201) })),
      ),
    ],
  ])('with %s is refused', (_what, content) => {
    expect(refusal(content)).toMatchObject({ is: 'refused', reason: 'message_invalid' });
  });
  test('an id of 200 characters is taken', () => {
    expect(
      refusal(
        choice(
          'Which?',
          options(1, () => ({ id: 'x'.repeat(200) })),
        ),
      ),
    ).toBeUndefined();
  });
  test('whatever it says, no variable is empty, too long or broken, and all fit the content', () => {
    const label = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).filter((text) => text.trim() !== '');
    const some = fc.uniqueArray(
      fc.record({ id: fc.string({ minLength: 1, maxLength: 20 }).filter((id) => id.trim() !== ''), label, description: fc.string() }),
      { selector: (option) => option.id, minLength: 1, maxLength: 12 },
    );
    const text = fc
      .string({ minLength: 1, maxLength: 3000, unit: fc.constantFrom('a', ' ', '\n', '\t', '{', '}', 'é', '👍', '. ') })
      .filter((one) => one.trim() !== '');
    fc.assert(
      fc.property(text, some, fc.constantFrom('buttons', 'list'), (words, list, style) => {
        for (const { body } of render(choice(words, list, style)).parts) {
          if (typeof body !== 'object' || body === null || !('variables' in body) || !('content' in body)) continue;
          const variables = Object.entries(body.variables ?? {});
          const written = JSON.stringify(body.content);
          expect(variables.length).toBeLessThanOrEqual(100);
          for (const [name, value] of variables) {
            expect(value).not.toBe('');
            expect(String(value).length).toBeLessThanOrEqual(1024);
            expect(written).toContain(`{{${name}}}`);
          }
          expect(variables.filter(([, value]) => /[\n\t]| {5}/.test(String(value)) && !list.some((option) => option.id === value))).toEqual(
            [],
          );
        }
      }),
    );
  });
});
