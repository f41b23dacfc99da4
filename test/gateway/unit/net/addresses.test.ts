import { HOSTILE_ADDRESSES } from '../../support/hostile-addresses.ts';
import { isReachable, judgeAddress, parseNetworks, type NetPolicy } from '../../../../gateway/src/net/addresses.ts';

const closed: NetPolicy = { allowedNetworks: [], allowLoopback: false };

describe('judging an address', () => {
  test.each(HOSTILE_ADDRESSES)('%s is refused', (address) => {
    expect(judgeAddress(address, closed)).toBe('refused');
  });

  test('the table has the size it claims', () => {
    expect(new Set(HOSTILE_ADDRESSES).size).toBeGreaterThanOrEqual(90);
  });

  test.each(['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'])(
    '%s is public',
    (address) => {
      expect(judgeAddress(address, closed)).toBe('public');
    },
  );
  test.each(['172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255'])(
    '%s, just beside a refused range, is public',
    (address) => {
      expect(judgeAddress(address, closed)).toBe('public');
    },
  );
  test.each(['2606:4700:4700::1111', '2a00:1450:4001::1', '64:ff9b::8.8.8.8', '::ffff:8.8.8.8', '2002:808:808::1'])(
    '%s is public',
    (address) => {
      expect(judgeAddress(address, closed)).toBe('public');
    },
  );

  test.each([
    '',
    'localhost',
    '127.1',
    '0177.0.0.1',
    '010.8.8.8',
    '0x08080808',
    '134744072',
    '8.8.8',
    '8.8.8.8.',
    ' 8.8.8.8',
    '[::1]',
    '1.2.3.4/8',
  ])('%j is no spelling a socket uses and is refused', (address) => {
    expect(judgeAddress(address, closed)).toBe('refused');
  });

  test('a network on the list is allowed, its neighbours are not', () => {
    const policy: NetPolicy = { allowedNetworks: parseNetworks('10.1.0.0/16, fd12::/16 192.168.7.7').networks, allowLoopback: false };
    expect(judgeAddress('10.1.255.255', policy)).toBe('allowed');
    expect(judgeAddress('::ffff:10.1.0.1', policy)).toBe('allowed');
    expect(judgeAddress('10.2.0.0', policy)).toBe('refused');
    expect(judgeAddress('fd12:1::1', policy)).toBe('allowed');
    expect(judgeAddress('fd13::1', policy)).toBe('refused');
    expect(judgeAddress('192.168.7.7', policy)).toBe('allowed');
    expect(judgeAddress('192.168.7.8', policy)).toBe('refused');
    expect(judgeAddress('127.0.0.1', policy)).toBe('refused');
    expect(judgeAddress('64:ff9b::10.1.0.1', policy)).toBe('refused');
    expect(judgeAddress('8.8.8.8', policy)).toBe('public');
  });

  test('loopback is allowed only by its own setting, and nothing else with it', () => {
    const policy: NetPolicy = { allowedNetworks: [], allowLoopback: true };
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].map((address) => judgeAddress(address, policy))).toEqual(
      Array(4).fill('allowed'),
    );
    expect(['0.0.0.0', '::', '10.0.0.1', '169.254.169.254'].map((address) => judgeAddress(address, policy))).toEqual(
      Array(4).fill('refused'),
    );
  });

  test('public addresses are reachable on ports 80 and 443 only, allowed ones on any, refused ones on none', () => {
    expect([80, 443, 22, 8080].map((port) => isReachable('public', port))).toEqual([true, true, false, false]);
    expect([80, 443, 22, 8080].map((port) => isReachable('allowed', port))).toEqual([true, true, true, true]);
    expect([80, 443, 22, 8080].map((port) => isReachable('refused', port))).toEqual([false, false, false, false]);
  });
});

describe('reading PARLEY_ALLOWED_NETWORKS', () => {
  test('networks and single addresses are read, whatever separates them', () => {
    expect(parseNetworks(' 10.0.0.0/8,fd00::/8  192.168.1.1\n').networks.map(({ text, prefix }) => [text, prefix])).toEqual([
      ['10.0.0.0/8', 8],
      ['fd00::/8', 8],
      ['192.168.1.1', 32],
    ]);
    expect(parseNetworks('')).toEqual({ networks: [], bad: [] });
  });

  test('every bad item is named', () => {
    const items = [
      '10.0.0.0/33',
      'fd00::/129',
      '10/8',
      '010.0.0.0/8',
      'intranet',
      '10.0.0.0/',
      '10.0.0.0/8/8',
      'fe80::1%eth0',
      '::ffff:10.0.0.0/104',
      '10.0.0.0/-1',
    ];
    expect(parseNetworks(['10.0.0.0/8', ...items].join(',')).bad).toEqual(items);
  });
});
