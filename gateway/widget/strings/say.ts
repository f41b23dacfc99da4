import type { Say, Strings } from './en.ts';

/**
 * Says the widget's words, with the business's own in their place.
 *
 * @param isolates where one reads from the right: what is filled in may be of the other direction, and must not turn the sentence
 */
export function createSay(strings: Strings, own: Readonly<Record<string, string>> = {}, isolates = false): Say {
  const filledIn = (value: unknown) => (isolates ? `\u2068${value}\u2069` : String(value));
  return (name, filled = {}) => {
    const words = Object.hasOwn(own, name) ? (own[name] ?? strings[name]) : strings[name];
    return words.replace(/\{(\w+)\}/g, (all, key: string) => (Object.hasOwn(filled, key) ? filledIn(filled[key]) : all));
  };
}
