import { ownWords, wordsOfHtml } from '../../../../gateway/src/model/mail-reply.ts';

const cases: readonly (readonly [name: string, mail: string, own: string])[] = [
  ['nothing to cut', 'Yes please.\n\nNoor', 'Yes please.\n\nNoor'],
  ['a quotation below', 'Yes.\n\nOn Fri, 20 Nov 2026 at 10:00, Harbour Books <desk@harbour.example> wrote:\n> It is here.\n> Bye', 'Yes.'],
  [
    'a heading in two lines',
    'Yes.\r\n\r\nOn Fri, 20 Nov 2026 at 10:00, Harbour Books\r\n<reply+1@harbour.example> wrote:\r\n\r\n> It',
    'Yes.',
  ],
  ['a German heading', 'Ja.\n\nAm 20.11.2026 um 10:00 schrieb Harbour Books:\n> It is here.', 'Ja.'],
  ['a French heading', 'Oui.\n\nLe ven. 20 nov. 2026 à 10:00, Harbour Books a écrit :\n> It is here.', 'Oui.'],
  ['a Chinese heading', '好的。\n\n在 2026年11月20日 10:00，Harbour Books 写道：\n> 到了', '好的。'],
  [
    'Outlook',
    'Yes.\n\n________________________________\nFrom: Harbour Books\nSent: Friday\nTo: Noor\nSubject: An answer\n\nIt is here.',
    'Yes.',
  ],
  ['Outlook without a line', 'Yes.\n\nFrom: Harbour Books\nSent: Friday\n\nIt is here.', 'Yes.'],
  ['an original message', 'Yes.\n\n-----Original Message-----\nIt is here.', 'Yes.'],
  [
    'answers in between',
    'On Friday Harbour Books wrote:\n> Shall we keep it?\nYes, until Monday.\n> Red or blue?\nBlue.',
    'Yes, until Monday.\nBlue.',
  ],
  ['a signature', 'Yes.\n-- \nNoor\nSomewhere', 'Yes.'],
  ['a telephone', 'Yes.\n\nSent from my phone', 'Yes.'],
  ['nothing of their own', '> It is here.\n', ''],
];

test.each(cases)('of a mail with %s the own words stay', (_name, mail, own) => {
  expect(ownWords(mail)).toBe(own);
});

test('words that only look like a heading stay', () => {
  const mail = 'On Monday I wrote: no.\nFrom: the harbour I took the bus.\nOn my way';
  expect(ownWords(mail)).toContain('From: the harbour');
});

test('long lines that look like a heading take no time', () => {
  const mail = `On ${'a '.repeat(100_000)}\nOn ${'写'.repeat(100_000)}`;
  expect(ownWords(mail)).toBe(mail.split('\n').map((line) => line.trimEnd()).join('\n')); // prettier-ignore
});

test('of HTML the words stay, and nothing that is quoted or unseen', () => {
  const html = `<head><style>p{color:red}</style></head><body><p>Yes &amp; no&#8230;</p><div>until<br>Monday &lt;b&gt;</div>
    <!-- <p>hidden</p> --><script>alert(1)</script><div class="gmail_quote">On Friday we wrote<blockquote>It is here</blockquote></div>`;
  expect(wordsOfHtml(html)).toBe('Yes & no…\nuntil\nMonday <b>');
  expect(wordsOfHtml('&#0; &#99999999; &nothing; <p')).toBe('&#0; &#99999999; &nothing; <p');
});
