import type { Address, AnyChannel, Part } from '../channels/channel.ts';
import { type Content, type SendableMedia, mapAttachments } from '../model/content.ts';
import type { Outcome } from '../model/outcome.ts';
import type { KnownTemplate } from '../model/template.ts';
import { type WindowState, windowState } from '../model/window.ts';
import type { MessageRecord, SendRequest } from '../store/records.ts';
import type { AttachmentRow } from '../store/schema.ts';
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
    const plan = planMessage(work, message, options);
    if (plan.is !== 'rest') return plan;
  }
  return { is: 'rest' };
}

function planMessage(work: SendWork, message: MessageRecord, options: PlanOptions): Plan {
  const { channel } = options;
  const { send } = message;
  if (send === null) return refused(message, 'message_invalid', 'The message has nothing to send.');
  if (isInterrupted(message) && !mayRepeat(channel, send)) {
    const detail = 'Parley was stopped while this message was on its way; the platform may have it.';
    return { is: 'end', message, outcome: { is: 'unknown', detail, safeToRepeat: false } };
  }
  const capabilities = channel.capabilitiesOf?.({ keys: currentKeys(work) }) ?? channel.capabilities;
  const window = forWriter(windowState(capabilities.window, work.conversation.grants, options.now), message);
  // Where there are no templates, one is only its wording, and goes out while anything may.
  const isFree = !capabilities.templates || (message.content.type !== 'template' && !send.usingFallback);
  const isShut = isFree && window === 'shut';
  if (isShut && send.onWindowClosed === 'queue') return { is: 'rest' };
  if (isTooLate(work, send))
    return refused(message, 'window_closed', 'The workflow that asked this stopped waiting before the customer wrote.');
  // What has begun to go out goes on: the platform has the last word on the rest of it.
  const isLate = isShut && send.sent.length === 0;
  const fallback = send.usingFallback || (isLate && send.onWindowClosed === 'template') ? send.fallback : null;
  if (isLate && (fallback === null || !capabilities.templates))
    return refused(message, 'window_closed', 'The window closed before the message could go out.');
  const content = fallback ?? message.content;
  const rendered = channel.render(sendable(content, work, options), capabilities, knownTemplate(content, work));
  if (rendered.refused !== undefined) return { is: 'end', message, outcome: rendered.refused };
  const part = rendered.parts[send.sent.length];
  if (part === undefined) return refused(message, 'unsupported_content', rendered.losses[0] ?? 'This channel cannot send such a message.');
  const isLast = send.sent.length + 1 === rendered.parts.length;
  const to = addressOf(work, message, window);
  return { is: 'send', message, part, isLast, to, losses: rendered.losses, usesFallback: fallback !== null };
}

function refused(message: MessageRecord, reason: Extract<Outcome, { is: 'refused' }>['reason'], detail: string): Plan {
  return { is: 'end', message, outcome: { is: 'refused', reason, detail } };
}

/** A process left it half-way: nobody knows whether the platform has the part. */
function isInterrupted({ delivery }: MessageRecord): boolean {
  return delivery?.state === 'sending';
}

/** Only a platform that notices doubles may be asked again, and only when the try used the way on which it does. */
function mayRepeat({ capabilities }: AnyChannel, { offeredFreeReply }: SendRequest): boolean {
  return capabilities.idempotentSend && offeredFreeReply !== true;
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
    return {
      id: attachment.id,
      url: linkOf(row) ?? options.urlOf(attachment.id),
      mimeType: row?.mimeType ?? attachment.mimeType,
      bytes: row?.bytes ?? attachment.bytes,
      name: row?.name ?? attachment.name,
      ...(attachment.durationMs === undefined ? {} : { durationMs: attachment.durationMs }),
    };
  });
}

/** The writer's own address of a file that is not stored here. */
function linkOf(row: AttachmentRow | undefined): string | undefined {
  if (row?.state !== 'linked' || row.sourceJson === null) return undefined;
  const { url }: { readonly url?: string } = JSON.parse(row.sourceJson);
  return url;
}

function knownTemplate(content: Content, { templates }: SendWork): KnownTemplate | undefined {
  return content.type === 'template' && content.templateId !== undefined ? templates.get(content.templateId) : undefined;
}

function currentKeys({ identity }: SendWork): Address['keys'] {
  return identity.keys.filter((key) => key.retiredAt === null).map(({ kind, value }) => ({ kind, value }));
}

function addressOf(work: SendWork, message: MessageRecord, window: WindowState): Address {
  const { conversation, identity } = work;
  const quoted = message.quotedMessageId === null ? undefined : work.quoted.get(message.quotedMessageId);
  const { freeReplyToken: token, freeReplyUntil: until } = conversation;
  return {
    keys: currentKeys(work),
    kind: identity.kind,
    freeReply: isInterrupted(message) || token === null || until === null ? null : { token, until },
    quoted: quoted === undefined || quoted.externalId === null ? null : { externalId: quoted.externalId, tokens: quoted.tokens ?? {} },
    window,
  };
}
