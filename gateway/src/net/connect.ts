import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import type { buildConnector } from 'undici';
import { isReachable, judgeAddress, type NetPolicy } from './addresses.ts';
import { refusalSentence } from './urls.ts';

/** The addresses of a name. Rejects where there are none. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

/** What the connector says of a host whose addresses are all refused. Not a byte has been sent. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/** How long a name and a connection may take together, in milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Opens connections for undici, and only to addresses that the policy lets out. A name is judged inside the very look-up
 * whose result is connected to: a name that answers otherwise a second time (DNS rebinding) gains nothing by it.
 */
export function guardedConnector(build: typeof buildConnector, policy: NetPolicy, lookup: Lookup): buildConnector.connector {
  const connectors = new Map<boolean, buildConnector.connector>();
  const connectorFor = (port: number): buildConnector.connector => {
    // A look-up is not told the port, and all that matters of it is whether public addresses have it.
    const isWeb = isReachable('public', port);
    const known = connectors.get(isWeb);
    if (known !== undefined) return known;
    const made = build({
      timeout: CONNECT_TIMEOUT_MS,
      allowH2: false,
      autoSelectFamily: true,
      lookup: guardedLookup(policy, lookup, port),
    });
    connectors.set(isWeb, made);
    return made;
  };
  return (options, callback) => {
    const port = options.port === '' ? (options.protocol === 'https:' ? 443 : 80) : Number(options.port);
    // Node connects to a literal address without any look-up.
    if (isIP(options.hostname) !== 0 && !isReachable(judgeAddress(options.hostname, policy), port)) {
      queueMicrotask(() => callback(new AddressRefused(refusalSentence(options.hostname, port)), null));
      return;
    }
    connectorFor(port)(options, callback);
  };
}

function guardedLookup(policy: NetPolicy, lookup: Lookup, port: number): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname).then(
      (addresses) => {
        const reachable = addresses
          .filter((address) => isReachable(judgeAddress(address, policy), port))
          .map((address) => ({ address, family: isIP(address) }));
        const [first] = reachable;
        if (first === undefined) callback(new AddressRefused(refusalSentence(hostname, port)), '', 0);
        else if (options.all === true) callback(null, reachable);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), '', 0),
    );
  };
}

/**
 * The system's look-up, hosts file included. Those who ask for a name while it is being looked up share the answer: the
 * system looks up two names at a time, and sixty connections to one dead name would keep all others waiting.
 */
export function createLookup(): Lookup {
  const underWay = new Map<string, Promise<readonly string[]>>();
  return (hostname) => {
    const known = underWay.get(hostname);
    if (known !== undefined) return known;
    const asked = systemLookup(hostname, { all: true, order: 'verbatim' })
      .then((found) => found.map((entry) => entry.address))
      .finally(() => underWay.delete(hostname));
    underWay.set(hostname, asked);
    return asked;
  };
}
