import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { LOG_LEVELS, type LogLevel } from './log/logger.ts';
import { type S3Place, readS3Address } from './media/s3-address.ts';
import { whyPasswordRefused } from './model/passwords.ts';
import { type NetPolicy, parseNetworks } from './net/addresses.ts';
import { checkUrl } from './net/urls.ts';

/** All that the environment decides. This file alone reads it. */
export interface Config {
  /** `PARLEY_PORT`, default 8400. */
  readonly port: number;
  /** `PARLEY_HOST`, default 127.0.0.1. */
  readonly host: string;
  /** `PARLEY_DATA_DIR`, default ./data: the database, the files and the secret key. */
  readonly dataDir: string;
  /** `PARLEY_PUBLIC_URL`: how platforms and browsers reach the gateway; without a slash at its end. */
  readonly publicUrl: string;
  /** `PARLEY_SECRET_KEY`: 32 bytes in base64. Made at the first start and kept in the data folder where it is not given. */
  readonly secretKey: Buffer;
  /** `PARLEY_SECRET_KEY_PREVIOUS`: while the key is changed, the one that still opens what is not under the new one yet. */
  readonly previousSecretKey: Buffer | undefined;
  /** `DATABASE_URL`: PostgreSQL; SQLite in the data folder without it. */
  readonly databaseUrl: string | undefined;
  /** `PARLEY_ADMIN_EMAIL`: the first admin. */
  readonly adminEmail: string | undefined;
  /** `PARLEY_ADMIN_PASSWORD`: for the sign-in of the first admin. */
  readonly adminPassword: string | undefined;
  /** `SMTP_URL`: the server that takes mails; and `PARLEY_MAIL_FROM`, whom they come from. Undefined: no mails go out. */
  readonly mail: { readonly url: string; readonly from: string } | undefined;
  /** `PARLEY_MAIL_REPLY_TO`: `reply@…`, whose sub-addresses `reply+…@…` come back to the gateway. Undefined: answers go to `PARLEY_MAIL_FROM`. */
  readonly mailReplyTo: string | undefined;
  /** `IMAP_URL`: the mailbox that customers' answers arrive in. Undefined: none is read. */
  readonly mailbox: string | undefined;
  /** `PARLEY_MAIL_SECRET`: what `POST /webhooks/mail` must carry. Undefined: it takes nothing. */
  readonly mailSecret: string | undefined;
  /** `PARLEY_API_KEY`: a first key with every permission, so that a machine can be set up with no hands. */
  readonly apiKey: string | undefined;
  /** `PARLEY_MEDIA_URL`: a `file:` address of the folder for files, or an `s3:` one of a bucket; default: `media` in the data folder. */
  readonly media: MediaPlace;
  /** `PARLEY_ALLOWED_NETWORKS` and `PARLEY_ALLOW_LOOPBACK`: private addresses that the gateway may call. */
  readonly netPolicy: NetPolicy;
  /** `PARLEY_TRUST_PROXY`: how many proxies stand in front, or their addresses; default none. */
  readonly trustProxy: number | string | false;
  /** `PARLEY_GEO_DATABASE`: a MaxMind database (.mmdb) that tells where visitors are by their addresses; default: nobody looks. */
  readonly geoDatabase: string | undefined;
  /** `PARLEY_LOG_LEVEL`, default info. */
  readonly logLevel: LogLevel;
  /** `OTEL_EXPORTER_OTLP_ENDPOINT` and what belongs to it: where traces go. Undefined: there are none. */
  readonly traces: TracePlace | undefined;
}

/** Where traces go (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). */
export interface TracePlace {
  /** `OTEL_EXPORTER_OTLP_ENDPOINT` with `/v1/traces` behind it. */
  readonly url: string;
  /** `OTEL_EXPORTER_OTLP_HEADERS`: they hold the receiver's key, and are told nowhere. */
  readonly headers: Readonly<Record<string, string>>;
  /** `OTEL_SERVICE_NAME`, default parley. */
  readonly serviceName: string;
  /** `OTEL_TRACES_SAMPLER_ARG`: how many traces are kept, from 0 to 1; default all. */
  readonly ratio: number;
}

/** Where files lie. `spool`: where they are written before they go to a bucket. */
export type MediaPlace =
  { readonly is: 'folder'; readonly folder: string } | { readonly is: 's3'; readonly place: S3Place; readonly spool: string };

const text = z.string().trim().min(1);

/** An address, alone or behind a name. No line breaks: they would begin another header. */
const MAIL_FROM = /^(?:[^<>\r\n]* <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/;

const secretKey = z
  .string()
  .refine((value) => Buffer.from(value, 'base64').length === 32, 'must be 32 bytes in base64, as `openssl rand -base64 32` prints them');

const ENVIRONMENT = z.object({
  PARLEY_PORT: z.coerce.number('must be a port number').int('must be a port number').min(0).max(65_535).default(8400),
  PARLEY_HOST: text.default('127.0.0.1'),
  PARLEY_DATA_DIR: text.default('./data'),
  PARLEY_PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  PARLEY_SECRET_KEY: secretKey.optional(),
  PARLEY_SECRET_KEY_PREVIOUS: secretKey.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be a postgres:// address')
    .optional(),
  PARLEY_ADMIN_EMAIL: z.email('must be an e-mail address').optional(),
  PARLEY_ADMIN_PASSWORD: z
    .string()
    .superRefine((value, context) => {
      const why = whyPasswordRefused(value);
      if (why !== undefined) context.addIssue({ code: 'custom', message: `cannot be taken: ${why}` });
    })
    .optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// address' }).optional(),
  PARLEY_MAIL_FROM: z.string().regex(MAIL_FROM, 'must be an e-mail address, or a name with one: Parley <parley@example.com>').optional(),
  PARLEY_MAIL_REPLY_TO: z
    .string()
    // The part before the @ has 64 characters (RFC 5321 section 4.5.3.1.1), and the token needs 43 of them.
    .regex(/^[A-Za-z0-9._-]{1,20}@[A-Za-z0-9.-]+$/, 'must be an e-mail address with at most 20 letters, digits, ., _ or - before the @')
    .optional(),
  IMAP_URL: z.url({ protocol: /^imaps?$/, error: 'must be an imap:// or imaps:// address' }).optional(),
  PARLEY_MAIL_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
  PARLEY_API_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
  PARLEY_MEDIA_URL: z
    .string()
    .superRefine((value, context) => {
      const place = value.startsWith('s3:')
        ? readS3Address(value)
        : value.startsWith('file:')
          ? undefined
          : 'must be a file: or s3: address';
      if (typeof place === 'string') context.addIssue({ code: 'custom', message: place });
    })
    .optional(),
  PARLEY_ALLOWED_NETWORKS: z
    .string()
    .default('')
    .superRefine((value, context) => {
      for (const bad of parseNetworks(value).bad)
        context.addIssue({ code: 'custom', message: `holds "${bad}", which is no network like 10.0.0.0/8` });
    }),
  PARLEY_ALLOW_LOOPBACK: z.enum(['0', '1'], 'must be 1 or 0').default('0'),
  PARLEY_TRUST_PROXY: text.optional(),
  PARLEY_GEO_DATABASE: text.optional(),
  PARLEY_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .refine((value) => otlpHeaders(value) !== undefined, 'must be a list like name=value,name=value')
    .optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.literal('http/json', 'must be http/json: traces are sent in no other way').optional(),
  OTEL_SERVICE_NAME: text.default('parley'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number('must be a number from 0 to 1')
    .min(0, 'must be a number from 0 to 1')
    .max(1, 'must be a number from 0 to 1')
    .default(1),
});

/** The names of all settings. */
export const ENVIRONMENT_NAMES: readonly string[] = Object.keys(ENVIRONMENT.shape);

/** Kept beside the database, readable by its owner only. */
const SECRET_KEY_FILE = 'secret.key';

/**
 * Reads the environment.
 *
 * @returns the configuration, or every problem of it at once, one sentence each
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config | readonly string[] {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = ENVIRONMENT.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  if (given['DATABASE_URL'] !== undefined && given['PARLEY_SECRET_KEY'] === undefined) {
    problems.push('PARLEY_SECRET_KEY is required with DATABASE_URL: every gateway on the database needs the same');
  }
  if (given['PARLEY_SECRET_KEY'] !== undefined && given['PARLEY_SECRET_KEY'] === given['PARLEY_SECRET_KEY_PREVIOUS']) {
    problems.push('PARLEY_SECRET_KEY_PREVIOUS is the same as PARLEY_SECRET_KEY: it is the key that there was before');
  }
  if (!parsed.success || problems.length > 0) return problems;
  const found = parsed.data;
  const netPolicy = {
    allowedNetworks: parseNetworks(found.PARLEY_ALLOWED_NETWORKS).networks,
    allowLoopback: found.PARLEY_ALLOW_LOOPBACK === '1',
  };
  const traces = tracePlace(found);
  const reachable = traces === undefined ? undefined : checkUrl(traces.url, netPolicy);
  if (reachable?.ok === false) return [`OTEL_EXPORTER_OTLP_ENDPOINT cannot be used: ${reachable.why}`];
  const dataDir = path.resolve(found.PARLEY_DATA_DIR);
  const secretKey = found.PARLEY_SECRET_KEY === undefined ? keptSecretKey(dataDir) : Buffer.from(found.PARLEY_SECRET_KEY, 'base64');
  if (typeof secretKey === 'string') return [secretKey];
  const publicUrl = (found.PARLEY_PUBLIC_URL ?? `http://${found.PARLEY_HOST}:${found.PARLEY_PORT}`).replace(/\/+$/, '');
  return {
    port: found.PARLEY_PORT,
    host: found.PARLEY_HOST,
    dataDir,
    publicUrl,
    secretKey,
    previousSecretKey: found.PARLEY_SECRET_KEY_PREVIOUS === undefined ? undefined : Buffer.from(found.PARLEY_SECRET_KEY_PREVIOUS, 'base64'),
    databaseUrl: found.DATABASE_URL,
    adminEmail: found.PARLEY_ADMIN_EMAIL,
    adminPassword: found.PARLEY_ADMIN_PASSWORD,
    apiKey: found.PARLEY_API_KEY,
    mail: mailOf(found.SMTP_URL, found.PARLEY_MAIL_FROM, found.PARLEY_PUBLIC_URL),
    mailReplyTo: found.PARLEY_MAIL_REPLY_TO,
    mailbox: found.IMAP_URL,
    mailSecret: found.PARLEY_MAIL_SECRET,
    media: mediaPlace(found.PARLEY_MEDIA_URL, dataDir),
    netPolicy,
    trustProxy: trustProxyOf(found.PARLEY_TRUST_PROXY),
    geoDatabase: found.PARLEY_GEO_DATABASE,
    logLevel: found.PARLEY_LOG_LEVEL,
    traces,
  };
}

function tracePlace(found: z.infer<typeof ENVIRONMENT>): TracePlace | undefined {
  if (found.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return undefined;
  return {
    url: `${found.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, '')}/v1/traces`,
    headers: otlpHeaders(found.OTEL_EXPORTER_OTLP_HEADERS ?? '') ?? {},
    serviceName: found.OTEL_SERVICE_NAME,
    ratio: found.OTEL_TRACES_SAMPLER_ARG,
  };
}

/** `name=value,name=value`, values as in URLs; undefined where it is no such list. */
function otlpHeaders(text: string): Readonly<Record<string, string>> | undefined {
  const headers: [string, string][] = [];
  for (const pair of text.split(',').filter((one) => one.trim() !== '')) {
    const [, name, value] = /^\s*([A-Za-z0-9!#$%&'*+.^_`|~-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    if (name === undefined || value === undefined) return undefined;
    try {
      headers.push([name.toLowerCase(), decodeURIComponent(value)]);
    } catch {
      return undefined;
    }
  }
  return headers.every(([, value]) => /^[\x20-\x7e]*$/.test(value)) ? Object.fromEntries(headers) : undefined;
}

function mediaPlace(address: string | undefined, dataDir: string): MediaPlace {
  if (address === undefined) return { is: 'folder', folder: path.join(dataDir, 'media') };
  if (address.startsWith('file:')) return { is: 'folder', folder: path.resolve(address.replace(/^file:(\/\/)?/, '')) };
  const place = readS3Address(address);
  if (typeof place === 'string') throw new Error('an s3: address was not refused by its schema');
  return { is: 's3', place, spool: path.join(dataDir, 'media-spool') };
}

function mailOf(url: string | undefined, from: string | undefined, publicUrl = 'http://localhost'): Config['mail'] {
  return url === undefined ? undefined : { url, from: from ?? `Parley <parley@${new URL(publicUrl).hostname}>` };
}

function trustProxyOf(value: string | undefined): number | string | false {
  if (value === undefined) return false;
  return /^\d+$/.test(value) ? Number(value) : value;
}

function keptSecretKey(dataDir: string): Buffer | string {
  const file = path.join(dataDir, SECRET_KEY_FILE);
  try {
    mkdirSync(dataDir, { recursive: true });
    if (!existsSync(file)) {
      writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
      chmodSync(file, 0o600);
    }
    return Buffer.from(readFileSync(file, 'utf8'), 'base64');
  } catch (error) {
    return `PARLEY_DATA_DIR cannot be used for the secret key: ${error instanceof Error ? error.message : String(error)}`;
  }
}
