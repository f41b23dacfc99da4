import { fileOf, readFile } from '../graph/says.ts';
import { at, isObject, listAt, numberAt, optional, textAt } from '../json.ts';
import type { StoredFile } from '../stand-in.ts';

const MEDIA = ['image', 'video', 'audio', 'voice', 'document', 'sticker'] as const;

/** What a customer can say to a business whose WhatsApp runs through Twilio. `quotes` is the SID of the message replied to. */
export type TwilioSays =
  | { readonly type: 'text'; readonly text: string; readonly quotes?: string }
  /** `file` is left out for a made-up one. */
  | { readonly type: (typeof MEDIA)[number]; readonly file?: StoredFile; readonly caption?: string; readonly quotes?: string }
  | { readonly type: 'location'; readonly latitude: number; readonly longitude: number; readonly name?: string; readonly address?: string }
  /** Comes as a vCard. */
  | { readonly type: 'contacts'; readonly contacts: readonly { readonly name: string; readonly phone: string }[] }
  /** A tap on a quick reply: of an approved template (`button`), or of a content sent within the session (`interactive`). */
  | { readonly type: 'button_reply' | 'template_button'; readonly id: string; readonly title: string; readonly quotes: string }
  | { readonly type: 'list_reply'; readonly id: string; readonly title: string; readonly description?: string; readonly quotes: string }
  /** Blocks the business, or takes that back. The business hears nothing of it. */
  | { readonly type: 'block' | 'unblock' }
  /** Any other webhook: these parameters over the usual ones, `{MessageType: 'order', …}`. */
  | { readonly type: 'raw'; readonly params: Readonly<Record<string, string>> };

/** Reads a saying from untrusted JSON; a sentence where it is none. Files come as `{base64, mimeType, name?}`. */
export function readTwilioSays(value: unknown): TwilioSays | string {
  const type = textAt(value, 'type');
  const quotes = optional('quotes', textAt(value, 'quotes'));
  const media = MEDIA.find((known) => known === type);
  if (media !== undefined) return { type: media, ...readFile(value), ...optional('caption', textAt(value, 'caption')), ...quotes };
  switch (type) {
    case 'text':
      return { type, text: textAt(value, 'text') ?? '', ...quotes };
    case 'location':
      return {
        type,
        latitude: numberAt(value, 'latitude') ?? 0,
        longitude: numberAt(value, 'longitude') ?? 0,
        ...optional('name', textAt(value, 'name')),
        ...optional('address', textAt(value, 'address')),
      };
    case 'contacts':
      return {
        type,
        contacts: listAt(value, 'contacts').map((card) => ({ name: textAt(card, 'name') ?? '', phone: textAt(card, 'phone') ?? '' })),
      };
    case 'button_reply':
    case 'template_button':
    case 'list_reply': {
      const tapped = { id: textAt(value, 'id') ?? '', title: textAt(value, 'title') ?? '', quotes: textAt(value, 'quotes') ?? '' };
      return { type, ...tapped, ...optional('description', textAt(value, 'description')) };
    }
    case 'block':
    case 'unblock':
      return { type };
    case 'raw': {
      const params = at(value, 'params');
      if (!isObject(params)) return 'params must be an object';
      return { type, params: Object.fromEntries(Object.entries(params).map(([name, param]) => [name, String(param)])) };
    }
    default:
      return `a WhatsApp customer cannot say "${type ?? ''}" through Twilio`;
  }
}

/** The files a saying carries: its own, one made up for its kind, or a vCard for each contact. */
export function filesOf(says: TwilioSays, turn: number): readonly StoredFile[] {
  switch (says.type) {
    case 'image':
    case 'video':
    case 'audio':
    case 'voice':
    case 'document':
    case 'sticker':
      return [fileOf(says, turn)];
    case 'contacts':
      return says.contacts.map((card) => ({ bytes: Buffer.from(vCard(card)), mimeType: 'text/vcard', name: `${card.name}.vcf` }));
    default:
      return [];
  }
}

/** https://www.rfc-editor.org/rfc/rfc6350, in the older form that phones write. */
function vCard(card: { readonly name: string; readonly phone: string }): string {
  const name = card.name.replaceAll(/([\\,;])/g, '\\$1').replaceAll(/[\r\n]+/g, ' ');
  const [first = name, ...rest] = name.split(' ');
  const waid = card.phone.replaceAll(/\D/g, '');
  const lines = ['BEGIN:VCARD', 'VERSION:3.0', `N:${rest.join(' ')};${first};;;`, `FN:${name}`];
  return [...lines, `TEL;type=CELL;waid=${waid}:${card.phone.replaceAll(/[\r\n]+/g, ' ')}`, 'END:VCARD', ''].join('\r\n');
}
