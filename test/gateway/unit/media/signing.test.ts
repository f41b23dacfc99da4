import { createMediaSigner, withSignedMedia } from '../../../../gateway/src/media/signing.ts';

const ID = 'att_01J0000000AAAAAAAAAAAAAAAA';
const OTHER = 'att_01J0000000BBBBBBBBBBBBBBBB';
const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;
const START = Date.UTC(2026, 0, 1, 10, 20);

function setup(start = START) {
  const clock = { now: start };
  const signer = createMediaSigner(Buffer.alloc(32, 7), 'https://parley.example/', () => clock.now);
  const signed = (id = ID) => {
    const url = new URL(signer.sign(id));
    return { url, expires: url.searchParams.get('expires') ?? '', signature: url.searchParams.get('signature') ?? '' };
  };
  return { clock, signer, signed };
}

describe('signed addresses of files', () => {
  test('an address names the file, is absolute and holds for a week', () => {
    const { clock, signer, signed } = setup();
    const { url, expires, signature } = signed();
    expect(url.origin + url.pathname).toBe(`https://parley.example/media/${ID}`);
    expect(signer.check(ID, expires, signature)).toBe(true);
    clock.now += WEEK;
    expect(signer.check(ID, expires, signature)).toBe(true);
    clock.now += HOUR;
    expect(signer.check(ID, expires, signature)).toBe(false);
  });

  test('the same address is given for an hour', () => {
    const { clock, signer } = setup(Date.UTC(2026, 0, 1, 10, 0, 1));
    const first = signer.sign(ID);
    clock.now += HOUR - 2000;
    expect(signer.sign(ID)).toBe(first);
    clock.now += 2000;
    expect(signer.sign(ID)).not.toBe(first);
  });

  test('no altered address holds', () => {
    const { signer, signed } = setup();
    const { expires, signature } = signed();
    const flipped = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
    for (const wrong of [flipped, '', signature.slice(0, -1), `${signature}A`, `${signature}=`, signature.toLowerCase(), ` ${signature}`]) {
      expect(signer.check(ID, expires, wrong)).toBe(false);
    }
    for (const later of [
      String(Number(expires) + 1),
      `0${expires}`,
      `${expires}.0`,
      `+${expires}`,
      '9'.repeat(12),
      '1e12',
      'Infinity',
      '',
      `${expires} `,
    ]) {
      expect(signer.check(ID, later, signature)).toBe(false);
    }
    expect(signer.check(OTHER, expires, signature)).toBe(false);
    for (const odd of [undefined, null, 5, [signature], { a: signature }]) {
      expect(signer.check(ID, expires, odd)).toBe(false);
      expect(signer.check(ID, odd, signature)).toBe(false);
    }
  });

  test("another gateway's key makes another signature", () => {
    const { signer, signed } = setup();
    const stranger = new URL(createMediaSigner(Buffer.alloc(32, 8), 'https://parley.example', () => START).sign(ID));
    expect(stranger.searchParams.get('expires')).toBe(signed().expires);
    expect(signer.check(ID, signed().expires, stranger.searchParams.get('signature'))).toBe(false);
  });
});

describe('signing the files in stored JSON', () => {
  const sign = (id: string) => `https://parley.example/media/${id}?signature="s`;

  test('every file address is replaced, and nothing else is', () => {
    const stored = {
      content: { attachment: { id: ID, url: `parley-media:${ID}` } },
      more: [{ url: `parley-media:${OTHER}` }],
      url: 'https://example.com/',
    };
    expect(JSON.parse(withSignedMedia(JSON.stringify(stored), sign))).toEqual({
      content: { attachment: { id: ID, url: sign(ID) } },
      more: [{ url: sign(OTHER) }],
      url: 'https://example.com/',
    });
  });

  test('a customer who writes such an address in a text gets no signature for it', () => {
    const json = JSON.stringify({ text: `"url":"parley-media:${ID}"`, also: `parley-media:${ID}`, [`"url`]: `parley-media:${ID}` });
    expect(withSignedMedia(json, sign)).toBe(json);
  });

  test('JSON without files comes back as it is', () => {
    expect(withSignedMedia('{"a":1}', sign)).toBe('{"a":1}');
  });

  test('an address that names no attachment is left alone', () => {
    const json = '{"url":"parley-media:../../etc/passwd"}';
    expect(withSignedMedia(json, sign)).toBe(json);
  });
});
