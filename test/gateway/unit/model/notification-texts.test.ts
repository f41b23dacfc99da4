import { NOTIFICATION_KINDS, type Notification } from '../../../../gateway/src/model/notification.ts';
import { NOTICE_LOCALES, mailOf, noticeLocale, titleOf } from '../../../../gateway/src/model/notification-texts.ts';

const notification = (change: Partial<Notification> = {}): Notification => ({
  id: 'ntf_1',
  kind: 'mention',
  count: 1,
  createdAt: '',
  updatedAt: '',
  readAt: null,
  ended: null,
  actor: { type: 'member', id: 'mbr_1', name: 'Ben' },
  conversation: { id: 'cnv_1', teamId: null, assigneeId: null, status: 'active' },
  contact: { id: 'cnt_1', name: 'Ana', avatarUrl: null },
  channel: { id: 'chn_1', type: 'line', name: 'Line' },
  messageId: 'msg_1',
  text: 'look at this',
  detail: null,
  actions: [],
  ...change,
});

it.each(NOTICE_LOCALES)('every kind has a title in %s, also about nobody', (locale) => {
  for (const kind of NOTIFICATION_KINDS) {
    const titles = [
      notification({ kind }),
      notification({ kind, contact: null, count: 3, actor: { type: 'system', id: null, name: null } }),
    ].map((one) => titleOf(one, locale));
    for (const title of titles) expect(title).toMatch(locale === 'en' ? /\w/ : /[一-鿿]/);
  }
  expect(mailOf([notification(), notification()], locale, 'https://x').subject).toContain('2');
});

it('a locale is one of ours', () => {
  const locales = [null, 'en-GB', 'de', 'zh', 'zh-CN', 'zh-Hans-SG', 'zh-TW', 'zh-HK', 'zh-Hant', 'zho'];
  expect(locales.map(noticeLocale)).toEqual([
    'en', 'en', 'en', 'zh-Hans', 'zh-Hans', 'zh-Hans', 'zh-Hant', 'zh-Hant', 'zh-Hant', 'en',
  ]); // prettier-ignore
});

it('nothing that customers write becomes a part of the mail’s form', () => {
  const hostile = notification({ contact: { id: 'cnt_1', name: 'Eve\r\nBcc: all@example.com <img src=x>', avatarUrl: null }, text: '</blockquote><script>1</script>' }); // prettier-ignore
  const mail = mailOf([hostile], 'en', 'https://parley.example');
  expect(mail.subject).toBe('Ben mentioned you in a note on Eve Bcc: all@example.com <img src=x>');
  expect(mail.html).not.toMatch(/<script|<img|<\/blockquote><\/?script/);
  expect(mail.html).toContain('&lt;script&gt;1&lt;/script&gt;');
  expect(mail.text).toContain('https://parley.example/conversations/cnv_1');
});
