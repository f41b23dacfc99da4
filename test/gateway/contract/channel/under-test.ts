import fc from 'fast-check';
import type { Address, AnyChannel, Part, PlatformRequest, PlatformResponse, RawRequest } from '../../../../gateway/src/channels/channel.ts';
import { IO_NOW } from '../../support/channel-io.ts';

/** What a signature adds to a request. Header names in lower case. */
export interface Signed {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/** A body that is not JSON. */
export interface BodyFormat {
  /** An example of `ownExamples` as the platform writes it. */
  readonly encode: (example: unknown) => Buffer;
  /** Bodies that are not in this format. */
  readonly unreadable: readonly string[];
  /** Any body of this format whatever. */
  readonly any: fc.Arbitrary<Buffer | string>;
}

export const JSON_BODY: BodyFormat = {
  encode: (example) => Buffer.from(JSON.stringify(example ?? null)),
  unreadable: ['', 'i am not json', '{"a":', '\u0000', '<xml/>'],
  any: fc.json(),
};

/** What the contract needs to know of a channel. */
export interface ChannelUnderTest<S> {
  readonly name: string;
  readonly channel: AnyChannel<S>;
  readonly settings: S;
  /** The settings with another signing secret; '' is an unset one. */
  readonly withSecret: (secret: string) => S;
  /** Where the signature stands (a header's name in lower case), and what comes before the digest in it. */
  readonly signature: { readonly in: 'header' | 'query'; readonly name: string; readonly prefix: string };
  /** What a genuine request of the platform has besides this body, made with this secret; default the one in `settings`. */
  readonly sign: (body: Buffer, secret?: string) => Signed;
  /** The body with a signed byte changed; default one with a space more. Null: this platform does not sign what a body says. */
  readonly spoil?: ((body: Buffer) => Buffer) | null;
  /** How the platform writes a body; default JSON. */
  readonly body?: BodyFormat;
  /** Query of the platform's own GET check; null where it has none. */
  readonly handshake: { readonly genuine: Record<string, string>; readonly wrong: Record<string, string>; readonly answer: string } | null;
  /** Every value that must never be in a detail. */
  readonly secrets: readonly string[];
  /**
   * The folder under PARLEY_FIXTURES, and for each kind of its INDEX.md what it must become (see `labelOf`); null: no webhook body.
   * Null in all where the same channel runs them with other settings.
   */
  readonly fixtures: {
    readonly folder: string;
    readonly kinds: Readonly<Record<string, readonly string[] | null>>;
    /** Judges a `sig_*` vector of another shape than secret, body, headers, valid. */
    readonly judge?: (vector: SignatureVector, file: string) => void;
    /** Files that are meant to be in no format of the platform's. */
    readonly unreadable?: readonly string[];
  } | null;
  /** Typed by hand: genuine bodies, to be damaged in every way. */
  readonly ownExamples: readonly unknown[];
  readonly to: Address;
  /** Answers of calls that come before the send itself (a token's); undefined for the send. */
  readonly before?: (request: PlatformRequest) => PlatformResponse | undefined;
  /** The platform's yes to a send, and an error of its shape with this message in it. */
  readonly accepted: unknown;
  readonly errorBody: (message: string) => unknown;
  /** The platform is the gateway itself: nothing is called, so that there are no answers to judge. */
  readonly callsNobody?: true;
  /** The text in a rendered part, to put a split text together again. */
  readonly textOfPart: (part: Part) => string;
}

/** A signature vector; platforms have further fields of their own. */
export interface SignatureVector {
  readonly secret: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly valid: boolean;
  readonly [field: string]: unknown;
}

export const NOW = IO_NOW;
const ADDRESS = 'https://parley.example/webhooks/chn_1';

export function post(
  body: Buffer | string,
  headers: Readonly<Record<string, string>> = {},
  query: Readonly<Record<string, string>> = {},
): RawRequest {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const search = new URLSearchParams(query).toString();
  return { method: 'POST', url: search === '' ? ADDRESS : `${ADDRESS}?${search}`, query, headers: lower, body: Buffer.from(body) };
}

export function get(query: Record<string, string>): RawRequest {
  return { method: 'GET', url: ADDRESS, query, headers: {}, body: Buffer.alloc(0) };
}
