import type { ActionEnd, Address, CallIo, PlatformMessage } from '../channel.ts';
import { type Answered, askLine, postJson } from './call.ts';
import type { LineSettings } from './settings.ts';

/** 5 to 60 in steps of 5; the animation also ends with our next message. */
const LOADING_SECONDS = 20;

/**
 * Shows the loading animation, which is LINE's "somebody is writing", in a chat with one person; a group has none
 * (https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator). Never throws.
 */
export async function showTyping(to: Address, _last: PlatformMessage | null, settings: LineSettings, io: CallIo): Promise<ActionEnd> {
  if (to.kind === 'group') return impossible('LINE shows that somebody writes in a chat with one person only, not in a group.');
  const chatId = to.keys.find((key) => key.kind === 'user_id')?.value;
  if (chatId === undefined) return { is: 'refused', reason: 'recipient_unreachable', detail: 'No LINE id is known for this recipient.' };
  return done(await askLine(postJson('/v2/bot/chat/loading/start', { chatId, loadingSeconds: LOADING_SECONDS }), settings, io));
}

/**
 * Shows "Read" at the message and all before it (https://developers.line.biz/en/reference/messaging-api/#mark-as-read). LINE gives
 * the token for it with a message, while chat is on in its settings; without one nothing can be marked. Never throws.
 */
export async function markRead(_to: Address, last: PlatformMessage, settings: LineSettings, io: CallIo): Promise<ActionEnd> {
  const markAsReadToken = last.tokens['markAsReadToken'];
  if (markAsReadToken === undefined || markAsReadToken === '')
    return impossible('LINE gave no token with which this message could be marked as read.');
  return done(await askLine(postJson('/v2/bot/chat/markAsRead', { markAsReadToken }), settings, io));
}

function done(answer: Answered): ActionEnd {
  if (answer.is === 'answered') return { is: 'done' };
  const { status: _status, ...ending } = answer;
  return ending;
}

function impossible(detail: string): ActionEnd {
  return { is: 'refused', reason: 'unsupported_content', detail };
}
