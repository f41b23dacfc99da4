import { type ReactNode, createContext, useContext, useEffect, useMemo, useState } from 'react';
import { en } from '../strings/en.ts';
import { LANGUAGES, type Language, StringsContext, languageFor, stringsOf } from '../strings/strings.ts';
import { readKept, writeKept } from './kept.ts';

export type Theme = 'light' | 'dark' | 'system';
const THEMES: readonly Theme[] = ['light', 'dark', 'system'];

interface Look {
  readonly theme: Theme;
  readonly language: Language;
  setTheme(theme: Theme): void;
  setLanguage(language: Language): void;
}

const LookContext = createContext<Look>({ theme: 'system', language: 'en', setTheme: () => undefined, setLanguage: () => undefined });

/** How the console looks and which language it speaks; kept in this browser. */
export function useLook(): Look {
  return useContext(LookContext);
}

export function LookProvider({ children }: { readonly children: ReactNode }) {
  const [theme, setTheme] = useState<Theme>(() => THEMES.find((one) => one === readKept('theme')) ?? 'system');
  const [language, setLanguage] = useState<Language>(keptLanguage);
  const [spoken, setSpoken] = useState<{ readonly strings: typeof en; readonly language: Language }>({ strings: en, language: 'en' });

  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = () =>
      (document.documentElement.dataset['theme'] = theme === 'dark' || (theme === 'system' && dark.matches) ? 'dark' : 'light');
    apply();
    dark.addEventListener('change', apply);
    return () => dark.removeEventListener('change', apply);
  }, [theme]);

  useEffect(() => {
    let isWanted = true;
    void stringsOf(language).then((strings) => {
      if (!isWanted) return;
      document.documentElement.lang = language;
      setSpoken({ strings, language });
    });
    return () => void (isWanted = false);
  }, [language]);

  const look = useMemo<Look>(
    () => ({
      theme,
      language,
      setTheme(next) {
        writeKept('theme', next);
        setTheme(next);
      },
      setLanguage(next) {
        writeKept('language', next);
        setLanguage(next);
      },
    }),
    [theme, language],
  );
  return (
    <LookContext value={look}>
      <StringsContext value={spoken}>{children}</StringsContext>
    </LookContext>
  );
}

function keptLanguage(): Language {
  const kept = readKept('language');
  return Object.keys(LANGUAGES).includes(kept ?? '') ? languageFor([kept ?? '']) : languageFor(navigator.languages);
}
