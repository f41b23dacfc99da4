/** What the sender says of a file. Believed only in choosing between types that share one container. */
export interface DeclaredFile {
  readonly mimeType?: string | undefined;
  readonly name?: string | undefined;
}

/** The type of whatever must not be trusted or is not known. */
export const UNKNOWN_TYPE = 'application/octet-stream';

/**
 * A file's MIME type, from its bytes, without parameters. HTML, SVG and any other XML, scripts among them, are
 * `application/octet-stream`: whoever serves them would run what they contain.
 *
 * @param head the first bytes, `HEAD_BYTES` or the whole file
 */
export async function sniffType(head: Buffer, declared: DeclaredFile = {}): Promise<string> {
  // Loaded at the first file: an idle gateway need not pay for it.
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (found === undefined) return isPlainText(head) ? 'text/plain' : UNKNOWN_TYPE;
  const type = canonical(found.mime);
  if (DISTRUSTED.test(type)) return UNKNOWN_TYPE;
  const family = FAMILIES[type];
  if (family === undefined) return type;
  const claims = [canonical(declared.mimeType ?? ''), TYPE_BY_EXTENSION[extensionOf(declared.name)] ?? ''];
  return claims.find((claim) => family.includes(claim)) ?? type;
}

const DISTRUSTED = /xml$|html|svg|javascript|x-httpd|x-sh/;

const ALIASES: Readonly<Record<string, string>> = {
  'image/apng': 'image/png',
  'image/heic-sequence': 'image/heic',
  'image/heif-sequence': 'image/heif',
  'image/jpg': 'image/jpeg',
  'audio/x-m4a': 'audio/mp4',
  'audio/m4a': 'audio/mp4',
  'audio/mp3': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-aac': 'audio/aac',
  'audio/opus': 'audio/ogg',
  'application/ogg': 'audio/ogg',
};

function canonical(mimeType: string): string {
  const bare = (mimeType.split(';')[0] ?? '').trim().toLowerCase();
  return ALIASES[bare] ?? bare;
}

/**
 * Containers whose beginning does not always say what is in them: sound without pictures in MP4 (LINE's voice messages),
 * Office files whose telling part comes later. A claim is taken within the family and nowhere else.
 */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  'video/mp4': ['audio/mp4'],
  'video/3gpp': ['audio/3gpp'],
  'video/ogg': ['audio/ogg'],
  'application/x-cfb': ['application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint'],
  'application/zip': [
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    'application/vnd.oasis.opendocument.text',
  ],
};

const TYPE_BY_EXTENSION: Readonly<Record<string, string>> = {
  m4a: 'audio/mp4',
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text',
};

function extensionOf(name: string | undefined): string {
  return /\.([a-z0-9]{1,5})$/i.exec(name ?? '')?.[1]?.toLowerCase() ?? '';
}

/** Text in any encoding that keeps ASCII (Big5, GBK and Shift JIS do) or is marked as UTF-16, and no markup. */
function isPlainText(head: Buffer): boolean {
  if (head.length === 0) return false;
  const text = decode(head);
  return !CONTROL.test(text) && !MARKUP.test(text);
}

// eslint-disable-next-line no-control-regex -- control characters are what tells bytes from text
const CONTROL = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/;
/** What browsers take for HTML or XML when they sniff (https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type), and scripts anywhere. */
const MARKUP = /^[\s\ufeff\u00ef\u00bb\u00bf]*<[a-z!?]|<(script|html|svg|iframe|body|head|xml|\?xml|!doctype)/i;

function decode(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return head.toString('utf16le');
  if (head[0] === 0xfe && head[1] === 0xff) {
    const even = Buffer.from(head.subarray(0, head.length - (head.length % 2)));
    return even.swap16().toString('utf16le');
  }
  return head.toString('latin1');
}
