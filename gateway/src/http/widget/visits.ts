import { withFacts } from '../../model/visitor.ts';
import { removeToken } from '../../store/visitors.ts';
import type { AppDeps } from '../deps.ts';
import * as widget from '../examples/widget.ts';
import { noContent, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { announcementViews } from './announcing.ts';
import { findTheirs, keepFacts } from './conversation.ts';
import { siteOf, whyTooOften } from './door.ts';
import { factsOf } from './say.ts';
import { giveSession } from './sessions.ts';
import { settingsView } from './view.ts';
import { params, visitorRoute } from './visitor-route.ts';
import {
  attributesBodySchema,
  identitySchema,
  newSessionSchema,
  presenceBodySchema,
  typingBodySchema,
  widgetSessionSchema,
  widgetSettingsSchema,
} from './wire.ts';

const problems = ['identity_required', 'identity_invalid', 'consent_required', 'forbidden_origin', 'too_many_attempts'];

/** Who visits, and where they are. */
export function visitRoutes(deps: AppDeps): readonly Route[] {
  const common = { tag: 'Widget', permission: 'public', params } as const;
  return [
    route(
      {
        ...common,
        method: 'get',
        path: '/{channelId}/settings',
        name: 'getWidgetSettings',
        summary: 'How the widget looks and what it asks',
        responses: { 200: widgetSettingsSchema },
        problems: ['forbidden_origin'],
      },
      async ({ request, response, params: { channelId } }) => {
        const site = await siteOf(deps, request, channelId);
        if ('is' in site) return site;
        const { conferenceUrl } = await deps.connectedChannels.settings();
        response.setHeader('Cache-Control', 'public, max-age=60');
        const settings = settingsView(site.connected, site.settings, deps.now(), conferenceUrl);
        return ok({ ...settings, announcements: announcementViews(deps.widget.announcements, channelId) });
      },
    ),
    route(
      {
        ...common,
        method: 'post',
        path: '/{channelId}/sessions',
        name: 'beginVisit',
        summary: 'Begin, or go on with, a session',
        body: newSessionSchema,
        responses: { 200: widgetSessionSchema },
        problems,
        example: widget.newSession,
      },
      async ({ request, response, params: { channelId }, body }) => {
        const site = await siteOf(deps, request, channelId);
        if ('is' in site) return site;
        const often = whyTooOften(deps, { request, response }, 'session');
        if (often !== undefined) return often;
        const session = await giveSession(deps, site, body, request.ip);
        return 'is' in session ? session : ok(session);
      },
    ),
    visitorRoute(
      deps,
      null,
      {
        method: 'delete',
        path: '/{channelId}/sessions',
        name: 'endVisit',
        summary: 'Sign the visitor out: the token is good for nothing any more',
        responses: { 204: null },
      },
      async (who) => {
        await deps.commands({ locks: [], run: (unit) => removeToken(unit.tx, who.token.hash) });
        deps.widget.live.end(who.token.hash, 'unauthorized');
        return noContent();
      },
    ),
    visitorRoute(
      deps,
      'session',
      {
        method: 'post',
        path: '/{channelId}/identity',
        name: 'identifyVisitor',
        summary: 'The visitor has signed in on the site',
        body: identitySchema,
        responses: { 200: widgetSessionSchema },
        problems: ['identity_required', 'identity_invalid'],
        example: widget.identity,
      },
      async (who, { request, body }) => {
        const { visitor } = who;
        const token = /^Bearer (.+)$/.exec(request.get('Authorization') ?? '')?.[1] ?? '';
        const page = { url: visitor.pageUrl ?? who.origin, title: visitor.pageTitle ?? '' };
        // They agreed when this session was made.
        const session = await giveSession(deps, who, { token, identity: body, page, consent: true }, request.ip);
        if ('is' in session) return session;
        if (session.token !== token) deps.widget.live.end(who.token.hash, 'unauthorized');
        return ok(session);
      },
    ),
    visitorRoute(
      deps,
      'signal',
      {
        method: 'post',
        path: '/{channelId}/attributes',
        name: 'describeVisitor',
        summary: 'What the page knows of its visitor',
        body: attributesBodySchema,
        example: widget.facts,
        responses: { 204: null },
      },
      async (who, { body }) => {
        const before = factsOf(who.visitor);
        const conversation = await findTheirs(deps, who.visitor);
        await keepFacts(deps, who.visitor, { told: withFacts(before, body), before, conversationId: conversation?.id ?? null });
        return noContent();
      },
    ),
    visitorRoute(
      deps,
      'signal',
      {
        method: 'post',
        path: '/{channelId}/typing',
        name: 'typeAsVisitor',
        summary: 'The visitor writes, or does not any more',
        body: typingBodySchema,
        example: { on: true },
        responses: { 204: null },
      },
      async (who, { body }) => {
        deps.widget.presence.typing(who.visitor, body.on);
        return noContent();
      },
    ),
    visitorRoute(
      deps,
      'signal',
      {
        method: 'post',
        path: '/{channelId}/presence',
        name: 'moveVisitor',
        summary: 'Where the visitor is now, and whether they use the page',
        body: presenceBodySchema,
        example: { page: widget.page, state: 'active' },
        responses: { 204: null },
      },
      async (who, { body }) => {
        deps.widget.presence.moved(who.visitor, body);
        return noContent();
      },
    ),
  ];
}
