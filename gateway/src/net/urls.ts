import { isIP } from 'node:net';
import { isReachable, judgeAddress, type NetPolicy } from './addresses.ts';

/** A URL that may be asked, or a sentence for whoever gave it. */
export type CheckedUrl = { readonly ok: true; readonly url: URL } | { readonly ok: false; readonly why: string };

/**
 * What can be said about a URL without resolving its name: http or https, no user or password in it, an address or port that
 * the settings let out. Addresses are judged in whatever spelling they come (`127.1`, `0x7f000001`, `[::ffff:7f00:1]`), since
 * the WHATWG URL parser writes them all in one. A name passes here and is judged again when it is connected to.
 */
export function checkUrl(text: string, policy: NetPolicy): CheckedUrl {
  const url = URL.parse(text);
  if (url === null) return refuse('This is not a complete URL such as https://example.com/path.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('Only http and https URLs can be reached.');
  if (url.username !== '' || url.password !== '') return refuse('A URL must not carry a user name or password.');
  const why = whyUnreachable(url, policy);
  return why === undefined ? { ok: true, url } : refuse(why);
}

/** The port a URL leads to. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

/** The host as sockets want it: IPv6 without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

/** One sentence for a refused address, naming the setting that would let it out. */
export function refusalSentence(host: string, port: number): string {
  if (isLoopback(host)) return `${host} is this machine itself. Set PARLEY_ALLOW_LOOPBACK=1 to let Parley reach it.`;
  return (
    `${host} on port ${port} is not a public address on port 80 or 443. ` +
    'To let Parley reach it, list its network in PARLEY_ALLOWED_NETWORKS (or set PARLEY_ALLOW_LOOPBACK=1 if it is this machine).'
  );
}

function whyUnreachable(url: URL, policy: NetPolicy): string | undefined {
  const host = hostOf(url);
  const port = portOf(url);
  if (isIP(host) !== 0) return isReachable(judgeAddress(host, policy), port) ? undefined : refusalSentence(host, port);
  const anyAllowed = policy.allowLoopback || policy.allowedNetworks.length > 0;
  const mayBeReachable = anyAllowed || (!isLoopback(host) && (port === 80 || port === 443));
  return mayBeReachable ? undefined : refusalSentence(host, port);
}

/** `localhost` and all below it mean the loopback interface (RFC 6761 section 6.3). */
function isLoopback(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127\.\d+\.\d+\.\d+$/.test(name);
}

function refuse(why: string): CheckedUrl {
  return { ok: false, why };
}
