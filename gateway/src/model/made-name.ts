/** Whom nobody has told the name of, by where they are. The console's languages have their own words for these. */
const WORDS = { visitor: 'Visitor', wechat: 'WeChat user' } as const;
const LETTERS = 4;
const MADE = new RegExp(`^(?:${Object.values(WORDS).join('|')}) [\\w-]{${LETTERS}}$`);

/**
 * A name for somebody who has none, so that people can be told apart in lists, workflows and mails: `Visitor 7QK2`.
 *
 * @param key what the channel knows them by; its end is what differs
 */
export function madeName(where: keyof typeof WORDS, key: string): string {
  return `${WORDS[where]} ${key.slice(-LETTERS).padStart(LETTERS, '0')}`;
}

/** A name as somebody has told it; null where there is none, or only one that we made: it gives way to every other. */
export function toldName(name: string | null | undefined): string | null {
  return name === undefined || name === null || MADE.test(name) ? null : name;
}

/** What somebody is called from now on: what is known of them stays, unless it was only made. */
export function nameAfter(known: string | null, told: string | null | undefined): string | null {
  return toldName(known) ?? toldName(told) ?? known ?? told ?? null;
}
