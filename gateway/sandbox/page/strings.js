import { EN } from './strings/en.js';
import { ZH_HANS } from './strings/zh-hans.js';
import { ZH_HANT } from './strings/zh-hant.js';

/** The languages of the page: the code as browsers know it, its own name, and its words. A new one is a file and a line here. */
export const LANGUAGES = [
  { code: 'en', name: 'English', words: EN },
  { code: 'zh-Hans', name: '简体中文', words: ZH_HANS },
  { code: 'zh-Hant', name: '繁體中文', words: ZH_HANT },
];

const KEPT_AS = 'parley-sandbox-language';
let current = LANGUAGES[0];

/** Takes the language chosen last, else the browser's first that is known here, else English. */
export function chooseFirstLanguage() {
  current = byCode(kept()) ?? (navigator.languages ?? []).map(ofBrowser).find(Boolean) ?? LANGUAGES[0];
  return current.code;
}

/** Speaks this language from now on, and after the next start. */
export function chooseLanguage(code) {
  current = byCode(code) ?? current;
  try {
    localStorage.setItem(KEPT_AS, current.code);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** The words for a key, filled in: `{name}` is a value. A key without words shows itself, so that a gap is seen. */
export function say(key, values = {}) {
  const words = current.words[key] ?? EN[key] ?? key;
  return words.replaceAll(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** A platform's name where there is little room. */
export function shortName(platform) {
  return say(isKnown(`short.${platform}`) ? `short.${platform}` : `platform.${platform}`);
}

/** Whether there are words for a key. */
export function isKnown(key) {
  return Object.hasOwn(EN, key);
}

/** The code of the language spoken now. */
export function language() {
  return current.code;
}

/** A time of day as people write it in this language. */
export function timeOfDay(at) {
  return new Date(at).toLocaleTimeString(current.code, { hour: '2-digit', minute: '2-digit' });
}

function kept() {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}

function byCode(code) {
  return LANGUAGES.find((known) => known.code === code);
}

/** Chinese is written in two ways: by script where the browser names one, else by region. */
function ofBrowser(tag) {
  if (/^zh\b/i.test(tag)) return byCode(/hant|-(tw|hk|mo)\b/i.test(tag) ? 'zh-Hant' : 'zh-Hans');
  return byCode(tag.split('-')[0].toLowerCase());
}
