/** What a person needs to know once everything runs. */
export function banner(facts: {
  readonly phones: string;
  readonly shop: string;
  readonly gateway: string;
  readonly apiKey: string;
  /** Who can sign in first, until somebody changes the password. */
  readonly firstSignIn: { readonly email: string; readonly password: string };
  readonly dataDir: string;
  readonly notes: readonly string[];
}): string {
  return [
    '',
    '  Parley is running.',
    '',
    `    Phones      ${facts.phones}`,
    `    Shop        ${facts.shop}`,
    `    Console     ${facts.gateway}`,
    `    API         ${facts.gateway}/docs`,
    `    API key     ${facts.apiKey}`,
    `    Sign-in     ${facts.firstSignIn.email}  ${facts.firstSignIn.password}`,
    `    Data        ${facts.dataDir}`,
    '',
    '  1. Open the phones and write something as Ana, Yuki, Leila, Noor, Li Na or Ravi.',
    '     Or ask something in the chat of the shop, as a visitor of a website.',
    '  2. Sign in to the console, answer there, and watch it arrive on the phone.',
    '',
    ...facts.notes.map((note) => `  ${note}`),
    ...(facts.notes.length > 0 ? [''] : []),
    '  Ctrl-C stops everything.',
    '',
  ].join('\n');
}
