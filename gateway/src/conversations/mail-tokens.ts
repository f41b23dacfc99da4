import { createHmac, timingSafeEqual } from 'node:crypto';

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

/** @param secretKey the gateway's; a key for each use is derived from it */
export function createMailTokens(secretKey: Buffer): MailTokens {
  const reply = tokensOf(secretKey, 'parley mail replies');
  const stop = tokensOf(secretKey, 'parley mail stops');
  return { replyToken: reply.make, conversationOf: reply.read, stopToken: stop.make, stoppedConversation: stop.read };
}

function tokensOf(secretKey: Buffer, use: string) {
  const key = createHmac('sha256', secretKey).update(use).digest();
  const proofOf = (id: string) => createHmac('sha256', key).update(id).digest('hex').slice(0, PROOF_CHARACTERS);
  return {
    make(conversationId: string): string {
      const id = conversationId.slice(PREFIX.length).toLowerCase();
      return `${id}${proofOf(id)}`;
    },
    read(token: string): string | undefined {
      const lower = token.toLowerCase();
      const id = lower.slice(0, 26);
      const given = Buffer.from(lower.slice(26));
      const right = Buffer.from(proofOf(id));
      if (!ID.test(id) || given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      return PREFIX + id.toUpperCase();
    },
  };
}
