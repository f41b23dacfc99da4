import { isReachable, judgeAddress, parseNetworks, type NetPolicy } from '../../../../gateway/src/net/addresses.ts';

const closed: NetPolicy = { allowedNetworks: [], allowLoopback: false };

/** The first, a middle and the last address of every range that is not public. */
const HOSTILE = [
  // This host, broadcast
  ...['0.0.0.0', '0.0.0.1', '0.255.255.255', '255.255.255.255'],
  // Loopback
  ...['127.0.0.1', '127.0.0.2', '127.1.1.1', '127.255.255.255'],
  // Private
  ...['10.0.0.0', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.20.1.1', '172.31.255.255', '192.168.0.1', '192.168.255.255'],
  // Link-local and the clouds' metadata
  ...['169.254.0.1', '169.254.169.254', '169.254.170.2', '169.254.255.255', '100.100.100.200', '192.0.0.192'],
  // Carrier-grade NAT
  ...['100.64.0.0', '100.64.0.1', '100.127.255.255'],
  // Protocol assignments, documentation, benchmarks, relays
  ...['192.0.0.1', '192.0.0.8', '192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '198.19.255.255', '192.88.99.1'],
  ...['192.31.196.1', '192.52.193.1', '192.175.48.1'],
  // Multicast, reserved
  ...['224.0.0.1', '239.255.255.250', '239.255.255.255', '240.0.0.1', '250.1.2.3', '255.255.255.254'],
  // IPv6: unspecified, loopback, link-local, site-local, unique local, multicast
  ...['::', '::1', 'fe80::1', 'febf::1', 'fec0::1', 'feff::1', 'fc00::1', 'fd00::1', 'fd00:ec2::254', 'fdff::ffff', 'ff00::1', 'ff02::1'],
  // IPv4 in IPv6: compatible, mapped, translated
  ...['::127.0.0.1', '::7f00:1', '::10.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:169.254.169.254'],
  ...['::ffff:0:127.0.0.1', '::ffff:0:0', '0:0:0:0:0:ffff:a00:1'],
  // NAT64: by its well-known prefix, by a local one
  ...[
    '64:ff9b::127.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b::',
    '64:ff9b:1::1',
    '64:ff9b:1::8.8.8.8',
    '64:ff9b:1:a00:0:100:808:808',
  ],
  // 6to4, Teredo
  ...['2002:7f00:1::', '2002:a00:1::1', '2002:a9fe:a9fe::1', '2002:c0a8:101::', '2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  // Benchmarks, ORCHID, documentation, discard, segment routing, unassigned
  ...['2001:2::1', '2001:10::1', '2001:20::1', '2001:db8::1', '3fff::1', '100::1', '5f00::1', '4000::1', '8000::1', '1::1', 'e000::1'],
  // With a zone
  ...['fe80::1%eth0', '::1%lo', '2606:4700::1111%1'],
];

describe('judging an address', () => {
  test.each(HOSTILE)('%s is refused', (address) => {
    expect(judgeAddress(address, closed)).toBe('refused');
  });

  test('the table has the size it claims', () => {
    expect(new Set(HOSTILE).size).toBeGreaterThanOrEqual(90);
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
