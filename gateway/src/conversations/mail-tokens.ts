import { createProofs } from '../model/proof.ts';

/** Names a conversation in an address of ours that nobody else can make. */
export interface MailTokens {
  /** For the address that answers go to; in lower case, because mail servers may not keep the case. */
  replyToken(conversationId: string): string;
  /** The conversation that a reply token names; undefined where it is none of ours. In constant time. */
  conversationOf(replyToken: string): string | undefined;
  /** For the address that ends such mails. No reply token ends them, and the other way round. */
  stopToken(conversationId: string): string;
  stoppedConversation(stopToken: string): string | undefined;
}

const PREFIX = 'cnv_';
/** 64 bits in hex: nobody can try so many addresses, and with the id they fit before an `@`. */
const PROOF_CHARACTERS = 16;
const ID = /^[0-9a-hjkmnp-tv-z]{26}$/;

/**
 * @param secretKey the gateway's; a key for each use is derived from it
 * @param previous the one before it, whose addresses go on working
 */
export function createMailTokens(secretKey: Buffer, previous?: Buffer): MailTokens {
  const reply = tokensOf(secretKey, previous, 'parley mail replies');
  const stop = tokensOf(secretKey, previous, 'parley mail stops');
  return { replyToken: reply.make, conversationOf: reply.read, stopToken: stop.make, stoppedConversation: stop.read };
}

function tokensOf(secretKey: Buffer, previous: Buffer | undefined, use: string) {
  const proofs = createProofs(secretKey, previous, { use, encoding: 'hex', characters: PROOF_CHARACTERS });
  return {
    make(conversationId: string): string {
      const id = conversationId.slice(PREFIX.length).toLowerCase();
      return `${id}${proofs.make(id)}`;
    },
    read(token: string): string | undefined {
      const lower = token.toLowerCase();
      const id = lower.slice(0, 26);
      const isOurs = proofs.holds(id, lower.slice(26));
      return ID.test(id) && isOurs ? PREFIX + id.toUpperCase() : undefined;
    },
  };
}
