import { parseNetworks, type NetPolicy } from '../../../../gateway/src/net/addresses.ts';
import { checkUrl } from '../../../../gateway/src/net/urls.ts';

const closed: NetPolicy = { allowedNetworks: [], allowLoopback: false };

const HOSTS = ['127.0.0.1', '10.0.0.1', '169.254.169.254', '192.168.1.1', '172.16.5.5', '100.64.0.1', '0.0.0.0', '224.0.0.1'];

/** Twelve ways to write one IPv4 address that some program or other reads. */
function spellings(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const number = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  return [
    address,
    `${address}.`,
    String(number),
    `0x${hex(number, 8)}`,
    `0${number.toString(8)}`,
    [a, b, c, d].map((part) => `0x${hex(part, 2)}`).join('.'),
    [a, b, c, d].map((part) => `0${part.toString(8)}`).join('.'),
    `${a}.${(b * 256 + c) * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    `[::ffff:${address}]`,
    `[::ffff:${hex(a * 256 + b, 1)}:${hex(c * 256 + d, 1)}]`,
    `[64:ff9b::${address}]`,
    // Beyond the twelve: what browsers normalise and percent signs
    address.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    address.replaceAll('.', '\u3002'),
    encodeURIComponent(address).replaceAll('.', '%2E'),
  ];
}

describe('checking a URL', () => {
  test.each(HOSTS.flatMap(spellings))('http://%s/ is refused in every spelling', (host) => {
    expect(checkUrl(`http://${host}/`, closed)).toMatchObject({ ok: false });
    expect(checkUrl(`https://${host}:443/latest/meta-data`, closed)).toMatchObject({ ok: false });
  });

  test.each([
    'http://localhost/',
    'http://LOCALHOST./',
    'https://a.localhost/',
    'http://[::1]/',
    'http://[::]/',
    'http://[fe80::1%25eth0]/',
  ])('%s is refused', (url) => {
    expect(checkUrl(url, closed)).toMatchObject({ ok: false });
  });

  test.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/plain,x',
    'gopher://example.com/',
    'ws://example.com/',
    '//example.com',
    'example.com',
    '',
    'http://',
    'http://exa mple.com/',
  ])('%j is no URL that Parley asks', (url) => {
    expect(checkUrl(url, closed)).toMatchObject({ ok: false });
  });

  test.each(['https://user@example.com/', 'https://user:pass@example.com/', 'https://:pass@example.com/'])(
    '%s carries credentials and is refused',
    (url) => {
      const checked = checkUrl(url, closed);
      expect(checked).toEqual({ ok: false, why: 'A URL must not carry a user name or password.' });
    },
  );

  test.each([
    'https://example.com/a?b=c',
    'http://example.com',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'http://134744072/',
    'https://xn--fsq.com/',
  ])('%s may be asked', (url) => {
    expect(checkUrl(url, closed)).toMatchObject({ ok: true });
  });

  test('another port of a public host is refused, and the sentence names the setting', () => {
    expect(checkUrl('https://example.com:8443/', closed)).toMatchObject({
      ok: false,
      why: expect.stringContaining('PARLEY_ALLOWED_NETWORKS'),
    });
    expect(checkUrl('https://8.8.8.8:22/', closed)).toMatchObject({ ok: false, why: expect.stringContaining('PARLEY_ALLOWED_NETWORKS') });
  });

  test('this machine is refused with the setting that lets it in, and let in by it on any port', () => {
    const open: NetPolicy = { allowedNetworks: [], allowLoopback: true };
    for (const url of ['http://localhost:5678/webhook', 'http://127.0.0.1:5678/', 'http://[::1]:5678/']) {
      expect(checkUrl(url, closed)).toMatchObject({ ok: false, why: expect.stringContaining('PARLEY_ALLOW_LOOPBACK=1') });
      expect(checkUrl(url, open)).toMatchObject({ ok: true });
    }
    expect(checkUrl('http://10.0.0.1/', open)).toMatchObject({ ok: false });
  });

  test('an allowed network is let in on any port, in any spelling', () => {
    const policy: NetPolicy = { allowedNetworks: parseNetworks('10.0.0.0/8').networks, allowLoopback: false };
    expect(checkUrl('http://10.1.2.3:9000/', policy)).toMatchObject({ ok: true });
    expect(checkUrl('http://0x0a010203:9000/', policy)).toMatchObject({ ok: true });
    // A name may lead there: the connection decides.
    expect(checkUrl('http://n8n:5678/', policy)).toMatchObject({ ok: true });
    expect(checkUrl('http://192.168.0.1/', policy)).toMatchObject({ ok: false });
  });
});
