import { z } from 'zod';

/** The Graph API version of the calls; the newest that Meta's own samples used in spring 2026. */
const GRAPH_VERSION = 'v25.0';
/** Where the Graph API is. */
const GRAPH = 'https://graph.facebook.com';

/** Ids stand in a path and in a key: letters, digits and `_` only. Meta's are digits. */
export const accountId = z
  .string()
  .trim()
  .regex(/^\w{1,64}$/, 'must be the id as Meta shows it');

/** Secrets travel in headers and queries: no spaces, no line breaks. */
export const secretText = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,1024}$/, 'must be 1 to 1024 visible ASCII characters');

/** Which version of the Graph API is called, as `v25.0`. */
export const graphVersion = z
  .string()
  .regex(/^v\d{1,3}\.\d{1,2}$/, 'must look like v25.0')
  .default(GRAPH_VERSION);

/** An address that stands for Meta's hosts, in tests and in the sandbox. */
export const apiBaseUrl = z.url({ protocol: /^https?$/ }).optional();

/** What an address of the Graph API is made of. */
export interface GraphPlace {
  readonly graphVersion: string;
  readonly apiBaseUrl?: string | undefined;
}

/** An address of the Graph API. `path` is a list of segments, each escaped here. */
export function graphUrl(place: GraphPlace, path: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  const base = (place.apiBaseUrl ?? GRAPH).replace(/\/+$/, '');
  const parameters = new URLSearchParams(query).toString();
  const segments = [place.graphVersion, ...path].map(encodeURIComponent);
  return `${base}/${segments.join('/')}${parameters === '' ? '' : `?${parameters}`}`;
}

/** The header that shows who calls. */
export function bearerOf(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}

/** A sentence for people without these secrets: Graph repeats a malformed token in its error. At most 500 characters. */
export function withoutThese(sentence: string, secrets: readonly string[]): string {
  const given = secrets.filter((value) => value !== '');
  return given.reduce((rest, value) => rest.replaceAll(value, '[secret]'), sentence).slice(0, 500);
}
