import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Proves that what we once handed out comes back unchanged: a shortened HMAC-SHA256 with a key of one use. */
export interface Proofs {
  /** The proof of a text, in the form that was asked for. */
  make(said: string): string;
  /** Whether a proof is ours for this text, by the key of now or the one before it. In constant time. */
  holds(said: string, proof: string): boolean;
}

export interface ProofForm {
  /** What the proofs are for: each use has a key of its own, so that no proof serves for another. */
  readonly use: string;
  readonly encoding: 'hex' | 'base64url';
  /** How many characters of it are kept; all where it is not said. */
  readonly characters?: number;
}

/**
 * @param secretKey the gateway's; the key for this use is derived from it
 * @param previous the one before it, by which proofs go on holding while keys are changed
 */
export function createProofs(secretKey: Buffer, previous: Buffer | undefined, { use, encoding, characters }: ProofForm): Proofs {
  const keyOf = (secret: Buffer) => createHmac('sha256', secret).update(use).digest();
  const own = keyOf(secretKey);
  const keys = previous === undefined ? [own] : [own, keyOf(previous)];
  const proofBy = (key: Buffer, said: string) => createHmac('sha256', key).update(said).digest(encoding).slice(0, characters);
  return {
    make: (said) => proofBy(own, said),
    holds: (said, proof) => keys.some((key) => isSameText(proof, proofBy(key, said))),
  };
}

/** Compares without telling by the time it takes how much was right, whatever the lengths: the hashes are compared. */
export function isSameText(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
