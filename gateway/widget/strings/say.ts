import type { Say, Strings } from './en.ts';

/** Says the widget's words, with the business's own in their place. */
export function createSay(strings: Strings, own: Readonly<Record<string, string>> = {}): Say {
  return (name, filled = {}) => {
    const words = Object.hasOwn(own, name) ? (own[name] ?? strings[name]) : strings[name];
    return words.replace(/\{(\w+)\}/g, (all, key: string) => (Object.hasOwn(filled, key) ? String(filled[key]) : all));
  };
}
