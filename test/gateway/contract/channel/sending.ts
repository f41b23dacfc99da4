import fc from 'fast-check';
import type { PlatformRequest, PlatformResponse } from '../../../../gateway/src/channels/channel.ts';
import { lengthIn } from '../../../../gateway/src/channels/split.ts';
import type { Content, SendableMedia } from '../../../../gateway/src/model/content.ts';
import type { Outcome } from '../../../../gateway/src/model/outcome.ts';
import { answered, recordingIo } from '../../support/channel-io.ts';
import { type ChannelUnderTest, NOW } from './under-test.ts';

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

export function describeSending<S>(under: ChannelUnderTest<S>): void {
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
