import type { Receipt } from '../chats.ts';
import type { TwilioMessage } from './messages.ts';
import type { TwilioState } from './state.ts';
import type { MessageStatus } from './wire.ts';

/** Codes with which Twilio itself gives up (`failed`) before WhatsApp has the message; with all others it is `undelivered`. */
const FAILS_BEFORE = new Set([63019, 63021, 63028, 63007, 63017, 63018, 63038, 63112]);

/**
 * In the background: the statuses of a message, each with a callback, or its failure. The first status was in the answer already and gets
 * none. https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
 */
export function report(state: TwilioState, message: TwilioMessage, callback: string | null, code: number | null): void {
  const { delayMs, upTo } = state.behaviour().statuses;
  const order = ['sent', 'delivered', 'read'] as const;
  const good = upTo === 'none' ? [] : order.slice(0, order.indexOf(upTo) + 1);
  const queued: readonly MessageStatus[] = message.status === 'accepted' ? ['queued'] : [];
  const steps: readonly MessageStatus[] = code === null ? [...queued, ...good] : [...queued, endingOf(code)];
  void state.parts.background.run(async (signal) => {
    for (const status of steps) {
      await state.parts.clock.wait(delayMs, signal);
      if (signal.aborted) return;
      become(state, message, status, code);
      await state.webhooks.sendStatus(message, callback);
    }
  });
}

function endingOf(code: number): MessageStatus {
  return FAILS_BEFORE.has(code) ? 'failed' : 'undelivered';
}

function become(state: TwilioState, message: TwilioMessage, status: MessageStatus, code: number | null): void {
  const now = state.parts.clock.now();
  message.status = status;
  message.updatedAt = now;
  message.from ??= state.account.from;
  if (status === 'sent') message.sentAt = now;
  if (status === 'failed' || status === 'undelivered') message.errorCode = code;
  const receipt = RECEIPTS[status];
  if (receipt !== undefined) state.parts.chats.change(message.sid, () => ({ receipt }));
}

const RECEIPTS: Partial<Record<MessageStatus, Receipt>> = { sent: 'sent', delivered: 'delivered', read: 'read' };
