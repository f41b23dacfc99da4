/** NIST SP 800-63B section 5.1.1 asks for 8 at least and 64 at most being allowed; longer costs nobody anything. */
export const LEAST_PASSWORD_CHARACTERS = 10;
export const MOST_PASSWORD_CHARACTERS = 128;

/** The commonest of at least 10 characters in published lists of leaked passwords, and what is made of this program's name. */
const COMMONEST = new Set(
  `0123456789 1234567890 12345678910 123456789a 123456789q 1234567891 0987654321 9876543210 1111111111 1122334455 1q2w3e4r5t 1q2w3e4r5t6y
  1qaz2wsx3edc q1w2e3r4t5 q1w2e3r4t5y6 qwertyuiop qwerty12345 qwerty123456 qwerty1234 qwertyuiop123 asdfghjkl1 asdfghjkl123 zxcvbnm123
  zaq12wsxcde3 abcd123456 abc1234567 a123456789 aa123456789 abcdefghij abcdef1234 password12 password123 password1234 password12345
  password123456 passw0rd123 p@ssw0rd123 p@ssword123 mypassword mypassword1 changeme123 changeme1234 letmein123 letmein1234 welcome123
  welcome1234 welcome2024 welcome2025 welcome2026 iloveyou12 iloveyou123 iloveyou1234 iloveyou2 sunshine123 princess123 football123
  baseball123 superman123 michael123 charlie123 dragon12345 monkey12345 master12345 shadow12345 computer123 internet123 whatever123
  trustno1234 basketball administrator admin12345 admin123456 administrator1 adminadmin rootrootroot testtest12 testtest123 test123456
  secret12345 secretsecret summer2024 summer2025 summer2026 winter2024 winter2025 winter2026 spring2026 autumn2026 company123 support123
  woaini1314 woaini520520 5201314520 1314520520 qq123456789 wang123456 zhang123456 li123456789 google12345 facebook123 starwars123
  unbelievable liverpool1 chocolate1 christopher elizabeth1 parleyparley parley12345 parley123456`.split(/\s+/),
);

/**
 * Why a password cannot be taken, as a sentence; undefined where it can. Length and the commonest ones: rules about kinds of characters
 * make passwords no better (NIST SP 800-63B appendix A).
 *
 * @param about the member's own address and name, which everybody knows
 */
export function whyPasswordRefused(password: string, about: readonly string[] = []): string | undefined {
  const characters = [...password].length;
  if (characters < LEAST_PASSWORD_CHARACTERS) return `A password has at least ${LEAST_PASSWORD_CHARACTERS} characters.`;
  if (password.length > MOST_PASSWORD_CHARACTERS) return `A password has at most ${MOST_PASSWORD_CHARACTERS} characters.`;
  const plain = password.trim().toLowerCase();
  if (COMMONEST.has(plain)) return 'This is one of the commonest passwords, which are tried first. Choose another.';
  if (new Set(plain).size <= 2) return 'This repeats the same characters. Choose another.';
  if (about.some((one) => one.toLowerCase() === plain)) return 'This is known of you already. Choose another.';
  return undefined;
}
