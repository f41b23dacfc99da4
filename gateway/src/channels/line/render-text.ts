import type { messagingApi } from '@line/bot-sdk';
import type { Content, SendableMedia } from '../../model/content.ts';
import type { Outcome, Refusal } from '../../model/outcome.ts';
import type { Capabilities } from '../channel.ts';
import type { StandIn } from '../degrade.ts';
import { shorten, splitText } from '../split.ts';
import { PLACE_TEXT_MAX } from './limits.ts';

/** LINE's messages for a content, not yet cut into calls. */
export interface Drawn {
  readonly messages: readonly messagingApi.Message[];
  readonly losses: readonly string[];
  readonly refused?: Extract<Outcome, { is: 'refused' }>;
}

/** A content that no form gets past a limit. */
export function refusedDrawing(reason: Refusal, detail: string): Drawn {
  return { messages: [], losses: [], refused: { is: 'refused', reason, detail } };
}

export type Of<Type extends Content['type']> = Extract<Content<SendableMedia>, { type: Type }>;

/** A text in as many messages as it needs; none for the empty one. */
export function textMessages(text: string, capabilities: Capabilities): messagingApi.TextMessage[] {
  return splitText(text, capabilities.text).map((piece) => ({ type: 'text', text: piece }));
}

/** A text, or what stands in for a content LINE cannot show. No message, and so nothing lost, where no text can. */
export function drawText(standIn: StandIn, capabilities: Capabilities): Drawn {
  const messages = textMessages(standIn.text, capabilities);
  return { messages, losses: standIn.loss === undefined || messages.length === 0 ? [] : [standIn.loss] };
}

/**
 * A place. LINE demands a title and an address of at most 100 characters each
 * (https://developers.line.biz/en/reference/messaging-api/#location-message); either stands in for the other, and the
 * coordinates for both.
 */
export function drawLocation(content: Of<'location'>): Drawn {
  const coordinates = `${content.latitude}, ${content.longitude}`;
  const title = filled(content.name) ?? filled(content.address) ?? coordinates;
  const address = filled(content.address) ?? filled(content.name) ?? coordinates;
  const limit = { max: PLACE_TEXT_MAX, unit: 'utf16' } as const;
  const { latitude, longitude } = content;
  const isCut = title.length > PLACE_TEXT_MAX || address.length > PLACE_TEXT_MAX;
  return {
    messages: [{ type: 'location', title: shorten(title, limit), address: shorten(address, limit), latitude, longitude }],
    losses: isCut ? [`The name or address of the place was shortened to ${PLACE_TEXT_MAX} characters.`] : [],
  };
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}
