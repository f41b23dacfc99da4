/** Where files lie in an S3-compatible service, and the key that opens it. */
export interface S3Place {
  /** `https://s3.eu-central-1.amazonaws.com`; the bucket is the first part of the path, which every such service knows. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Before every name, without slashes at its ends; '' for none. */
  readonly prefix: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** As services without regions want it in their signatures. */
const DEFAULT_REGION = 'us-east-1';

/**
 * Reads `s3://KEY:SECRET@host[:port]/bucket[/prefix][?region=…][&tls=0]`. Characters like `/` in the secret are percent-encoded.
 *
 * @returns the place, or what is wrong with the address; never with the secret in it
 */
export function readS3Address(text: string): S3Place | string {
  const url = URL.parse(text);
  if (url === null || url.protocol !== 's3:') return 'must be s3://KEY:SECRET@host/bucket';
  const [bucket = '', ...rest] = url.pathname.split('/').filter((part) => part !== '');
  if (url.host === '') return 'names no host: s3://KEY:SECRET@host/bucket';
  if (bucket === '') return 'names no bucket: s3://KEY:SECRET@host/bucket';
  if (url.username === '' || url.password === '') return 'names no key and secret: s3://KEY:SECRET@host/bucket';
  const accessKeyId = decoded(url.username);
  const secretAccessKey = decoded(url.password);
  if (accessKeyId === undefined || secretAccessKey === undefined) return 'has a key or secret that is not percent-encoded rightly';
  return {
    endpoint: `${url.searchParams.get('tls') === '0' ? 'http' : 'https'}://${url.host}`,
    bucket,
    prefix: rest.join('/'),
    region: url.searchParams.get('region') ?? DEFAULT_REGION,
    accessKeyId,
    secretAccessKey,
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
