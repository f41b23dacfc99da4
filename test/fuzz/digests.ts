/** A digest in hexadecimal (also behind `sha256=`) or in base64, with the lowest bit of its first or its last byte turned. */
export function otherDigest(text: string, at: 'firstByte' | 'lastByte' = 'firstByte'): string {
  const [, prefix = '', digits = ''] = /^(sha256=)?(.*)$/.exec(text) ?? [];
  const encoding = /^[0-9a-f]+$/i.test(digits) ? 'hex' : 'base64';
  const digest = Buffer.from(digits, encoding);
  const place = at === 'firstByte' ? 0 : digest.length - 1;
  digest.writeUInt8(digest.readUInt8(place) ^ 1, place);
  return prefix + digest.toString(encoding);
}
