import { createContext, useContext } from 'react';
import { type Strings, en } from './en.ts';

/** Languages of the console, by their codes. */
export const LANGUAGES = { en: 'English', 'zh-Hans': '简体中文', 'zh-Hant': '繁體中文' } as const;
export type Language = keyof typeof LANGUAGES;

/** A language is fetched when somebody reads it. */
export async function stringsOf(language: Language): Promise<Strings> {
  if (language === 'zh-Hans') return (await import('./zh-hans.ts')).zhHans;
  if (language === 'zh-Hant') return (await import('./zh-hant.ts')).zhHant;
  return en;
}

/** The first of a reader's languages that is spoken here. Taiwan, Hong Kong and Macao write traditional characters. */
export function languageFor(wanted: readonly string[]): Language {
  for (const code of wanted) {
    const lower = code.toLowerCase();
    if (lower.startsWith('zh')) return /hant|tw|hk|mo/.test(lower) ? 'zh-Hant' : 'zh-Hans';
    if (lower.startsWith('en')) return 'en';
  }
  return 'en';
}

export const StringsContext = createContext<{ readonly strings: Strings; readonly language: Language }>({ strings: en, language: 'en' });

export function useStrings(): Strings {
  return useContext(StringsContext).strings;
}

export function useLanguage(): Language {
  return useContext(StringsContext).language;
}
