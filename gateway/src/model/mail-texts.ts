/** The languages that mails are written in. */
export const MAIL_LOCALES = ['en', 'zh-Hans', 'zh-Hant'] as const;
export type MailLocale = (typeof MAIL_LOCALES)[number];

/** What an invitation says. */
export interface InvitationFacts {
  /** Null: not by a person. */
  readonly invitedBy: string | null;
  readonly organisation: string;
  readonly url: string;
  readonly days: number;
}

export interface ResetFacts {
  readonly name: string;
  readonly organisation: string;
  readonly url: string;
  readonly minutes: number;
}

/** A mail's words: paragraphs before and after its one link. */
export interface MailWords {
  readonly subject: string;
  readonly before: readonly string[];
  readonly link: string;
  readonly after: readonly string[];
}

interface Words {
  invitation(facts: InvitationFacts): MailWords;
  passwordReset(facts: ResetFacts): MailWords;
}

/** Every sentence that a mail can say, by language. */
const WORDS: Readonly<Record<MailLocale, Words>> = {
  en: {
    invitation: ({ invitedBy, organisation, days }) => ({
      subject: `Your invitation to ${organisation}`,
      before: [
        invitedBy === null ? `You are invited to ${organisation}.` : `${invitedBy} invites you to ${organisation}.`,
        'Choose a password, and you can answer customers together with the team:',
      ],
      link: 'Accept the invitation',
      after: [`The link works once, for ${days} days. If you do not know what this is about, leave this mail be: nothing happens then.`],
    }),
    passwordReset: ({ name, organisation, minutes }) => ({
      subject: `A new password for ${organisation}`,
      before: [`Hello ${name},`, 'somebody, probably you, asked for a new password. Choose it here:'],
      link: 'Choose a new password',
      after: [`The link works once, for ${minutes} minutes. If it was not you, leave this mail be: your password stays as it is.`],
    }),
  },
  'zh-Hans': {
    invitation: ({ invitedBy, organisation, days }) => ({
      subject: `${organisation} 邀请您加入`,
      before: [
        invitedBy === null ? `您受邀加入 ${organisation}。` : `${invitedBy} 邀请您加入 ${organisation}。`,
        '设置密码后，您就可以和团队一起回复客户：',
      ],
      link: '接受邀请',
      after: [`此链接只能使用一次，${days} 天内有效。如果您不清楚这是什么，请忽略此邮件，不会有任何变化。`],
    }),
    passwordReset: ({ name, organisation, minutes }) => ({
      subject: `重设 ${organisation} 的密码`,
      before: [`${name}，您好！`, '有人（应该是您本人）请求重设密码。请在此设置新密码：'],
      link: '设置新密码',
      after: [`此链接只能使用一次，${minutes} 分钟内有效。如果不是您本人操作，请忽略此邮件，您的密码不会改变。`],
    }),
  },
  'zh-Hant': {
    invitation: ({ invitedBy, organisation, days }) => ({
      subject: `${organisation} 邀請您加入`,
      before: [
        invitedBy === null ? `您受邀加入 ${organisation}。` : `${invitedBy} 邀請您加入 ${organisation}。`,
        '設定密碼後，您就可以和團隊一起回覆客戶：',
      ],
      link: '接受邀請',
      after: [`此連結只能使用一次，${days} 天內有效。如果您不清楚這是什麼，請忽略此郵件，不會有任何變化。`],
    }),
    passwordReset: ({ name, organisation, minutes }) => ({
      subject: `重設 ${organisation} 的密碼`,
      before: [`${name}，您好！`, '有人（應該是您本人）要求重設密碼。請在此設定新密碼：'],
      link: '設定新密碼',
      after: [`此連結只能使用一次，${minutes} 分鐘內有效。如果不是您本人操作，請忽略此郵件，您的密碼不會改變。`],
    }),
  },
};

/** A mail as it is sent. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** @param locale as a member's row holds it; English where it is none of `MAIL_LOCALES` */
export function invitationMail(locale: string | null, facts: InvitationFacts): MailText {
  return mailOf(wordsIn(locale).invitation(facts), facts.url);
}

export function passwordResetMail(locale: string | null, facts: ResetFacts): MailText {
  return mailOf(wordsIn(locale).passwordReset(facts), facts.url);
}

function wordsIn(locale: string | null): Words {
  return WORDS[MAIL_LOCALES.find((one) => one === locale) ?? 'en'];
}

/** Names are other people's words: they stay on one line and within their place. */
function mailOf({ subject, before, link, after }: MailWords, url: string): MailText {
  const paragraph = (words: string) => `<p>${escaped(words)}</p>`;
  return {
    subject: subject.replaceAll(/[\s\p{Cc}]+/gu, ' ').slice(0, 200),
    text: `${[...before, url, ...after].join('\n\n')}\n`,
    html: [
      ...before.map(paragraph),
      `<p><a href="${escaped(url)}">${escaped(link)}</a></p><p>${escaped(url)}</p>`,
      ...after.map(paragraph),
    ].join('\n'),
  };
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(words: string): string {
  return words.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
