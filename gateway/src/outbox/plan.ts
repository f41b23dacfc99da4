import type { Address, AnyChannel, Part } from '../channels/channel.ts';
import { type Content, type SendableMedia, mapAttachments } from '../model/content.ts';
import type { Outcome } from '../model/outcome.ts';
import { type WindowState, mayWrite, windowState } from '../model/window.ts';
import type { MessageRecord, SendRequest } from '../store/records.ts';
import type { SendWork } from '../store/sends.ts';

/** What to do with the head of a conversation's outbound lane. */
export type Plan =
  /** Nothing can go now: the queue is empty, or waits for the customer to write. */
  | { readonly is: 'rest' }
  /** An ending without a call. */
  | { readonly is: 'end'; readonly message: MessageRecord; readonly outcome: Outcome }
  | {
      readonly is: 'send';
      readonly message: MessageRecord;
      readonly part: Part;
      readonly isLast: boolean;
      readonly to: Address;
      readonly losses: readonly string[];
      /** The writer's fallback goes out instead, because the window is shut. */
      readonly usesFallback: boolean;
    };

export interface PlanOptions {
  readonly channel: AnyChannel;
  readonly now: number;
  /** Where the platform can fetch a stored file. */
  readonly urlOf: (attachmentId: string) => string;
}

/** Decides the next call for a conversation. Pure: the worker carries it out and records what came of it. */
export function planSend(work: SendWork, options: PlanOptions): Plan {
  for (const message of work.queue) {
    if (message.delivery?.state === 'sending' && message.send !== null) {
      const ending = endInterrupted(message, options.channel);
      if (ending !== undefined) return ending;
    }
    const plan = planMessage(work, message, options);
    if (plan.is !== 'rest') return plan;
  }
  return { is: 'rest' };
}

/**
 * A message that a process left half-way: nobody knows whether the platform has the part. Only a platform that notices doubles may
 * be asked again, and only when the try used the way on which it does.
 */
function endInterrupted(message: MessageRecord, channel: AnyChannel): Plan | undefined {
  if (channel.capabilities.idempotentSend && message.send?.offeredFreeReply !== true) return undefined;
  const detail = 'Parley was stopped while this message was on its way; the platform may have it.';
  return { is: 'end', message, outcome: { is: 'unknown', detail, safeToRepeat: false } };
}

function planMessage(work: SendWork, message: MessageRecord, options: PlanOptions): Plan {
  const { channel } = options;
  const { send } = message;
  if (send === null)
    return { is: 'end', message, outcome: { is: 'refused', reason: 'message_invalid', detail: 'The message has nothing to send.' } };
  const capabilities = channel.capabilitiesOf?.({ keys: currentKeys(work) }) ?? channel.capabilities;
  const window = windowState(capabilities.window, work.conversation.grants, options.now);
  // Where there are no templates, one is only its wording, and goes out while anything may.
  const isFree = !capabilities.templates || (message.content.type !== 'template' && !send.usingFallback);
  const shut = isFree && !mayWrite(window, message.author.type === 'member' ? 'member' : 'bot');
  if (shut && send.onWindowClosed === 'queue') return { is: 'rest' };
  if (isTooLate(work, send)) {
    const detail = 'The workflow that asked this stopped waiting before the customer wrote.';
    return { is: 'end', message, outcome: { is: 'refused', reason: 'window_closed', detail } };
  }
  // What has begun to go out goes on: the platform has the last word on the rest of it.
  const hasBegun = send.sent.length > 0;
  const fallsBack = shut && !hasBegun && send.onWindowClosed === 'template' && send.fallback !== null;
  const usesFallback = send.usingFallback || fallsBack;
  if (shut && !hasBegun && (!usesFallback || !capabilities.templates)) {
    return {
      is: 'end',
      message,
      outcome: { is: 'refused', reason: 'window_closed', detail: 'The window closed before the message could go out.' },
    };
  }
  const content = usesFallback && send.fallback !== null ? send.fallback : message.content;
  const known = content.type === 'template' ? work.templates.get(content.templateId ?? '') : undefined;
  const rendered = channel.render(sendable(content, work, options), capabilities, known);
  if (rendered.refused !== undefined) return { is: 'end', message, outcome: rendered.refused };
  const part = rendered.parts[send.sent.length];
  if (part === undefined) {
    const detail = rendered.losses[0] ?? 'This channel cannot send such a message.';
    return { is: 'end', message, outcome: { is: 'refused', reason: 'unsupported_content', detail } };
  }
  const isLast = send.sent.length + 1 === rendered.parts.length;
  return {
    is: 'send',
    message,
    part,
    isLast,
    to: addressOf(work, message, forWriter(window, message)),
    losses: rendered.losses,
    usesFallback,
  };
}

/** A question that was held back, and whose wait is over. */
function isTooLate({ conversation }: SendWork, { waitId, sent }: SendRequest): boolean {
  return waitId !== undefined && sent.length === 0 && !conversation.waits.some((wait) => wait.id === waitId);
}

/** A workflow's later part must not go out under the rule that is for members alone. */
function forWriter(window: WindowState, message: MessageRecord): WindowState {
  return window === 'members_only' && message.author.type !== 'member' ? 'shut' : window;
}

function sendable(content: Content, work: SendWork, options: PlanOptions): Content<SendableMedia> {
  return mapAttachments(content, (attachment): SendableMedia => {
    const row = work.attachments.get(attachment.id);
    const linked = row?.state === 'linked' && row.sourceJson !== null ? linkOf(row.sourceJson) : undefined;
    return {
      id: attachment.id,
      url: linked ?? options.urlOf(attachment.id),
      mimeType: row?.mimeType ?? attachment.mimeType,
      bytes: row?.bytes ?? attachment.bytes,
      name: row?.name ?? attachment.name,
      ...(attachment.durationMs === undefined ? {} : { durationMs: attachment.durationMs }),
    };
  });
}

function linkOf(sourceJson: string): string | undefined {
  const source: unknown = JSON.parse(sourceJson);
  return typeof source === 'object' && source !== null && 'url' in source && typeof source.url === 'string' ? source.url : undefined;
}

function currentKeys({ identity }: SendWork): Address['keys'] {
  return identity.keys.filter((key) => key.retiredAt === null).map(({ kind, value }) => ({ kind, value }));
}

function addressOf(work: SendWork, message: MessageRecord, window: WindowState): Address {
  const { conversation, identity } = work;
  const quoted = message.quotedMessageId === null ? undefined : work.quoted.get(message.quotedMessageId);
  const isInterrupted = message.delivery?.state === 'sending';
  const hasFreeReply = !isInterrupted && conversation.freeReplyToken !== null && conversation.freeReplyUntil !== null;
  return {
    keys: currentKeys(work),
    kind: identity.kind,
    freeReply: hasFreeReply ? { token: conversation.freeReplyToken ?? '', until: conversation.freeReplyUntil ?? 0 } : null,
    quoted: quoted === undefined || quoted.externalId === null ? null : { externalId: quoted.externalId, tokens: quoted.tokens ?? {} },
    window,
  };
}
