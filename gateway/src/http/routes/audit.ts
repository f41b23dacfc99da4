import { z } from 'zod';
import { AUDIT_ACTORS, listAudit } from '../../store/audit.ts';
import type { AuditRow } from '../../store/audit-rows.ts';
import type { AppDeps } from '../deps.ts';
import { cursorOf, listSchema, pageQuery, placeOf, sortedPlace } from '../paging.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from '../schemas/message.ts';
import { iso } from '../times.ts';

const text = z.string().min(1).max(100);

const lineSchema = z
  .object({
    id: z.string(),
    at: timeSchema,
    actor: z.object({ type: z.enum(AUDIT_ACTORS), id: z.string().nullable(), name: z.string().nullable() }).meta({
      description: '`nobody` had not signed in; `operator` works on the machine itself. The name is the one they had then.',
    }),
    action: z
      .string()
      .meta({ description: 'The name of the operation in this document (`updateChannel`), or of a command of the command line.' }),
    targetId: z.string().nullable().meta({ description: 'What it was done to; null where there is only one such thing.' }),
    changes: z
      .array(z.object({ field: z.string(), value: z.unknown().exactOptional() }))
      .meta({ description: 'The fields that were given. Values only where they are no secret: roles, permissions, thresholds.' }),
    outcome: z.enum(['done', 'refused']),
    problem: z.string().nullable().meta({ description: 'Why it was refused: the code of the answer.' }),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    requestId: z.string().nullable().meta({ description: 'The `X-Request-Id` of the answer, as the log has it.' }),
  })
  .meta({ id: 'AuditLine' });

/** Who did what to the gateway. */
export function auditRoutes({ store }: Pick<AppDeps, 'store'>): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/audit',
        name: 'listAudit',
        summary: 'Who did what, and from where',
        description:
          'Sign-ins and those that failed, keys, members, roles, channels, teams, settings, templates, subscriptions, exports and erasures, latest first. A line is written with what it tells of, is never changed, and is kept as long as `GET /retention` says.',
        tag: 'Organisation',
        permission: 'read_audit',
        query: z.strictObject({
          ...pageQuery,
          from: timeSchema.optional(),
          to: timeSchema.optional().meta({ description: 'Not included.' }),
          actorId: text.optional(),
          targetId: text.optional(),
          action: text.optional(),
          outcome: z.enum(['done', 'refused']).optional(),
        }),
        responses: { 200: listSchema(lineSchema) },
      },
      async ({ query: { cursor, limit, from, to, outcome, ...named } }) => {
        const at = placeOf(cursor, sortedPlace);
        if ('is' in at) return at;
        const filter = {
          ...named,
          ...{ from: msOf(from), to: msOf(to) },
          isRefused: outcome === undefined ? undefined : outcome === 'refused',
        };
        const page = await listAudit(store, filter, { before: at.place, limit });
        return ok({ data: page.rows.map(viewOf), nextCursor: cursorOf(page.next) });
      },
    ),
  ];
}

function msOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}

function viewOf(row: AuditRow) {
  const { id, at, actorType, actorId, actorName, changesJson, ...rest } = row;
  const changes: z.output<typeof lineSchema>['changes'] = JSON.parse(changesJson);
  return {
    id,
    at: iso(at),
    actor: { type: AUDIT_ACTORS.find((one) => one === actorType) ?? 'nobody', id: actorId, name: actorName },
    ...{ action: rest.action, targetId: rest.targetId, changes },
    outcome: rest.problem === null ? ('done' as const) : ('refused' as const),
    ...{ problem: rest.problem, address: rest.address, userAgent: rest.userAgent, requestId: rest.requestId },
  };
}
