import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A network such as `10.0.0.0/8`, as `parseNetworks` makes it. */
export interface Cidr {
  readonly text: string;
  readonly address: Address;
  /** In bits. */
  readonly prefix: number;
}

/** What may be reached besides public addresses on ports 80 and 443. */
export interface NetPolicy {
  /** `PARLEY_ALLOWED_NETWORKS`: reachable on any port. */
  readonly allowedNetworks: readonly Cidr[];
  /** `PARLEY_ALLOW_LOOPBACK=1`: 127.0.0.0/8 and ::1 on any port. */
  readonly allowLoopback: boolean;
}

/** `allowed` by the operator's settings on any port, `public` on ports 80 and 443 only, or `refused`. */
export type Judgement = 'public' | 'allowed' | 'refused';

/**
 * Reads `PARLEY_ALLOWED_NETWORKS`: networks in CIDR notation or single addresses, separated by commas or blanks.
 *
 * @returns the networks, and every item that is none, as written
 */
export function parseNetworks(text: string): { readonly networks: readonly Cidr[]; readonly bad: readonly string[] } {
  const networks: Cidr[] = [];
  const bad: string[] = [];
  for (const item of text.split(/[\s,]+/).filter((part) => part !== '')) {
    const network = parseNetwork(item);
    if (network === undefined) bad.push(item);
    else networks.push(network);
  }
  return { networks, bad };
}

function parseNetwork(item: string): Cidr | undefined {
  const [ip = '', bits, ...rest] = item.split('/');
  const family = isIP(ip);
  if (family === 0 || ip.includes('%') || rest.length > 0) return undefined;
  const longest = family === 4 ? 32 : 128;
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return undefined;
  const prefix = bits === undefined ? longest : Number(bits);
  if (prefix > longest) return undefined;
  const address = ipaddr.parse(ip);
  // A mapped address is judged as the IPv4 address it stands for, so that a network of them would never match.
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()) return undefined;
  return { text: item, address, prefix };
}

/**
 * Whether a connection may go to this address, in the one spelling that sockets and resolvers use; anything else is refused.
 * IPv4 inside IPv6 counts as what it leads to: mapped (RFC 4291), NAT64 by the well-known prefix (RFC 6052), 6to4 (RFC 3056).
 * Of the rest only global unicast is public, by IANA's registries of special-purpose addresses
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry). NAT64's local prefix
 * 64:ff9b:1::/48 (RFC 8215) is refused whatever it embeds, because where it embeds it depends on the translator.
 */
export function judgeAddress(ip: string, policy: NetPolicy): Judgement {
  if (isIP(ip) === 0 || ip.includes('%')) return 'refused';
  const address: Address = ipaddr.process(ip);
  if (isAllowed(address, policy)) return 'allowed';
  return isPublic(address) ? 'public' : 'refused';
}

/** Whether a judged address may be connected to on this port. */
export function isReachable(judgement: Judgement, port: number): boolean {
  if (judgement === 'allowed') return true;
  return judgement === 'public' && (port === 80 || port === 443);
}

function isAllowed(address: Address, policy: NetPolicy): boolean {
  if (policy.allowLoopback && address.range() === 'loopback') return true;
  return policy.allowedNetworks.some(
    (network) => network.address.kind() === address.kind() && address.match(network.address, network.prefix),
  );
}

function isPublic(address: Address): boolean {
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast';
  const embedded = embeddedIPv4(address);
  if (embedded !== undefined) return isPublic(embedded);
  return address.range() === 'unicast' && address.match(GLOBAL_UNICAST, 3);
}

/** The only space IANA gives out (https://www.iana.org/assignments/ipv6-address-space): also leaves out `::127.0.0.1` and the like. */
const GLOBAL_UNICAST = ipaddr.IPv6.parse('2000::');
const NAT64 = ipaddr.IPv6.parse('64:ff9b::');
const SIX_TO_FOUR = ipaddr.IPv6.parse('2002::');

function embeddedIPv4(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const bytes = address.toByteArray();
  if (address.match(NAT64, 96)) return new ipaddr.IPv4(bytes.slice(12, 16));
  if (address.match(SIX_TO_FOUR, 16)) return new ipaddr.IPv4(bytes.slice(2, 6));
  return undefined;
}
