/**
 * A phone number in the one spelling in which contacts have it: E.164 with its plus (https://www.itu.int/rec/T-REC-E.164), where it says its
 * country, by `+` or `00`. One that does not is left as it was written, since nobody knows where it is dialled.
 */
export function spelledPhone(given: string): string {
  const trimmed = given.trim();
  if (!/^(\+|00)/.test(trimmed)) return trimmed;
  const digits = trimmed.replaceAll(/\D/g, '');
  return `+${trimmed.startsWith('+') ? digits : digits.slice(2)}`;
}

/** The same of a platform's digits, which always begin with the country. */
export function phoneOfDigits(digits: string): string {
  return spelledPhone(`+${digits}`);
}
