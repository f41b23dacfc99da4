import { renderSVG } from 'uqr';
import { z } from 'zod';
import { type Linked, keepCampaign, linkOf } from '../../conversations/campaigns.ts';
import { isFailure } from '../../conversations/failure.ts';
import { findCampaign, removeCampaign } from '../../store/campaigns.ts';
import { listCampaigns, readCampaign } from '../../store/read/campaigns.ts';
import { asMember, viewerOf } from '../as-member.ts';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../failures.ts';
import { cursorOf, idPlace, listSchema, pageQuery, placeOf } from '../paging.ts';
import { type Problem, notFound, problem } from '../problem.ts';
import { created, noContent, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { campaignSchema, campaignView, changedCampaignSchema, newCampaignSchema } from '../schemas/campaign.ts';
import { idOf } from '../validation.ts';

const params = z.object({ id: idOf('cmp') });
const NOTHING_YET = { sessions: 0, conversations: 0, lastSessionAt: null };

/** Links and QR codes that lead into a conversation, one object for every channel, and what came of them. */
export function campaignRoutes(deps: AppDeps): readonly Route[] {
  return [...reading(deps), ...making(deps), ...changing(deps)];
}

function reading({ store }: AppDeps): readonly Route[] {
  const common = { method: 'get', tag: 'Campaigns', permission: 'read' } as const;
  return [
    route(
      {
        ...common,
        path: '/campaigns',
        name: 'listCampaigns',
        summary: 'Campaigns, with what came of them',
        query: z.strictObject({ ...pageQuery, channelId: idOf('chn').optional(), ...asMember }),
        responses: { 200: listSchema(campaignSchema) },
      },
      async ({ query, caller }) => {
        const at = placeOf(query.cursor, idPlace);
        if ('is' in at) return at;
        const { channelId, limit } = query;
        const page = await listCampaigns(store, { channelId }, viewerOf(caller, query), { after: at.place, limit });
        return ok({ data: page.rows.map((row) => campaignView(row, row)), nextCursor: cursorOf(page.next) });
      },
    ),
    route(
      {
        ...common,
        path: '/campaigns/{id}',
        name: 'getCampaign',
        summary: 'A campaign, with what came of it',
        params,
        query: z.strictObject({ ...asMember }),
        responses: { 200: campaignSchema },
      },
      async (context) => {
        const row = await readCampaign(store, context.params.id, viewerOf(context.caller, context.query));
        return row === undefined ? notFound('campaign') : ok(campaignView(row, row));
      },
    ),
    route(
      {
        ...common,
        path: '/campaigns/{id}/qr.svg',
        name: 'getCampaignQr',
        summary: 'A campaign’s QR code',
        description: 'A picture for print, drawn here: nobody else is told of the address.',
        params,
        responses: {},
        otherResponses: { 200: 'image/svg+xml' },
      },
      async ({ params: { id }, response, caller }) => {
        const row = await readCampaign(store, id, viewerOf(caller));
        if (row === undefined) return notFound('campaign');
        response.setHeader('Content-Disposition', `inline; filename="${row.ref}.svg"`);
        // Error correction for paper, and the quiet zone that the standard asks for (ISO/IEC 18004: four modules).
        response.type('image/svg+xml').send(renderSVG(row.url, { ecc: 'M', border: 4 }));
        return { is: 'handled' };
      },
    ),
  ];
}

function making({ connectedChannels, callIo }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'post',
        path: '/campaigns',
        name: 'createCampaign',
        summary: 'Make a link and a QR code into a channel',
        description:
          'The address is the platform’s own: wa.me and LINE with a text that has the campaign’s code, m.me with the ref, WeChat’s QR code with a scene, the page with the widget and `?ref=`. WhatsApp Cloud API, LINE and WeChat are asked for it. Sessions that begin there have `source.ref`.',
        tag: 'Campaigns',
        permission: 'manage_channels',
        body: newCampaignSchema,
        responses: { 201: campaignSchema },
        problems: ['already_exists', 'not_supported', 'platform_refused', 'platform_unavailable'],
        idempotent: true,
        example: {
          name: 'Spring flyer',
          channelId: 'chn_01JCXW3T5M8ZP4Q7RSV2N6K9AB',
          ref: 'spring-flyer',
          text: 'Hello, I have your flyer.',
        },
      },
      async ({ body, commit }) => {
        const draft = { ...body, text: body.text ?? null, pageUrl: body.pageUrl ?? null };
        const link = await linkOf({ channels: connectedChannels, callIo }, draft);
        if (link.is !== 'link') return problemOfLink(link);
        return commit({
          locks: [],
          async run(unit) {
            const kept = await keepCampaign(unit, draft, link.url, undefined);
            return isFailure(kept) ? problemOf(kept) : created(campaignView(kept, NOTHING_YET));
          },
        });
      },
    ),
  ];
}

function changing({ store, connectedChannels, callIo }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'patch',
        path: '/campaigns/{id}',
        name: 'updateCampaign',
        summary: 'Change a campaign',
        description: 'Its ref and channel stay. What was printed before leads where it led.',
        tag: 'Campaigns',
        permission: 'manage_channels',
        params,
        body: changedCampaignSchema,
        responses: { 200: campaignSchema },
        problems: ['not_supported', 'platform_refused', 'platform_unavailable'],
        example: { name: 'Spring flyer, second print' },
      },
      async ({ params: { id }, body, caller, commit }) => {
        const before = await readCampaign(store, id, viewerOf(caller));
        if (before === undefined) return notFound('campaign');
        const { name, channelId, ref, text, pageUrl, utm } = { ...campaignView(before, before), ...body };
        const draft = { name, channelId, ref, utm, text: text ?? null, pageUrl: pageUrl ?? null };
        const link = await linkOf({ channels: connectedChannels, callIo }, draft);
        if (link.is !== 'link') return problemOfLink(link);
        return commit({
          locks: [id],
          async run(unit) {
            const kept = await keepCampaign(unit, draft, link.url, id);
            return isFailure(kept) ? problemOf(kept) : ok(campaignView(kept, before));
          },
        });
      },
    ),
    route(
      {
        method: 'delete',
        path: '/campaigns/{id}',
        name: 'deleteCampaign',
        summary: 'Remove a campaign',
        description: 'Its link goes on leading into the channel, and sessions keep their source; they are counted no more.',
        tag: 'Campaigns',
        permission: 'manage_channels',
        params,
        responses: { 204: null },
      },
      async ({ params: { id }, commit }) =>
        commit({
          locks: [id],
          async run(unit) {
            if ((await findCampaign(unit.tx, id)) === undefined) return notFound('campaign');
            await removeCampaign(unit.tx, id);
            return noContent();
          },
        }),
    ),
  ];
}

function problemOfLink(link: Exclude<Linked, { is: 'link' }>): Problem {
  if (link.is === 'failure') return problemOf(link);
  return problem(link.is === 'refused' ? 'platform_refused' : 'platform_unavailable', link.detail);
}
