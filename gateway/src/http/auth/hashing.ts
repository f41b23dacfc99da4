/** What turns passwords into what is stored. */
export interface PasswordHashing {
  hash(password: string): Promise<string>;
  verify(data: { readonly hash: string; readonly password: string }): Promise<boolean>;
}

/** One takes 32 MB and a thread of the four that files need too. */
const AT_ONCE = 2;

/** The library's own hashing (scrypt), a few at a time: the rest wait, so that many sign-ins at once take time and no memory. */
export function createHashing(crypto: {
  readonly hashPassword: (password: string) => Promise<string>;
  readonly verifyPassword: (data: { hash: string; password: string }) => Promise<boolean>;
}): PasswordHashing {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  }

  return {
    hash: (password) => inTurn(() => crypto.hashPassword(password)),
    verify: ({ hash, password }) => inTurn(() => crypto.verifyPassword({ hash, password })),
  };
}
