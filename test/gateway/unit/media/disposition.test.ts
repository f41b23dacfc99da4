import { contentDisposition } from '../../../../gateway/src/media/disposition.ts';

describe('the name a file is saved under', () => {
  test.each([
    [null, 'attachment'],
    ['', 'attachment'],
    ['report.pdf', 'attachment; filename="report.pdf"'],
    ['報價單.pdf', `attachment; filename="___.pdf"; filename*=UTF-8''%E5%A0%B1%E5%83%B9%E5%96%AE.pdf`],
    ['a"b\\c.txt', 'attachment; filename="c.txt"'],
    ['say "hi".txt', `attachment; filename="say _hi_.txt"; filename*=UTF-8''say%20%22hi%22.txt`],
    ['../../etc/passwd', 'attachment; filename="passwd"'],
    ['C:\\temp\\x.doc', 'attachment; filename="x.doc"'],
    ["it's (1)*!.txt", `attachment; filename="it's (1)*!.txt"`],
    ['a\r\nSet-Cookie: x=1', 'attachment; filename="aSet-Cookie: x=1"'],
    ['\u202egpj.exe', 'attachment; filename="gpj.exe"'],
    ['lone \ud800.txt', `attachment; filename="lone _.txt"; filename*=UTF-8''lone%20%EF%BF%BD.txt`],
  ])('%j becomes %s', (name, header) => {
    expect(contentDisposition('attachment', name)).toBe(header);
  });

  test('a name without an end keeps its ending', () => {
    expect(contentDisposition('inline', `${'x'.repeat(5000)}.png`)).toMatch(/^inline; filename="x{196}\.png"$/);
  });
});
