import { createHash, createHmac } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';

/** An S3-compatible service on loopback that checks every signature by Amazon's description, not by a library. */
export interface S3Server {
  readonly port: number;
  readonly objects: Map<string, Buffer>;
  readonly calls: { readonly method: string; readonly path: string; readonly status: number }[];
  /** The next call is answered with this instead. */
  failNext(status: number, code: string): void;
  close(): Promise<void>;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function isSigned(request: IncomingMessage, secret: string): boolean {
  const header = request.headers.authorization ?? '';
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (match === null) return false;
  const [, , day = '', region = '', names = '', signature = ''] = match;
  const url = new URL(request.url ?? '/', 'http://x');
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`);
  const hash = String(request.headers['x-amz-content-sha256'] ?? '');
  const canonical = [request.method, url.pathname, url.searchParams.toString(), headers.join(''), names, hash].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', String(request.headers['x-amz-date']), scope, sha256(canonical)].join('\n');
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), 's3'), 'aws4_request');
  return hmac(key, toSign).toString('hex') === signature;
}

export async function startS3(secret: string): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const calls: S3Server['calls'] = [];
  let failure: { readonly status: number; readonly code: string } | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const end = (status: number, content: Buffer | string = '', headers: Record<string, string | number> = {}): void => {
      calls.push({ method: request.method ?? '', path, status });
      response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : content);
    };
    const error = (status: number, code: string): void => end(status, `<Error><Code>${code}</Code></Error>`);
    if (failure !== undefined) {
      const { status, code } = failure;
      failure = undefined;
      return error(status, code);
    }
    if (!isSigned(request, secret)) return error(403, 'SignatureDoesNotMatch');
    const object = objects.get(path);
    switch (request.method) {
      case 'PUT':
        if (sha256(body) !== request.headers['x-amz-content-sha256']) return error(400, 'XAmzContentSHA256Mismatch');
        objects.set(path, body);
        return end(200);
      case 'DELETE':
        objects.delete(path);
        return end(204);
      default: {
        if (object === undefined) return error(404, 'NoSuchKey');
        const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
        const part = range === null ? object : object.subarray(Number(range[1]), Number(range[2]) + 1);
        return end(range === null ? 200 : 206, part, { 'content-length': part.length });
      }
    }
  }

  const server: Server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    objects,
    calls,
    failNext: (status, code) => (failure = { status, code }),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
