import { ASSIGNMENTS, AVAILABILITIES, type Availability, type TeamFacts, type TeamRole } from '../../model/team.ts';
import type { TeamRow } from '../schema.ts';

export function teamFacts({ id, name, mode, assignment }: Pick<TeamRow, 'id' | 'name' | 'mode' | 'assignment'>): TeamFacts {
  return {
    id,
    name,
    mode: mode === 'grab' ? 'grab' : 'collaboration',
    assignment: ASSIGNMENTS.find((one) => one === assignment) ?? 'manual',
  };
}

export function asTeamRole(text: string): TeamRole {
  return text === 'admin' ? 'admin' : 'representative';
}

export function asAvailability(text: string): Availability {
  return AVAILABILITIES.find((one) => one === text) ?? 'offline';
}
