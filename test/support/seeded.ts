/** Numbers in [0, 1), the same for the same seed (mulberry32): a run that failed can be run again as it was. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed given by `--seed=<n>`, or a new one. */
export function seedOf(args: readonly string[]): number {
  const given = args.find((arg) => arg.startsWith('--seed='))?.slice('--seed='.length);
  return given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
}
