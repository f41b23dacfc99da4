import type { Address, PlatformMessage } from '../channels/channel.ts';
import { type WindowRule, windowState } from '../model/window.ts';
import type { ConversationRecord, IdentityRecord, MessageRecord } from '../store/records.ts';

/** To whom a conversation's messages go: by the keys in use, with nothing quoted and no free reply. */
export function addressOf(
  { conversation, identity }: { readonly conversation: ConversationRecord; readonly identity: IdentityRecord },
  rule: WindowRule,
  now: number,
): Address {
  return {
    keys: identity.keys.filter((key) => key.retiredAt === null).map(({ kind, value }) => ({ kind, value })),
    kind: identity.kind,
    freeReply: null,
    quoted: null,
    window: windowState(rule, conversation.grants, now),
  };
}

/** A message as its platform knows it, or null where it has no id there. */
export function platformMessage(message: MessageRecord | undefined): PlatformMessage | null {
  if (message === undefined || message.externalId === null) return null;
  return { externalId: message.externalId, tokens: message.tokens ?? {} };
}
