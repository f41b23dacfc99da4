import type { Language } from './language.ts';

/** What the launcher says; all other words come with the chat. `{n}` is filled in. */
export interface LauncherWords {
  readonly open: string;
  readonly unread: string;
  readonly closeChat: string;
}

const WORDS: Readonly<Record<Language, LauncherWords>> = {
  en: { open: 'Open chat', unread: '{n} unread', closeChat: 'Close chat' },
  'zh-hans': { open: '打开聊天', unread: '{n} 条未读', closeChat: '关闭聊天' },
  'zh-hant': { open: '開啟聊天', unread: '{n} 則未讀', closeChat: '關閉聊天' },
  ar: { open: 'فتح المحادثة', unread: 'غير مقروءة: {n}', closeChat: 'إغلاق المحادثة' },
};

/** The launcher's words, with the business's own in their place. */
export function launcherWords(language: Language, own: Readonly<Record<string, string>> = {}): LauncherWords {
  const words = WORDS[language];
  const say = (name: keyof LauncherWords) => (Object.hasOwn(own, name) ? (own[name] ?? words[name]) : words[name]);
  return { open: say('open'), unread: say('unread'), closeChat: say('closeChat') };
}
