import type { Notification, NotificationKind } from './notification.ts';

/** The languages that members are written to in. */
export const NOTICE_LOCALES = ['en', 'zh-Hans', 'zh-Hant'] as const;
export type NoticeLocale = (typeof NOTICE_LOCALES)[number];

/** The language for a member's locale; English where there is none of ours. */
export function noticeLocale(locale: string | null): NoticeLocale {
  const tag = (locale ?? '').toLowerCase();
  if (!/^zh\b/.test(tag)) return 'en';
  return /hant|-(tw|hk|mo)\b/.test(tag) ? 'zh-Hant' : 'zh-Hans';
}

/** Who a notification names. */
interface Names {
  readonly customer: string;
  readonly actor: string;
  readonly channel: string;
  readonly count: number;
}

interface Words {
  readonly customer: string;
  readonly somebody: string;
  readonly titles: Readonly<Record<NotificationKind, (names: Names) => string>>;
  /** Of a mail with several. */
  readonly subject: (count: number) => string;
  readonly open: string;
  /** Why the mail came. */
  readonly why: string;
}

const WORDS: Readonly<Record<NoticeLocale, Words>> = {
  en: {
    customer: 'A customer',
    somebody: 'Somebody',
    titles: {
      new_conversation: ({ customer }) => `${customer} needs somebody`,
      grab_offer: ({ customer }) => `${customer} can be grabbed`,
      new_message: ({ customer, count }) => (count === 1 ? `New message from ${customer}` : `${count} new messages from ${customer}`),
      assignment: ({ customer }) => `${customer} was assigned to you`,
      transfer: ({ customer, actor }) => `${actor} transferred ${customer} to you`,
      mention: ({ customer, actor }) => `${actor} mentioned you in a note on ${customer}`,
      soon_overdue: ({ customer }) => `${customer} is soon overdue`,
      overdue: ({ customer }) => `${customer} is overdue`,
      delivery_failed: ({ customer }) => `A message to ${customer} was not delivered`,
      unanswered: ({ customer }) => `${customer} was closed without an answer`,
      invitation: ({ actor }) => `${actor} accepted your invitation`,
      channel_health: ({ channel }) => `The channel ${channel} needs attention`,
    },
    subject: (count) => `${count} notifications from Parley`,
    open: 'Open',
    why: 'You had not read this in Parley. What is mailed to you is chosen in your notification preferences.',
  },
  'zh-Hans': {
    customer: '客户',
    somebody: '有人',
    titles: {
      new_conversation: ({ customer }) => `${customer} 正在等待接待`,
      grab_offer: ({ customer }) => `${customer} 可以抢接`,
      new_message: ({ customer, count }) => (count === 1 ? `${customer} 发来新消息` : `${customer} 发来 ${count} 条新消息`),
      assignment: ({ customer }) => `${customer} 已分配给您`,
      transfer: ({ customer, actor }) => `${actor} 将 ${customer} 转接给您`,
      mention: ({ customer, actor }) => `${actor} 在 ${customer} 的备注中提到了您`,
      soon_overdue: ({ customer }) => `${customer} 即将超时`,
      overdue: ({ customer }) => `${customer} 已超时`,
      delivery_failed: ({ customer }) => `发给 ${customer} 的消息未能送达`,
      unanswered: ({ customer }) => `与 ${customer} 的会话未获回复即已关闭`,
      invitation: ({ actor }) => `${actor} 接受了您的邀请`,
      channel_health: ({ channel }) => `渠道 ${channel} 需要处理`,
    },
    subject: (count) => `Parley 有 ${count} 条通知`,
    open: '打开',
    why: '您尚未在 Parley 中阅读这些内容。可在通知偏好中选择接收哪些邮件。',
  },
  'zh-Hant': {
    customer: '客戶',
    somebody: '有人',
    titles: {
      new_conversation: ({ customer }) => `${customer} 正在等待接待`,
      grab_offer: ({ customer }) => `${customer} 可以搶接`,
      new_message: ({ customer, count }) => (count === 1 ? `${customer} 傳來新訊息` : `${customer} 傳來 ${count} 則新訊息`),
      assignment: ({ customer }) => `${customer} 已指派給您`,
      transfer: ({ customer, actor }) => `${actor} 將 ${customer} 轉接給您`,
      mention: ({ customer, actor }) => `${actor} 在 ${customer} 的備註中提及您`,
      soon_overdue: ({ customer }) => `${customer} 即將逾時`,
      overdue: ({ customer }) => `${customer} 已逾時`,
      delivery_failed: ({ customer }) => `傳給 ${customer} 的訊息未能送達`,
      unanswered: ({ customer }) => `與 ${customer} 的對話未獲回覆即已關閉`,
      invitation: ({ actor }) => `${actor} 接受了您的邀請`,
      channel_health: ({ channel }) => `頻道 ${channel} 需要處理`,
    },
    subject: (count) => `Parley 有 ${count} 則通知`,
    open: '開啟',
    why: '您尚未在 Parley 中閱讀這些內容。可在通知偏好中選擇接收哪些郵件。',
  },
};

/** A notification in one line. */
export function titleOf(notification: Notification, locale: NoticeLocale): string {
  const words = WORDS[locale];
  const title = words.titles[notification.kind]({
    customer: oneLine(notification.contact?.name ?? words.customer),
    actor: oneLine((notification.kind === 'invitation' ? notification.detail : notification.actor.name) ?? words.somebody),
    channel: oneLine(notification.channel?.name ?? ''),
    count: notification.count,
  });
  return title.trim();
}

/** Where a notification leads to, from the console's root. */
export function pathOf({ conversation }: Pick<Notification, 'conversation'>): string {
  return conversation === null ? '/' : `/conversations/${conversation.id}`;
}

/** What a notification says besides its title; null: nothing. A channel's trouble is in `detail`, a writer's words in `text`. */
export function bodyOf({ kind, text, detail }: Notification): string | null {
  return kind === 'channel_health' ? detail : text;
}

/** What of a mail is written here. */
export interface NoticeMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** One mail for what a member has not read, oldest first. @param publicUrl without a slash at its end */
export function mailOf(notifications: readonly Notification[], locale: NoticeLocale, publicUrl: string): NoticeMail {
  const words = WORDS[locale];
  const parts = notifications.map((one) => ({ title: titleOf(one, locale), body: bodyOf(one), url: `${publicUrl}${pathOf(one)}` }));
  const [first] = parts;
  const subject = parts.length === 1 && first !== undefined ? first.title : words.subject(parts.length);
  const text = parts.map(({ title, body, url }) => [title, ...(body === null ? [] : [body]), url].join('\n')).join('\n\n');
  const items = parts.map(
    ({ title, body, url }) =>
      `<li><p><strong>${escaped(title)}</strong></p>${body === null ? '' : `<blockquote>${escaped(body)}</blockquote>`}` +
      `<p><a href="${escaped(url)}">${words.open}</a></p></li>`,
  );
  return {
    subject,
    text: `${text}\n\n-- \n${words.why}\n`,
    html: `<!doctype html><html lang="${locale}"><meta charset="utf-8"><ul>${items.join('')}</ul><p>${words.why}</p></html>`,
  };
}

/** A name of somebody else's making must not start a line of its own, least of all in a mail's head. */
function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').slice(0, 120);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character).replaceAll('\n', '<br>');
}
