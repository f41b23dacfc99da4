import type { ActionEnd } from '../channels/channel.ts';
import { type CallTarget, readCallTarget, readMessage } from '../store/read/call-target.ts';
import type { MessageRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { addressOf, platformMessage } from './address.ts';
import type { CallIoOf } from './call-io.ts';
import type { ConnectedChannel } from './connected-channels.ts';
import { type Failure, failure } from './failure.ts';

/** How a small call to a platform ended; `impossible` is a sentence on what the channel, or this conversation, does not have. */
export type Acted = ActionEnd | { readonly is: 'impossible'; readonly detail: string } | Failure;

/** Small calls to platforms that are no messages: nothing of them is stored, and nothing is tried again. */
export interface PlatformActions {
  /** Shows the customer that somebody is writing. */
  showTyping(conversationId: string): Promise<Acted>;
  /** Shows the customer that their messages were read. */
  markRead(conversationId: string): Promise<Acted>;
  /** Puts the business's reaction on a message, or takes it back. Gives the message's conversation with `done`. */
  react(messageId: string, emoji: string | null): Promise<Acted>;
}

export interface PlatformActionsOptions {
  readonly store: Store;
  readonly channelOf: (channelId: string) => Promise<ConnectedChannel | undefined>;
  readonly callIo: CallIoOf;
  readonly now: () => number;
}

export function createPlatformActions(options: PlatformActionsOptions): PlatformActions {
  async function find(conversationId: string): Promise<{ target: CallTarget; connected: ConnectedChannel } | Failure> {
    const target = await readCallTarget(options.store, conversationId);
    if (target === undefined) return failure('not_found', 'There is no such conversation.');
    const connected = await options.channelOf(target.conversation.channelId);
    if (connected === undefined || connected.isDeleted) return failure('channel_deleted', 'This channel was disconnected.');
    return { target, connected };
  }
  const toOf = (target: CallTarget, connected: ConnectedChannel) => addressOf(target, connected.channel.capabilities.window, options.now());

  return {
    async showTyping(conversationId) {
      const found = await find(conversationId);
      if ('is' in found) return found;
      const { target, connected } = found;
      const { channel, settings } = connected;
      if (channel.showTyping === undefined) return impossible('This platform does not show that somebody is writing.');
      return channel.showTyping(toOf(target, connected), platformMessage(target.last), settings, options.callIo(connected));
    },
    async markRead(conversationId) {
      const found = await find(conversationId);
      if ('is' in found) return found;
      const { target, connected } = found;
      const { channel, settings } = connected;
      const last = platformMessage(target.last);
      if (channel.markRead === undefined) return impossible('This platform does not show that a message was read.');
      if (last === null) return impossible('The customer has written nothing that could be marked as read.');
      return channel.markRead(toOf(target, connected), last, settings, options.callIo(connected));
    },
    async react(messageId, emoji) {
      const message = await readMessage(options.store, messageId);
      if (message === undefined || message.visibility !== 'public') return failure('not_found', 'There is no such message.');
      const found = await find(message.conversationId);
      if ('is' in found) return found;
      return reactTo(message, found, emoji);
    },
  };

  function reactTo(
    message: MessageRecord,
    { target, connected }: { readonly target: CallTarget; readonly connected: ConnectedChannel },
    emoji: string | null,
  ): Promise<Acted> | Acted {
    const { channel, settings } = connected;
    const on = platformMessage(message);
    if (channel.react === undefined) return impossible('This platform takes no reactions of the business.');
    if (message.deletedAt !== null) return impossible('The message was deleted.');
    if (on === null) return impossible('The platform does not know this message yet.');
    return channel.react(toOf(target, connected), on, emoji, settings, options.callIo(connected));
  }
}

function impossible(detail: string): Acted {
  return { is: 'impossible', detail };
}
