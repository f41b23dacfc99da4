import { matchOption } from '../../../../gateway/src/model/choice.ts';

const choice = {
  messageId: 'msg_1',
  options: [
    { id: 'size-s', label: 'Small' },
    { id: 'size-m', label: '中号' },
    { id: 'size-2', label: '2' },
  ],
};

test.each([
  ['1', 'size-s'],
  [' 2. ', 'size-m'],
  ['#3', 'size-2'],
  ['２', 'size-m'],
  ['small', 'size-s'],
  ['SMALL ', 'size-s'],
  ['中号', 'size-m'],
])('%j stands for the option %s', (text, id) => {
  expect(matchOption(choice, text)?.id).toBe(id);
});

test.each(['0', '4', '99', 'large', '', 'small one', '1 2'])('%j stands for no option', (text) => {
  expect(matchOption(choice, text)).toBeUndefined();
});
