import type { Actor } from '../model/events.ts';
import type { OverridesChange } from '../model/settings.ts';
import type { Assignment, TeamMode } from '../model/team.ts';
import { loadConversations } from '../store/load.ts';
import { findMembers } from '../store/organisation.ts';
import { openConversationsOfTeam, teamIdsOf } from '../store/read/teams.ts';
import { type TeamMembership, findTeam, removeTeam, saveTeam, setTeamChannels, setTeamMembers, unknownChannels } from '../store/teams.ts';
import type { TeamRow } from '../store/schema.ts';
import { asOverrides } from '../store/settings.ts';
import type { Unit } from '../store/unit.ts';
import { type FieldFault, type Failure, badFields, failure, isFailure } from './failure.ts';
import { lockedOrAgain } from './members.ts';
import { changeOverrides, followOverrides } from './settings.ts';
import { leaveTeam } from './transfer.ts';

/** What is written of a team. What is absent stays as it is. */
export interface TeamEdit {
  readonly name?: string | undefined;
  readonly mode?: TeamMode | undefined;
  readonly assignment?: Assignment | undefined;
  /** All of them. */
  readonly members?: readonly TeamMembership[] | undefined;
  readonly channelIds?: readonly string[] | undefined;
  /** Needs the lock `SETTINGS`. */
  readonly overrides?: OverridesChange | undefined;
}

/** Makes a team, or changes one; what it has of conversations stays with it. Or says which members and channels there are not. */
export async function keepTeam(unit: Unit, before: TeamRow | undefined, wanted: TeamEdit): Promise<TeamRow | Failure> {
  const [first, ...more] = await unknownIn(unit, wanted);
  if (first !== undefined) return badFields(first, ...more);
  const set = await changeOverrides(unit, asOverrides(before?.overridesJson ?? null), wanted.overrides ?? {});
  if (isFailure(set)) return set;
  const team: TeamRow = {
    id: before?.id ?? unit.ids.next('tea'),
    name: wanted.name ?? before?.name ?? '',
    mode: wanted.mode ?? before?.mode ?? 'collaboration',
    assignment: wanted.assignment ?? before?.assignment ?? 'manual',
    overridesJson: set.overrides === null ? null : JSON.stringify(set.overrides),
    createdAt: before?.createdAt ?? unit.now,
    updatedAt: unit.now,
  };
  await saveTeam(unit.tx, team);
  if (wanted.members !== undefined) await setTeamMembers(unit.tx, team.id, wanted.members);
  if (wanted.channelIds !== undefined) await setTeamChannels(unit.tx, team.id, wanted.channelIds);
  unit.makesRoom = true;
  await followOverrides(unit, { teamId: team.id }, wanted.overrides);
  return team;
}

async function unknownIn(unit: Unit, { members = [], channelIds = [] }: TeamEdit): Promise<readonly FieldFault[]> {
  const known = await findMembers(
    unit.tx,
    members.map((one) => one.memberId),
  );
  const unknown = await unknownChannels(unit.tx, channelIds);
  return [
    ...members.flatMap(({ memberId }, index) => {
      const member = known.get(memberId);
      return member !== undefined && member.removedAt === null
        ? []
        : [{ path: `members.${index}.memberId`, message: 'There is no such member.' }];
    }),
    ...channelIds.flatMap((id, index) => (unknown.has(id) ? [{ path: `channelIds.${index}`, message: 'There is no such channel.' }] : [])),
  ];
}

/**
 * Removes a team. Its open conversations go to the next team of their channel, or are everybody's; whoever is in one stays in it.
 *
 * @param locks what is locked; grows when the team got another conversation in the meantime
 * @throws PassingFault in that case: the next try locks it
 */
export async function dropTeam(unit: Unit, id: string, locks: string[], actor: Actor): Promise<TeamRow | Failure> {
  const team = await findTeam(unit.tx, id);
  if (team === undefined) return failure('not_found', 'There is no such team.');
  await removeTeam(unit.tx, id);
  const reads = { reader: unit.tx.db, dialect: unit.tx.dialect };
  const ids = await openConversationsOfTeam(reads, id);
  lockedOrAgain(locks, ids);
  await loadConversations(unit, ids);
  const nextOf = await nextTeams(unit, ids);
  for (const conversationId of ids) {
    const conversation = unit.conversations.get(conversationId);
    if (conversation !== undefined) await leaveTeam(unit, conversation, team, nextOf.get(conversation.channelId) ?? null, actor);
  }
  return team;
}

/** The team that gets new conversations now, of the channels of these conversations. */
async function nextTeams(unit: Unit, conversationIds: readonly string[]): Promise<ReadonlyMap<string, TeamRow>> {
  const channelIds = new Set(conversationIds.flatMap((id) => unit.conversations.get(id)?.channelId ?? []));
  const teamIds = await teamIdsOf({ reader: unit.tx.db, dialect: unit.tx.dialect }, [...channelIds]);
  const next = new Map<string, TeamRow>();
  for (const [channelId, [first]] of teamIds) {
    const team = first === undefined ? undefined : await findTeam(unit.tx, first);
    if (team !== undefined) next.set(channelId, team);
  }
  return next;
}
