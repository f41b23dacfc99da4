/** One or two letters that stand for a name: `Ana Moura` is AM, `李娜` is 李, a phone number its last two digits. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => /\p{L}/u.test(word));
  const [first, ...others] = words;
  if (first === undefined) {
    const digits = name.replaceAll(/\D/g, '');
    return digits === '' ? '?' : digits.slice(-2);
  }
  const letters = [...first].filter((letter) => /\p{L}/u.test(letter));
  const last = [...(others.at(-1) ?? '')].find((letter) => /\p{L}/u.test(letter));
  if (/\p{Script=Han}/u.test(first)) return letters[0] ?? '?';
  return `${letters[0] ?? '?'}${last ?? ''}`.toUpperCase();
}

/** One of six colours, always the same for the same id. */
export function toneOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % 6;
}
