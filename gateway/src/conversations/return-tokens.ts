import { createProofs } from '../model/proof.ts';

/** What lets a visitor go on with their conversation from a link in a mail, in whatever browser they open it. */
export interface ReturnTokens {
  /** @param until milliseconds since 1970 */
  make(visitorId: string, until: number): string;
  /** Whose link it is; undefined where it is none of ours or its time is over. In constant time. */
  visitorOf(token: string, now: number): string | undefined;
}

/** 128 bits in hex. */
const PROOF_CHARACTERS = 32;
const TOKEN = /^([\w-]{1,64})\.([0-9a-z]{1,9})\.([0-9a-f]{32})$/;

/**
 * @param secretKey the gateway's; a key for this use is derived from it
 * @param previous the one before it, whose links go on working
 */
export function createReturnTokens(secretKey: Buffer, previous?: Buffer): ReturnTokens {
  const proofs = createProofs(secretKey, previous, { use: 'parley visitor returns', encoding: 'hex', characters: PROOF_CHARACTERS });
  return {
    make(visitorId, until) {
      const said = `${visitorId}.${Math.ceil(until / 1000).toString(36)}`;
      return `${said}.${proofs.make(said)}`;
    },
    visitorOf(token, now) {
      const [, visitorId = '', until = '', proof = ''] = TOKEN.exec(token) ?? [];
      const isOurs = proofs.holds(`${visitorId}.${until}`, proof);
      return isOurs && Number.parseInt(until, 36) * 1000 > now ? visitorId : undefined;
    },
  };
}
