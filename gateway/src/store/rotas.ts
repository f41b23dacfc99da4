import { type Candidate, type TeamFacts, nextOwner } from '../model/team.ts';
import { anyOf } from './any-of.ts';
import type { Tx } from './committer.ts';
import { asAvailability, teamFacts } from './records.ts';
import type { MemberRow } from './schema.ts';
import type { Unit } from './unit.ts';

/** A member and how many open conversations they own, in whatever team. */
export interface MemberLoad {
  readonly member: MemberRow;
  open: number;
}

/** A representative in the rota of one team. */
export interface Hand {
  readonly load: MemberLoad;
  lastTurn: number;
}

/** Who is assigned in a team, and whose turn it is. */
export interface Rota {
  readonly team: TeamFacts;
  readonly hands: readonly Hand[];
  readonly changed: Set<Hand>;
}

/**
 * Loads the rotas of these teams, of those that assign by themselves. Their representatives are locked until the transaction ends, so
 * that of two gateways the second counts what the first has given; in the order of their ids, so that none waits for the other in turn.
 */
export async function loadRotas(unit: Unit, teamIds: readonly string[]): Promise<void> {
  const missing = [...new Set(teamIds)].filter((id) => !unit.rotas.has(id));
  if (missing.length === 0) return;
  const { db, dialect } = unit.tx;
  const teams = await db
    .selectFrom('teams')
    .selectAll()
    .where(anyOf(dialect, 'id', missing))
    .where('assignment', '!=', 'manual')
    .execute();
  if (teams.length === 0) return;
  const ids = teams.map((team) => team.id);
  await loadLoads(unit, ids);
  const turns = await db
    .selectFrom('teamMembers')
    .selectAll()
    .where(anyOf(dialect, 'teamId', ids))
    .where('role', '=', 'representative')
    .execute();
  for (const row of teams) {
    const hands = turns.flatMap(({ teamId, memberId, lastTurn }): Hand[] => {
      const load = unit.memberLoads.get(memberId);
      return teamId !== row.id || load === undefined ? [] : [{ load, lastTurn }];
    });
    unit.rotas.set(row.id, { team: teamFacts(row), hands, changed: new Set() });
  }
}

async function loadLoads({ tx, memberLoads }: Unit, teamIds: readonly string[]): Promise<void> {
  const { db, dialect } = tx;
  const query = db
    .selectFrom('members')
    .selectAll()
    .where('removedAt', 'is', null)
    .where('id', 'in', (inner) =>
      inner
        .selectFrom('teamMembers')
        .select('memberId')
        .where(anyOf(dialect, 'teamId', teamIds))
        .where('role', '=', 'representative'),
    )
    .orderBy('id');
  const members = await (dialect === 'postgres' ? query.forUpdate() : query).execute();
  const counts = await countOpen(
    tx,
    members.map((member) => member.id),
  );
  for (const member of members) {
    if (!memberLoads.has(member.id)) memberLoads.set(member.id, { member, open: counts.get(member.id) ?? 0 });
  }
}

async function countOpen(tx: Tx, memberIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.db
    .selectFrom('conversations')
    .select((select) => ['assigneeId', select.fn.countAll<number>().as('open')])
    .where('closedAt', 'is', null)
    .where('assigneeId', 'is not', null)
    .where(anyOf(tx.dialect, 'assigneeId', memberIds))
    .groupBy('assigneeId')
    .execute();
  return new Map(rows.map((row) => [row.assigneeId ?? '', Number(row.open)]));
}

/** Takes the next member of a loaded rota, and counts their turn. Undefined where nobody is free. */
export function takeTurn(rota: Rota): MemberRow | undefined {
  const candidates = rota.hands.map((hand): Candidate & { readonly hand: Hand } => ({
    hand,
    id: hand.load.member.id,
    availability: asAvailability(hand.load.member.availability),
    capacity: hand.load.member.capacity,
    open: hand.load.open,
    lastTurn: hand.lastTurn,
  }));
  const next = nextOwner(candidates, rota.team.assignment)?.hand;
  if (next === undefined) return undefined;
  next.lastTurn = Math.max(...rota.hands.map((hand) => hand.lastTurn)) + 1;
  next.load.open += 1;
  rota.changed.add(next);
  return next.load.member;
}

/** Writes the turns that were taken. Part of the flush. */
export async function writeTurns({ tx, rotas }: Unit): Promise<void> {
  for (const [teamId, rota] of rotas) {
    for (const { load, lastTurn } of rota.changed) {
      await tx.db
        .updateTable('teamMembers')
        .set({ lastTurn })
        .where('teamId', '=', teamId)
        .where('memberId', '=', load.member.id)
        .execute();
    }
  }
}
