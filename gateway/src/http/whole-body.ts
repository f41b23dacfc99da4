import type { IncomingMessage } from 'node:http';
import { type Problem, problem } from './problem.ts';

/**
 * The bytes of a request as they came, or what is wrong with them. Nothing is decompressed, so that a small request cannot become a large
 * one; what is over the limit is let run out unread, so that the answer reaches whoever still sends.
 *
 * @returns undefined where the connection broke before the last byte
 */
export function wholeBody(request: IncomingMessage, mostBytes: number): Promise<Buffer | Problem | undefined> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    return Promise.resolve(problem('unsupported_media_type', 'The body must not be compressed.'));
  }
  const tooLarge = () => problem('payload_too_large', 'The body is too large.');
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) return Promise.resolve(tooLarge());
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= mostBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve(tooLarge());
      }
    });
    request.on('end', () => {
      const [first] = chunks;
      resolve(first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks));
    });
    request.on('error', () => resolve(undefined));
    request.on('close', () => resolve(undefined));
  });
}
