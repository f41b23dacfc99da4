import type { Outcome } from '../../model/outcome.ts';
import type { ActionEnd, Address, CallIo, ChannelIo, Part, PlatformMessage } from '../channel.ts';
import type { WidgetSettings } from './settings.ts';

/**
 * Accepts a part: there is no platform to call, the visitor reads the message from us. It goes by our own id, under which the visitor's
 * page reports what became of it. Delivered is what a page has taken, which comes as a report of its own.
 */
export function send(part: Part, to: Address, _settings: WidgetSettings, io: ChannelIo): Promise<Outcome> {
  const isKnown = to.keys.some((key) => key.kind === 'visitor_id' || key.kind === 'user_id');
  if (!isKnown)
    return Promise.resolve({ is: 'refused', reason: 'recipient_unreachable', detail: 'No visitor is known here by these keys.' });
  const id = part.index === 0 ? io.correlation : `${io.correlation}.${part.index}`;
  return Promise.resolve({ is: 'accepted', externalIds: [id], sentAs: 'message' });
}

/** Tells the visitor's open pages that somebody writes. Nobody is there where none is open. */
export function showTyping(to: Address, _last: PlatformMessage | null, _settings: WidgetSettings, io: CallIo): Promise<ActionEnd> {
  io.visitors?.typing(io.channelId ?? '', to.keys);
  return Promise.resolve({ is: 'done' });
}

/** Tells the visitor that the team has read what they wrote up to `last`. */
export async function markRead(to: Address, last: PlatformMessage, _settings: WidgetSettings, io: CallIo): Promise<ActionEnd> {
  await io.visitors?.read(io.channelId ?? '', to.keys, last.externalId);
  return { is: 'done' };
}

/** The reaction is part of the message, which the visitor's page reads anew: nothing more has to be sent. */
export function react(): Promise<ActionEnd> {
  return Promise.resolve({ is: 'done' });
}
