import { createHash, createHmac } from 'node:crypto';
import { parse as parseQuery, stringify as stringifyQuery } from 'node:querystring';
import { isSameText } from '../../model/proof.ts';
import type { RawRequest, Verdict } from '../channel.ts';
import { type Params, readBody, textParam } from './params.ts';
import type { TwilioSettings } from './settings.ts';

/**
 * Judges `X-Twilio-Signature`: base64 of HMAC-SHA1 with the auth token over the public address as Twilio called it, and
 * then, sorted by name, each parameter of the form with its value. The address of a JSON body carries its hash instead
 * (https://www.twilio.com/docs/usage/webhooks/webhooks-security). Constant time, never throws.
 *
 * A request of another account is refused even where the token fits: the settings do not belong together, and answers
 * could not go out.
 */
export function verify(request: RawRequest, settings: TwilioSettings): Verdict {
  if (settings.authToken === '') return forged('no auth token is set');
  const given = request.headers['x-twilio-signature'] ?? '';
  if (given === '') return forged('no X-Twilio-Signature');
  const read = readBody(request.body);
  const bodyHash = queryOf(request.url).get('bodySHA256');
  if (bodyHash === null && read?.isJson === true) return forged('a JSON body whose address has no bodySHA256');
  if (bodyHash !== null && !isSameText(bodyHash.toLowerCase(), sha256(request.body))) return forged('bodySHA256 does not fit the body');
  const signed = bodyHash === null && read !== undefined ? signedText(read.params) : '';
  const isSigned = addressForms(request.url).some((address) => isSameText(given, hmac(settings.authToken, address + signed)));
  if (!isSigned) return forged('the signature does not fit the address and the body');
  const account = read === undefined ? undefined : textParam(read.params, 'AccountSid');
  return account === undefined || account === settings.accountSid
    ? { is: 'genuine' }
    : forged('the request is of another Twilio account than the settings name');
}

/** Names and values in order; of a name that comes several times each value once. */
function signedText(params: Params): string {
  const names = [...params.keys()].sort();
  return names.flatMap((name) => [...new Set(params.get(name))].sort().map((value) => name + value)).join('');
}

/**
 * The ways in which Twilio's services are known to write the address they sign: with and without the port that goes
 * without saying, as `URL` normalises it, and with the query written anew by Node's old `querystring`
 * (https://github.com/twilio/twilio-node/blob/main/src/webhooks/webhooks.ts, `validateRequest`).
 */
function addressForms(url: string): readonly string[] {
  const normal = URL.parse(url)?.href ?? url;
  const ported = [url, normal].flatMap((address) => [withoutPort(address), withPort(address)]);
  return [...new Set([...ported, ...ported.map(withLegacyQuery)])];
}

const AUTHORITY = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)(:\d*)?/i;

function withoutPort(url: string): string {
  return url.replace(AUTHORITY, (_all, scheme: string, user: string | undefined, host: string) => scheme + (user ?? '') + host);
}

function withPort(url: string): string {
  return url.replace(AUTHORITY, (all: string, scheme: string, _user, _host, port: string | undefined) => {
    if (port !== undefined) return all;
    return all + (scheme.toLowerCase() === 'https://' ? ':443' : ':80');
  });
}

const QUERY = /\?(.*)/s;

function withLegacyQuery(url: string): string {
  return url.replace(QUERY, (_all, query: string) => `?${stringifyQuery(parseQuery(query))}`);
}

function queryOf(url: string): URLSearchParams {
  return new URLSearchParams(QUERY.exec(url)?.[1]);
}

function hmac(authToken: string, text: string): string {
  return createHmac('sha1', authToken).update(text).digest('base64');
}

function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

function forged(why: string): Verdict {
  return { is: 'forged', why };
}
