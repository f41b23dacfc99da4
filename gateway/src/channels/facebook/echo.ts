import type { EchoMark } from '../../model/echo.ts';
import type { Address, Part } from '../channel.ts';
import { field, textField } from '../meta/wire.ts';
import { recipientOf } from './person.ts';
import { readPart } from './wire.ts';

/**
 * As what a message comes back from Instagram, whose echoes say neither who sent it nor what for
 * (https://developers.facebook.com/documentation/business-messaging/instagram-messaging/webhooks). Messenger's name ours, see
 * `correlation.ts`.
 */
export function echoOf({ body }: Part, to: Address): EchoMark | undefined {
  if (recipientOf(to)?.network !== 'instagram') return undefined;
  const { message, shown } = readPart(body);
  if (shown !== undefined) return { kind: shown.kind };
  const text = textField(message, 'text');
  return text === undefined || field(message, 'attachment') !== undefined ? { kind: 'structure' } : { text };
}
