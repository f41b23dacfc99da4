/** Languages written from right to left (their likely script, by https://cldr.unicode.org). */
const RIGHT_TO_LEFT = /^(ar|arc|ckb|dv|fa|he|iw|ks|ps|sd|syr|ug|ur|yi)(-|$)/i;

export type Language = 'en' | 'zh-hans' | 'zh-hant' | 'ar';

/** Which of the widget's languages somebody with this locale reads; English where there is none of theirs. */
export function languageOf(locale: string): Language {
  if (/^ar(-|$)/i.test(locale)) return 'ar';
  if (!/^zh(-|$)/i.test(locale)) return 'en';
  return /-(hant|tw|hk|mo)(-|$)/i.test(locale) ? 'zh-hant' : 'zh-hans';
}

export function directionOf(locale: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.test(locale) ? 'rtl' : 'ltr';
}

/**
 * The locale to speak: what the script's tag says, then what the channel says, then the page's own, then the browser's. What is no
 * locale is passed over, so that formats of times never fail.
 */
export function chooseLocale(...wanted: readonly (string | null | undefined)[]): string {
  for (const one of wanted) {
    if (!one || one === 'auto') continue;
    try {
      return Intl.getCanonicalLocales(one)[0] ?? 'en';
    } catch {
      // Not a locale, whatever a page's author thought.
    }
  }
  return 'en';
}
