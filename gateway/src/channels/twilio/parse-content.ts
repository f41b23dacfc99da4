import { type Content, type InboundMedia, fileTypeOf } from '../../model/content.ts';
import { numberParam, type Params, textParam } from './params.ts';
import { isFields, present } from './wire.ts';

type Inbound = Content<InboundMedia>;

/** Most brackets a flow's answer may have; no form has as many fields, and each could be a level that JSON cannot be written with. */
const MAX_BRACKETS = 500;
/** What Twilio writes as the text of a document: the name of its file. Seen, not documented. */
const FILE_NAME = /^[^\r\n/\\]{1,250}\.[A-Za-z0-9]{1,5}$/;
const VCARD = /^text\/(x-)?(vcard|directory)/i;

/**
 * What a message says, one content for each of its files and one for a message without
 * (https://www.twilio.com/docs/messaging/guides/webhook-request#whatsapp-specific-parameters). Never empty: what is not
 * known is `unsupported`.
 */
export function contentsOf(params: Params): readonly Inbound[] {
  const alone = replyContent(params) ?? flowContent(params) ?? locationContent(params);
  if (alone !== undefined) return [alone];
  const files = mediaContents(params);
  if (files.length > 0) return files;
  const text = textParam(params, 'Body');
  return [text === undefined ? unsupported(textParam(params, 'MessageType')) : { type: 'text', text }];
}

/** A tapped button, of a message or a template, or a chosen list item. */
function replyContent(params: Params): Inbound | undefined {
  const optionId = textParam(params, 'ButtonPayload') ?? textParam(params, 'ListId');
  const title = textParam(params, 'ButtonText') ?? textParam(params, 'ListTitle');
  const label = title ?? (optionId === undefined ? undefined : (textParam(params, 'Body') ?? optionId));
  if (label === undefined) return undefined;
  return present<Extract<Inbound, { type: 'choice_reply' }>>({ type: 'choice_reply', optionId, label });
}

/** The answer to a flow; what is no JSON object is kept as it is. */
function flowContent(params: Params): Inbound | undefined {
  const json = textParam(params, 'InteractiveData');
  if (json === undefined) return undefined;
  const fields = json.split(/[[{]/).length > MAX_BRACKETS ? undefined : parsed(json);
  return { type: 'form_reply', name: 'flow', fields: isFields(fields) && Object.keys(fields).length > 0 ? fields : { response: json } };
}

function locationContent(params: Params): Inbound | undefined {
  const latitude = numberParam(params, 'Latitude');
  const longitude = numberParam(params, 'Longitude');
  if (latitude === undefined || longitude === undefined) return undefined;
  return present<Extract<Inbound, { type: 'location' }>>({
    type: 'location',
    latitude,
    longitude,
    name: textParam(params, 'Label'),
    address: textParam(params, 'Address'),
  });
}

/** `MediaUrl0`, `MediaUrl1`, …; the text belongs to the first. */
function mediaContents(params: Params): readonly Inbound[] {
  const found: Inbound[] = [];
  for (let index = 0; ; index++) {
    const url = textParam(params, `MediaUrl${index}`);
    if (url === undefined) return found;
    const mimeType = textParam(params, `MediaContentType${index}`);
    found.push(
      mediaContent({ url, mimeType, kind: textParam(params, 'MessageType') }, index === 0 ? textParam(params, 'Body') : undefined),
    );
  }
}

interface AnnouncedFile {
  readonly url: string;
  readonly mimeType: string | undefined;
  readonly kind: string | undefined;
}

function mediaContent(file: AnnouncedFile, text: string | undefined): Inbound {
  const type = typeOf(file, text);
  const attachment = (name?: string) => present<InboundMedia>({ ref: { url: file.url }, mimeType: file.mimeType, name });
  if (type === 'sticker') return { type, attachment: attachment() };
  if (type === 'file' && VCARD.test(file.mimeType ?? '')) {
    return { type, attachment: attachment('contact.vcf'), ...(text === undefined ? {} : { caption: text }) };
  }
  if (type === 'file' && text !== undefined && FILE_NAME.test(text)) return { type, attachment: attachment(text) };
  return {
    type,
    attachment: attachment(),
    ...(text === undefined ? {} : { caption: text }),
    // WhatsApp records voice messages in this format, and people do not send music in it.
    ...(type === 'audio' && /^audio\/ogg/i.test(file.mimeType ?? '') ? { voice: true } : {}),
  };
}

/** By the file's own type; WebP is WhatsApp's format for stickers, which have no text. */
function typeOf({ mimeType, kind }: AnnouncedFile, text: string | undefined): 'image' | 'video' | 'audio' | 'file' | 'sticker' {
  const type = mimeType?.toLowerCase() ?? `${kind?.toLowerCase() ?? ''}/`;
  if (kind?.toLowerCase() === 'sticker' || (type.startsWith('image/webp') && text === undefined)) return 'sticker';
  if (kind?.toLowerCase() === 'document') return 'file';
  return fileTypeOf(type);
}

function unsupported(kind: string | undefined): Inbound {
  const what = kind === undefined ? 'A message' : `A message of the kind "${kind}"`;
  return { type: 'unsupported', summary: `${what} that Twilio does not pass on to us.` };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
