import type { MailLocale, MailText } from './mail-texts.ts';

/** One answer in a mail. */
export interface MailedAnswer {
  readonly author: string | null;
  readonly text: string;
  /** What it brings, at addresses that are good for a week. */
  readonly files: readonly { readonly name: string; readonly url: string }[];
}

/** What a mail with answers says. */
export interface AwayMailFacts {
  readonly answers: readonly MailedAnswer[];
  /** The channel's name, as customers know the site. */
  readonly site: string;
  /** The address that opens the conversation on the site's page; null: none is known. */
  readonly pageUrl: string | null;
  /** Whether an answer to the mail comes back into the conversation. */
  readonly canReply: boolean;
  readonly stopUrl: string;
}

interface Words {
  subject(site: string): string;
  readonly somebody: string;
  readonly open: string;
  readonly reply: string;
  readonly stop: string;
}

/** Every sentence of these mails, by language. */
const WORDS: Readonly<Record<MailLocale, Words>> = {
  en: {
    subject: (site) => `An answer from ${site}`,
    somebody: 'Our team',
    open: 'Continue the conversation',
    reply: 'You can also answer this e-mail: it comes into the same conversation.',
    stop: 'No answers by e-mail any more',
  },
  'zh-Hans': {
    subject: (site) => `${site} 回复了您`,
    somebody: '我们的团队',
    open: '继续会话',
    reply: '您也可以直接回复此邮件，内容会进入同一会话。',
    stop: '不再通过邮件接收回复',
  },
  'zh-Hant': {
    subject: (site) => `${site} 回覆了您`,
    somebody: '我們的團隊',
    open: '繼續對話',
    reply: '您也可以直接回覆此郵件，內容會進入同一對話。',
    stop: '不再透過郵件接收回覆',
  },
};

/** Several answers as one mail. Names and answers are other people's words. */
export function awayMail(locale: MailLocale, { answers, site, pageUrl, canReply, stopUrl }: AwayMailFacts): MailText {
  const words = WORDS[locale];
  const said = answers.map(({ author, text: own, files }) => ({
    author: oneLine(author ?? words.somebody),
    text: own,
    files: files.map(({ name, url }) => ({ name: oneLine(name), url })),
  }));
  const text = [
    ...said.map((one) => [`${one.author}:`, one.text, ...one.files.map(({ name, url }) => `${name}: ${url}`)].join('\n')),
    ...(pageUrl === null ? [] : [`${words.open}: ${pageUrl}`]),
    ...(canReply ? [words.reply] : []),
    `${words.stop}: ${stopUrl}`,
  ];
  const html = [
    ...said.map((one) => {
      const files = one.files.map(({ name, url }) => `<br><a href="${escaped(url)}">${escaped(name)}</a>`);
      return `<p><strong>${escaped(one.author)}</strong><br>${escaped(one.text).replaceAll('\n', '<br>')}${files.join('')}</p>`;
    }),
    ...(pageUrl === null ? [] : [`<p><a href="${escaped(pageUrl)}">${words.open}</a></p>`]),
    ...(canReply ? [`<p>${words.reply}</p>`] : []),
    `<p><small><a href="${escaped(stopUrl)}">${words.stop}</a></small></p>`,
  ];
  return { subject: oneLine(words.subject(site)).slice(0, 200), text: `${text.join('\n\n')}\n`, html: html.join('\n') };
}

function oneLine(words: string): string {
  return words.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(words: string): string {
  return words.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
