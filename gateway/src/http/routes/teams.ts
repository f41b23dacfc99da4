import { z } from 'zod';
import { isFailure } from '../../conversations/failure.ts';
import { SETTINGS } from '../../conversations/settings.ts';
import { dropTeam, keepTeam } from '../../conversations/teams.ts';
import { type WholeTeam, listTeams, openConversationsOfTeam, readTeam } from '../../store/read/teams.ts';
import { teamFacts } from '../../store/records.ts';
import type { TeamRow } from '../../store/schema.ts';
import { asOverrides } from '../../store/settings.ts';
import { findTeam } from '../../store/teams.ts';
import type { Unit } from '../../store/unit.ts';
import { actorOf } from '../auth/caller.ts';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../failures.ts';
import { cursorOf, idPlace, listSchema, pageQuery, placeOf } from '../paging.ts';
import { notFound } from '../problem.ts';
import { created, noContent, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { type TeamView, changedTeamSchema, newTeamSchema, teamSchema } from '../schemas/people.ts';
import { TOLD_OVERRIDES } from '../schemas/settings.ts';
import { iso } from '../times.ts';
import { idOf } from '../validation.ts';

const params = z.object({ id: idOf('tea') });
/** What the audit log tells the values of. */
const TOLD = ['mode', 'members', 'channelIds', ...TOLD_OVERRIDES];

/** Who serves which channels. */
export function teamRoutes(deps: AppDeps): readonly Route[] {
  return [...reading(deps), ...writing(deps)];
}

function reading({ store }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/teams',
        name: 'listTeams',
        summary: 'Teams, oldest first',
        tag: 'Organisation',
        permission: 'read',
        query: z.strictObject(pageQuery),
        responses: { 200: listSchema(teamSchema) },
      },
      async ({ query }) => {
        const at = placeOf(query.cursor, idPlace);
        if ('is' in at) return at;
        const page = await listTeams(store, { after: at.place, limit: query.limit });
        return ok({ data: page.rows.map(viewOf), nextCursor: cursorOf(page.next) });
      },
    ),
    route(
      {
        method: 'get',
        path: '/teams/{id}',
        name: 'getTeam',
        summary: 'A team',
        tag: 'Organisation',
        permission: 'read',
        params,
        responses: { 200: teamSchema },
      },
      async (context) => {
        const team = await readTeam(store, context.params.id);
        return team === undefined ? notFound('team') : ok(viewOf(team));
      },
    ),
  ];
}

function writing({ store, connectedChannels }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'post',
        path: '/teams',
        name: 'createTeam',
        audit: { tells: TOLD },
        summary: 'Make a team',
        description:
          'Its channels’ new conversations are the team’s. Of several teams of a channel the oldest gets them; a channel without a team is open to all.',
        tag: 'Organisation',
        permission: 'manage_teams',
        body: newTeamSchema,
        responses: { 201: teamSchema },
        idempotent: true,
        example: {
          name: 'Front desk',
          mode: 'grab',
          assignment: 'manual',
          members: [{ memberId: 'mbr_01JCXW3T5M8ZP4Q7RSV2N6K9AB', role: 'representative' }],
          channelIds: ['chn_01JCXW3T5M8ZP4Q7RSV2N6K9AB'],
        },
      },
      async ({ body, commit }) => {
        const reply = await commit({
          locks: [SETTINGS],
          async run(unit) {
            const team = await keepTeam(unit, undefined, body);
            return isFailure(team) ? problemOf(team) : created(await viewInside(unit, team));
          },
        });
        connectedChannels.forget();
        return reply;
      },
    ),
    route(
      {
        method: 'patch',
        path: '/teams/{id}',
        name: 'updateTeam',
        audit: { tells: TOLD },
        summary: 'Change a team',
        description: 'What is absent stays as it is. Conversations that the team has stay with it.',
        tag: 'Organisation',
        permission: 'manage_teams',
        params,
        body: changedTeamSchema,
        responses: { 200: teamSchema },
        example: { assignment: 'round_robin' },
      },
      async (context) => {
        const reply = await context.commit({
          locks: [context.params.id, SETTINGS],
          async run(unit) {
            const before = await findTeam(unit.tx, context.params.id);
            if (before === undefined) return notFound('team');
            const team = await keepTeam(unit, before, context.body);
            return isFailure(team) ? problemOf(team) : ok(await viewInside(unit, team));
          },
        });
        connectedChannels.forget();
        return reply;
      },
    ),
    route(
      {
        method: 'delete',
        path: '/teams/{id}',
        name: 'deleteTeam',
        summary: 'Remove a team',
        description: 'Its open conversations go to the next team of their channel, or are open to all; whoever is in one stays in it.',
        tag: 'Organisation',
        permission: 'manage_teams',
        params,
        responses: { 204: null },
      },
      async (context) => {
        const { id } = context.params;
        const locks = [id, ...(await openConversationsOfTeam(store, id))];
        const reply = await context.commit({
          locks,
          async run(unit) {
            const removed = await dropTeam(unit, id, locks, actorOf(context.caller));
            return isFailure(removed) ? problemOf(removed) : noContent();
          },
        });
        connectedChannels.forget();
        return reply;
      },
    ),
  ];
}

/** As this transaction has just written it. */
async function viewInside(unit: Unit, row: TeamRow): Promise<TeamView> {
  const team = await readTeam({ reader: unit.tx.db, dialect: unit.tx.dialect }, row.id);
  return viewOf(team ?? { row, members: [], channelIds: [] });
}

function viewOf({ row, members, channelIds }: WholeTeam): TeamView {
  const { id, name, mode, assignment } = teamFacts(row);
  return {
    id,
    name,
    mode,
    assignment,
    members: [...members],
    channelIds: [...channelIds],
    overrides: asOverrides(row.overridesJson),
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  };
}
