/** The same mailbox in any spelling: case does not count. Null: nothing to compare. */
export function emailKey(email: string | null): string | null {
  const key = email?.trim().toLowerCase() ?? '';
  return key === '' ? null : key;
}

/** Shorter ones are short codes and extensions, which many people share. Digits. */
const FEWEST_DIGITS = 6;

/** The digits of a phone number; `00` in front is the plus of E.164 (https://www.itu.int/rec/T-REC-E.164). Null: too few to compare. */
export function phoneKey(phone: string | null): string | null {
  const digits = (phone ?? '').replaceAll(/\D/g, '').replace(/^00/, '');
  return digits.length < FEWEST_DIGITS ? null : digits;
}

/** A name without case, accents and punctuation: `Ana  Réyes` and `ana reyes` are one. Null: nothing to compare. */
export function nameKey(name: string | null): string | null {
  const plain = (name ?? '').normalize('NFKD').replaceAll(/[\u0300-\u036f]/g, '');
  const key = plain
    .toLowerCase()
    .replaceAll(/[\p{P}\p{S}\s]+/gu, ' ')
    .trim();
  return key === '' ? null : key;
}
