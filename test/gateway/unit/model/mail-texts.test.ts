import { MAIL_LOCALES, invitationMail, passwordResetMail } from '../../../../gateway/src/model/mail-texts.ts';

const invitation = { invitedBy: 'Ada', organisation: 'Harbour Books', url: 'https://parley.example/invitation#abc', days: 7 };
const reset = { name: 'Ada', organisation: 'Harbour Books', url: 'https://parley.example/password-reset#abc', minutes: 60 };

test.each(MAIL_LOCALES)('mails in %s say whom they are from, bring their link, and how long it works', (locale) => {
  for (const mail of [invitationMail(locale, invitation), passwordResetMail(locale, reset)]) {
    expect(mail.subject).toContain('Harbour Books');
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('Ada');
      expect(part).toMatch(/https:\/\/parley\.example\/[a-z-]+#abc/);
      expect(part).toMatch(/\b(7|60)\b/);
    }
  }
});

test('a language that nobody has written is English', () => {
  expect(invitationMail('xx', invitation)).toEqual(invitationMail('en', invitation));
  expect(invitationMail(null, { ...invitation, invitedBy: null }).text).toContain('You are invited to Harbour Books.');
});

test('names stay within their place: no line of a header, no element of a page', () => {
  const mail = invitationMail('en', { ...invitation, organisation: 'A\r\nBcc: all@example.com', invitedBy: '<script>alert(1)</script>' });
  expect(mail.subject).not.toMatch(/[\r\n]/);
  expect(mail.html).not.toContain('<script>');
});
