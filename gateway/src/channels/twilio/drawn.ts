import type { Outcome, Refusal } from '../../model/outcome.ts';
import type { Capabilities } from '../channel.ts';
import { splitText } from '../split.ts';
import type { SendBody } from './wire.ts';

/** A content as messages for Twilio, before they are numbered. */
export interface Drawn {
  readonly bodies: readonly SendBody[];
  readonly losses: readonly string[];
  readonly refused?: Extract<Outcome, { is: 'refused' }>;
}

/** One message. */
export function drawn(body: SendBody, losses: readonly string[] = []): Drawn {
  return { bodies: [body], losses };
}

/** A text in as many messages as its limit needs; the parts joined are the text. */
export function textDrawn(text: string, capabilities: Capabilities, losses: readonly string[] = []): Drawn {
  return { bodies: splitText(text, capabilities.text).map((Body): SendBody => ({ Body })), losses };
}

/** A content that no form gets past a limit. */
export function refusedDrawing(reason: Refusal, detail: string): Drawn {
  return { bodies: [], losses: [], refused: { is: 'refused', reason, detail } };
}

/** One after the other; one that is refused refuses all. */
export function inTurn(drawings: readonly Drawn[]): Drawn {
  const refused = drawings.find((drawing) => drawing.refused !== undefined);
  if (refused !== undefined) return refused;
  return { bodies: drawings.flatMap((drawing) => drawing.bodies), losses: drawings.flatMap((drawing) => drawing.losses) };
}
