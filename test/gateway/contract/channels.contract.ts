import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Address, AnyChannel, Part, PlatformRequest, PlatformResponse, RawRequest } from '../../../gateway/src/channels/channel.ts';
import { lengthIn } from '../../../gateway/src/channels/split.ts';
import type { Content, SendableMedia } from '../../../gateway/src/model/content.ts';
import type { InboundEvent, InboundPerson } from '../../../gateway/src/model/inbound.ts';
import type { Outcome } from '../../../gateway/src/model/outcome.ts';
import { IO_NOW, answered, recordingIo } from '../support/channel-io.ts';

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

const JSON_BODY: BodyFormat = {
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
  /** What a genuine request of the platform has besides this body, made with the secret in `settings`. */
  readonly sign: (body: Buffer) => Signed;
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

/** `message:text`, `echo:image`, `status:read`, `notice:followed`, else the event's `is`. */
export function labelOf(event: InboundEvent): string {
  if (event.is === 'message' || event.is === 'echo') return `${event.is}:${event.content.type}`;
  if (event.is === 'status') return `status:${event.state}`;
  if (event.is === 'notice') return `notice:${event.notice}`;
  return event.is;
}

const NOW = IO_NOW;
const FIXTURES = process.env['PARLEY_FIXTURES'];

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

/** The promises that every channel keeps, whatever its platform. */
export function describeChannel<S>(under: ChannelUnderTest<S>): void {
  describe(`${under.name} keeps the channel contract`, () => {
    describeSignatures(under);
    describeHandshake(under);
    describeParsing(under);
    describeFixtures(under);
    describeSending(under);
  });
}

function describeSignatures<S>(under: ChannelUnderTest<S>): void {
  const { channel, settings } = under;
  const { name, prefix } = under.signature;
  const place = under.signature.in === 'header' ? 'headers' : 'query';
  const body = (under.body ?? JSON_BODY).encode(under.ownExamples[0]);
  const signed = under.sign(body);
  const genuine = signed[place]?.[name] ?? '';
  const digest = genuine.slice(prefix.length);
  const verdict = (value: string | undefined, using = settings, over: Buffer = body) => {
    const { [name]: _genuine, ...others } = signed[place] ?? {};
    const changed: Signed = { ...signed, [place]: value === undefined ? others : { ...others, [name]: value } };
    return channel.verify(post(over, changed.headers, changed.query), using, NOW).is;
  };

  test('a genuine signature is believed', () => expect(verdict(genuine)).toBe('genuine'));
  test.each([
    ['no signature', undefined],
    ['an empty one', ''],
    ['a short one', `${prefix}ab`],
    ['only the prefix', prefix],
    ['one without its last character', genuine.slice(0, -1)],
    ['one with a character more', `${genuine}0`],
    ['one with another first character', `${prefix}${digest.startsWith('a') ? 'b' : 'a'}${digest.slice(1)}`],
    ['another prefix', `md5=${digest}`],
    ['two at once', `${genuine},${genuine}`],
    ['characters no digest has', `${prefix}${'é'.repeat(digest.length)}`],
  ])('%s is forged', (_what, value) => expect(verdict(value)).toBe('forged'));

  test('a signature made with another secret is forged', () => {
    expect(verdict(genuine, under.withSecret('another-secret-altogether'))).toBe('forged');
  });
  test('an unset secret makes everything forged', () => {
    expect(verdict(genuine, under.withSecret(''))).toBe('forged');
    expect(verdict(undefined, under.withSecret(''))).toBe('forged');
  });
  const { spoil = (whole: Buffer) => Buffer.concat([whole, Buffer.from(' ')]) } = under;
  if (spoil !== null) {
    test('one changed byte of the body is forged', () => {
      expect(verdict(genuine, settings, spoil(body))).toBe('forged');
      expect(verdict(genuine, settings, Buffer.alloc(0))).toBe('forged');
    });
  }
  test('any signature whatever is judged without throwing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (value) => verdict(value) === 'forged'));
  });
}

function describeHandshake<S>(under: ChannelUnderTest<S>): void {
  const { channel, settings, handshake } = under;
  if (handshake === null) {
    test('a GET is no handshake on this platform', () => expect(channel.handshake(get({}), settings)).toBeUndefined());
    return;
  }
  test("the platform's check is answered with what it sent", () => {
    expect(channel.handshake(get(handshake.genuine), settings)).toMatchObject({ status: 200, body: handshake.answer });
  });
  test('a check with a wrong token is refused and not repeated to the caller', () => {
    const reply = channel.handshake(get(handshake.wrong), settings);
    expect(reply?.status).toBe(403);
    expect(reply?.body).not.toContain(handshake.answer);
  });
  test('a GET without a check is none', () => expect(channel.handshake(get({}), settings)).toBeUndefined());
}

function describeParsing<S>(under: ChannelUnderTest<S>): void {
  const { channel, settings } = under;
  const { encode, unreadable, any } = under.body ?? JSON_BODY;
  const parse = (body: string | Buffer) => channel.parse(post(body), settings, NOW);

  for (const body of unreadable) {
    test(`a body in another format (${JSON.stringify(body)}) gives undefined`, () => expect(parse(body)).toBeUndefined());
  }
  test('any body of the format parses', () => {
    fc.assert(fc.property(any, (body) => expectWellFormed(parse(body))));
  });
  test('a body nested a hundred thousand deep does no harm', () => {
    for (const body of [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, `${'{"entry":'.repeat(50_000)}1${'}'.repeat(50_000)}`]) {
      const events = parse(body) ?? [];
      expect(() => JSON.stringify(events)).not.toThrow();
    }
  });
  test('a genuine body damaged anywhere parses', () => {
    const damage = fc.tuple(fc.constantFrom(...under.ownExamples), fc.nat(), fc.oneof(fc.jsonValue(), fc.constant(undefined)));
    fc.assert(
      fc.property(damage, ([example, at, value]) => {
        const { result } = replaceNth(example, at % (countValues(example) || 1), value);
        expectWellFormed(parse(encode(result)));
      }),
      { numRuns: 500 },
    );
  });
  test('the same body gives the same keys, all different', () => {
    for (const example of under.ownExamples) {
      const keys = (parse(encode(example)) ?? []).map((event) => event.key);
      expect((parse(encode(example)) ?? []).map((event) => event.key)).toEqual(keys);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
  test('a key named __proto__ changes nothing', () => {
    const body =
      '{"__proto__":{"polluted":1},"entry":[{"__proto__":{"polluted":1},"changes":[{"value":{"__proto__":[]}}]}],"events":[{"__proto__":null}]}';
    expectWellFormed(parse(body));
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
}

function describeFixtures<S>(under: ChannelUnderTest<S>): void {
  const { fixtures } = under;
  if (fixtures === null) return;
  const folder = FIXTURES === undefined ? undefined : join(FIXTURES, fixtures.folder);
  if (folder === undefined || !existsSync(folder)) {
    test.skip("the platforms' real payloads were not run: PARLEY_FIXTURES does not name their folder", () => undefined);
    return;
  }
  const read = (file: string) => readFileSync(join(folder, file));
  const kinds = kindsByFile(readFileSync(join(folder, '..', 'INDEX.md'), 'utf8'), fixtures.folder);

  test.each([...kinds])('%s parses to what it is: %j', (file, fileKinds) => {
    const events = under.channel.parse(post(read(file)), under.settings, NOW);
    if (fixtures.unreadable?.includes(file) === true) return expect(events).toBeUndefined();
    for (const kind of fileKinds) {
      const expected = fixtures.kinds[kind];
      if (expected === undefined) throw new Error(`no expectation for the kind ${kind}`);
      if (expected === null) continue;
      expectWellFormed(events);
      expect(expected).toContainEqual(
        (events ?? []).map(labelOf).find((label) => expected.includes(label)) ?? `none of ${JSON.stringify((events ?? []).map(labelOf))}`,
      );
    }
  });
  test.each(readdirSync(folder).filter((file) => file.startsWith('sig_')))('%s is judged as its author says', (file) => {
    const vector = JSON.parse(read(file).toString('utf8')) as SignatureVector;
    if (fixtures.judge !== undefined) return fixtures.judge(vector, file);
    const verdict = under.channel.verify(post(vector.body, vector.headers), under.withSecret(vector.secret), NOW);
    expect(verdict.is).toBe(vector.valid ? 'genuine' : 'forged');
  });
}

/** A signature vector; platforms have further fields of their own. */
export interface SignatureVector {
  readonly secret: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly valid: boolean;
  readonly [field: string]: unknown;
}

function answerTo(answer: PlatformResponse | ((request: PlatformRequest) => PlatformResponse), request: PlatformRequest): PlatformResponse {
  return typeof answer === 'function' ? answer(request) : answer;
}

const FILE = { url: 'https://files.example/a', bytes: 1000, name: 'a' };
/** What a channel must bring across in some form, or refuse. */
const SAMPLES: readonly Content<SendableMedia>[] = [
  { type: 'image', attachment: { ...FILE, mimeType: 'image/png' } },
  { type: 'video', attachment: { ...FILE, mimeType: 'video/mp4' } },
  { type: 'audio', attachment: { ...FILE, mimeType: 'audio/mp4' } },
  { type: 'file', attachment: { ...FILE, mimeType: 'application/pdf' } },
  { type: 'sticker', keywords: ['hug'] },
  { type: 'location', latitude: 38.72, longitude: -9.14, name: 'Shop' },
  { type: 'contacts', contacts: [{ name: 'Bo', phones: [{ number: '+1 555' }], emails: [] }] },
  { type: 'choice', text: 'Which?', style: 'buttons', options: [{ id: 'a', label: 'A' }] },
  { type: 'choice', text: 'Which?', style: 'list', options: [{ id: 'a', label: 'A' }] },
  { type: 'card', title: 'Lamp', text: '€ 20', options: [{ id: 'a', label: 'A' }] },
  { type: 'carousel', cards: [{ title: 'Lamp', text: '€ 20', options: [{ id: 'a', label: 'A' }] }] },
  { type: 'template', name: 't', language: 'en', params: {}, rendered: 'Your order is ready.' },
];

function describeSending<S>(under: ChannelUnderTest<S>): void {
  const { channel, settings } = under;
  const capabilities = channel.capabilitiesOf?.(under.to) ?? channel.capabilities;
  const part = channel.render({ type: 'text', text: 'Good morning' }, capabilities).parts[0] ?? { body: {}, index: 0 };
  const send = (answer: PlatformResponse | ((request: PlatformRequest) => PlatformResponse)): Promise<Outcome> =>
    channel.send(
      part,
      under.to,
      settings,
      recordingIo((request) => under.before?.(request) ?? answerTo(answer, request)),
    );

  test('a long text is split with nothing lost', () => {
    const max = capabilities.text.max;
    const texts = ['あ'.repeat(max * 2 + 7), 'word '.repeat(max), '👩‍👩‍👧‍👦'.repeat(max), `${'x'.repeat(max)}\n\n${'y'.repeat(max + 1)}`];
    for (const text of texts) {
      const rendered = channel.render({ type: 'text', text }, capabilities);
      const parts = rendered.parts.map(under.textOfPart);
      expect(parts.join('')).toBe(text);
      for (const piece of parts) expect(lengthIn(piece, capabilities.text.unit)).toBeLessThanOrEqual(max);
      expect(rendered.parts.map((one) => one.index)).toEqual(parts.map((_, index) => index));
    }
  });
  test.each(SAMPLES)('a content that the platform does not show as it is goes out in another form, and that is said: %j', (content) => {
    const { parts, losses, refused } = channel.render(content, capabilities);
    const isKnown = capabilities.sends.includes(content.type);
    expect(parts.length > 0 || refused !== undefined || content.type === 'template').toBe(true);
    if (!isKnown && parts.length > 0) expect(losses.length).toBeGreaterThan(0);
    if (refused !== undefined) expect(refused.detail).toMatch(/^[A-Z].*\.$/);
  });
  test("the platform's yes is accepted with an id", async () => {
    const outcome = await send(answered(200, under.accepted));
    expect(outcome).toMatchObject({ is: 'accepted' });
    expect(outcome.is === 'accepted' && outcome.externalIds.every((id) => id !== '')).toBe(true);
  });
  if (under.callsNobody === true) {
    test('nothing is called, whatever would have answered', async () => {
      const io = recordingIo({ is: 'no_answer', why: 'nobody is there', reached: 'no' });
      expect(await channel.send(part, under.to, settings, io)).toMatchObject({ is: 'accepted' });
      expect(io.requests).toEqual([]);
    });
    return;
  }
  test('429 with Retry-After waits that long', async () => {
    expect(await send(answered(429, {}, { 'retry-after': '30' }))).toMatchObject({
      is: 'deferred',
      reason: 'throttled',
      notBefore: NOW + 30_000,
    });
  });
  test('429 without Retry-After is throttled', async () => {
    expect(await send(answered(429, {}))).toMatchObject({ is: 'deferred', reason: 'throttled' });
  });
  test.each([500, 502, 503])('%i means down', async (status) => {
    expect(await send(answered(status, '<html>'))).toMatchObject({ is: 'deferred', reason: 'down' });
  });
  test('a connection that never stood means down', async () => {
    expect(await send({ is: 'no_answer', why: 'ECONNREFUSED', reached: 'no' })).toMatchObject({ is: 'deferred', reason: 'down' });
  });
  test('a time-out after sending is unknown', async () => {
    expect(await send({ is: 'no_answer', why: 'timed out', reached: 'maybe' })).toMatchObject({
      is: 'unknown',
      safeToRepeat: capabilities.idempotentSend,
    });
  });
  test.each(['', 'OK', '<html>', '{"a":'])('200 with %j is unknown', async (body) => {
    expect(await send(answered(200, body))).toMatchObject({ is: 'unknown', safeToRepeat: capabilities.idempotentSend });
  });
  test('401 is refused for the settings', async () => {
    expect(await send(answered(401, {}))).toMatchObject({ is: 'refused', reason: 'channel_settings' });
  });
  test('no secret is in any ending, even where the platform repeats it', async () => {
    for (const status of [200, 400, 401, 403, 429, 500]) {
      const echo = (request: PlatformRequest) =>
        answered(
          status,
          under.errorBody(`Malformed access token ${under.secrets.join(' ')} ${JSON.stringify(request.headers)} ${request.url}`),
        );
      const outcome = JSON.stringify(await send(echo));
      for (const secret of under.secrets) expect(outcome).not.toContain(secret);
    }
    const lost = JSON.stringify(await send({ is: 'no_answer', why: `reset while sending ${under.secrets.join(' ')}`, reached: 'maybe' }));
    for (const secret of under.secrets) expect(lost).not.toContain(secret);
  });
  test('any answer whatever ends in one of the four ways', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 100, max: 599 }), fc.oneof(fc.json(), fc.string()), async (status, body) => {
        expect(['accepted', 'refused', 'deferred', 'unknown']).toContain((await send(answered(status, body))).is);
      }),
    );
  });
}

/** What holds of any event, whatever the body was. */
export function expectWellFormed(events: readonly InboundEvent[] | undefined): void {
  if (events === undefined) throw new Error('the body is JSON and was not parsed');
  for (const event of events) {
    expect(event.key).not.toBe('');
    expect(event.sentAt === null || (Number.isFinite(event.sentAt) && event.sentAt > 0)).toBe(true);
    for (const person of personsOf(event)) {
      expect(person.keys.length).toBeGreaterThan(0);
      for (const key of person.keys) expect(key.value).not.toBe('');
    }
    if (event.is === 'message' || event.is === 'echo' || event.is === 'status') expect(event.externalId).not.toBe('');
  }
}

function personsOf(event: InboundEvent): readonly InboundPerson[] {
  const persons: InboundPerson[] = [];
  if ('from' in event) persons.push(event.from);
  if ('to' in event) persons.push(event.to);
  if ('author' in event && event.author !== undefined) persons.push(event.author);
  return persons;
}

/** `- **kind**: a.json, b.json` under `## folder`, turned round: each file with its kinds. */
function kindsByFile(index: string, folder: string): Map<string, string[]> {
  const section = index.split(/^## /m).find((part) => part.startsWith(`${folder} `) || part.startsWith(`${folder}\n`)) ?? '';
  const found = new Map<string, string[]>();
  for (const [, kind = '', files = ''] of section.matchAll(/^- \*\*(.+)\*\*:(.*)$/gm)) {
    for (const file of files.split(',').map((name) => name.trim())) {
      if (file !== '') found.set(file, [...(found.get(file) ?? []), kind]);
    }
  }
  return found;
}

function countValues(json: unknown): number {
  if (typeof json !== 'object' || json === null) return 1;
  return 1 + Object.values(json).reduce<number>((sum, value) => sum + countValues(value), 0);
}

/** The same JSON with its `nth` value, counted from the root, replaced. */
function replaceNth(json: unknown, nth: number, value: unknown): { result: unknown; left: number } {
  if (nth === 0) return { result: value, left: -1 };
  if (typeof json !== 'object' || json === null) return { result: json, left: nth - 1 };
  let left = nth - 1;
  const entries = Object.entries(json).map(([key, child]): [string, unknown] => {
    if (left < 0) return [key, child];
    const replaced = replaceNth(child, left, value);
    left = replaced.left;
    return [key, replaced.result];
  });
  return { result: Array.isArray(json) ? entries.map(([, child]) => child) : Object.fromEntries(entries), left };
}
