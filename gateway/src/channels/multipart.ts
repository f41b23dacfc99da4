/** One file of a form. */
export interface FormFile {
  readonly field: string;
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
}

/** A form as the body of a request. */
export interface Multipart {
  readonly contentType: string;
  readonly body: Buffer;
}

/**
 * A form with one file, as `multipart/form-data` (RFC 7578). Names are escaped as browsers do it
 * (https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data), so that none can end its line.
 *
 * @param boundary occurs in no value, which holds of a UUID
 */
export function multipart(fields: Readonly<Record<string, string>>, file: FormFile, boundary: string): Multipart {
  const open = `--${boundary}\r\nContent-Disposition: form-data; name=`;
  const texts = Object.entries(fields).map(([name, value]) => `${open}"${escaped(name)}"\r\n\r\n${value}\r\n`);
  const head = `${open}"${escaped(file.field)}"; filename="${escaped(file.name)}"\r\nContent-Type: ${file.mimeType}\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(texts.join('') + head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

function escaped(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
