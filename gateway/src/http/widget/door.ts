import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { WidgetSettings } from '../../channels/widget/settings.ts';
import type { ConnectedChannel } from '../../conversations/connected-channels.ts';
import { findVisitorToken } from '../../store/read/visitors.ts';
import type { VisitorRow, VisitorTokenRow } from '../../store/visitor-rows.ts';
import { sendProblem } from '../answer.ts';
import type { AppDeps } from '../deps.ts';
import { type Problem, notFound, problem } from '../problem.ts';
import type { Limited } from './limits.ts';
import { settingsOf } from './view.ts';

/** A page of one of the channel's sites. */
export interface Site {
  readonly connected: ConnectedChannel;
  readonly settings: WidgetSettings;
  /** One of the allowed ones. */
  readonly origin: string;
}

/** A page that has shown whose it is. */
export interface Visiting extends Site {
  readonly token: VisitorTokenRow;
  readonly visitor: VisitorRow;
}

export type DoorDeps = Pick<AppDeps, 'store' | 'connectedChannels' | 'publicUrl' | 'now' | 'widget'>;

/** Which site a request comes from, or why it may not. */
export async function siteOf(deps: DoorDeps, request: Request, channelId: string): Promise<Site | Problem> {
  const connected = (await deps.connectedChannels.snapshot()).get(channelId);
  const settings = settingsOf(connected);
  if (connected === undefined || settings === undefined) return notFound('widget');
  const origin = originOf(request, deps.publicUrl);
  if (origin === undefined || !settings.allowedOrigins.includes(origin)) {
    return problem('forbidden_origin', 'This site is not among the origins that the channel allows.');
  }
  return { connected, settings, origin };
}

/** Browsers leave `Origin` out where a page reads from its own host, and say so in a header that no page can set. */
function originOf(request: Request, publicUrl: string): string | undefined {
  const given = request.get('Origin');
  if (given !== undefined) return given;
  return request.get('Sec-Fetch-Site') === 'same-origin' ? URL.parse(publicUrl)?.origin : undefined;
}

/** Whose page it is. The token must be of this channel and this origin, and as good for its visitor as when it was made. */
export async function visitingOf(deps: DoorDeps, request: Request, channelId: string): Promise<Visiting | Problem> {
  const site = await siteOf(deps, request, channelId);
  if ('is' in site) return site;
  const given = /^Bearer ([\w-]{20,200})$/.exec(request.get('Authorization') ?? '')?.[1];
  const held = given === undefined ? undefined : await findVisitorToken(deps.store, hashOfToken(given));
  if (held === undefined || !isGood(held, { ...site, now: deps.now() })) {
    return problem('unauthorized', 'This session is over. Ask for another one with POST sessions.');
  }
  return { ...site, ...held };
}

/** Whether a token opens anything here now. */
export function isGood(
  { token, visitor }: { readonly token: VisitorTokenRow; readonly visitor: VisitorRow },
  { connected, origin, settings, now }: Pick<Site, 'connected' | 'origin' | 'settings'> & { readonly now: number },
): boolean {
  const isHere = token.channelId === connected.id && visitor.channelId === connected.id && token.origin === origin;
  const isOfThem = token.userId === visitor.userId && (token.userId !== null || !settings.requireIdentity);
  return isHere && isOfThem && token.expiresAt > now;
}

/** A token as it is stored: whoever reads the database can be nobody with it. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Counts a call, and refuses the one that is too many. */
export function whyTooOften(
  { widget }: Pick<AppDeps, 'widget'>,
  { request, response }: { readonly request: Request; readonly response: Response },
  what: Limited,
  visitorId?: string,
): Problem | undefined {
  const seconds = widget.limits.take(what, request.ip, visitorId);
  if (seconds === null) return undefined;
  response.setHeader('Retry-After', String(seconds));
  return problem('too_many_attempts', `This comes too often. It can be tried again in ${seconds} seconds.`);
}

/**
 * Lets the pages of a channel's sites read the answers, each by its exact origin and without cookies
 * (https://fetch.spec.whatwg.org/#http-cors-protocol). Other sites are told nothing, not even by a preflight.
 */
export function crossOrigin(deps: DoorDeps): RequestHandler {
  return async (request, response, next) => {
    response.setHeader('Vary', 'Origin');
    response.setHeader('Cache-Control', 'no-store');
    const site = await siteOf(deps, request, String(request.params['channelId'] ?? ''));
    if ('is' in site) return sendProblem(response, site);
    response.setHeader('Access-Control-Allow-Origin', site.origin);
    response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
    if (request.method !== 'OPTIONS') return next();
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST, DELETE');
    response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type');
    response.setHeader('Access-Control-Max-Age', '600');
    response.status(204).end();
  };
}
