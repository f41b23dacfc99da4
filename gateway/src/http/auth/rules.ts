const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What the sign-in library is told, apart so that nothing has to load it to know. */
export const LIBRARY_RULES = {
  /** How long a sign-in lasts after its last use. */
  sessionMs: 14 * DAY_MS,
  /** It is prolonged once a day at most, so that a request costs no write. */
  prolongAfterMs: DAY_MS,
  /** How long a link to a new password works. */
  resetMs: 60 * MINUTE_MS,
  /** A code counts for its own half minute and the ones beside it (RFC 6238 section 5.2); this is longer than that. */
  codeLivesMs: 2 * MINUTE_MS,
  /** Ten wrong codes in a row lock the second step for so long. */
  wrongCodes: 10,
  lockedSeconds: 15 * 60,
  /** The header in which the library is told where a request comes from. */
  clientHeader: 'x-parley-client',
} as const;
