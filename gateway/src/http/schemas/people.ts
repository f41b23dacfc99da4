import { z } from 'zod';
import { ASSIGNMENTS, AVAILABILITIES, MEMBER_ROLES, TEAM_MODES, TEAM_ROLES } from '../../model/team.ts';
import { idOf } from '../validation.ts';
import { invitationSchema } from './invitation.ts';
import { timeSchema } from './message.ts';
import { localeSchema, newPasswordSchema } from './sign-in.ts';

/** A person of the organisation. */
export const memberSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(MEMBER_ROLES),
    status: z.literal('active'),
    availability: z.enum(AVAILABILITIES).meta({ description: 'Only who is online gets customers assigned.' }),
    capacity: z
      .number()
      .nullable()
      .meta({ description: 'How many open conversations assignment gives them at most; null: as many as come.' }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Member' });

/** A member who was just made, with the invitation that went out. */
export const madeMemberSchema = memberSchema.extend({ invitation: invitationSchema.exactOptional() }).meta({ id: 'NewMember' });
export type MemberView = z.output<typeof memberSchema>;

const name = (what: string) => z.string().trim().min(1, `A ${what} needs a name.`).max(200);
const capacity = z
  .number()
  .int('This is a whole number.')
  .min(0, 'This is not less than 0.')
  .max(10_000)
  .nullable()
  .optional()
  .meta({ description: 'How many open conversations assignment gives them at most; null: as many as come.' });

const memberShape = {
  role: z.enum(MEMBER_ROLES, 'This is admin or agent.'),
  availability: z.enum(AVAILABILITIES, 'This is online, away or offline.').optional(),
  capacity,
};

export const newMemberSchema = z.strictObject({
  name: name('member'),
  email: z.email('This is no email address.').max(320),
  ...memberShape,
  password: newPasswordSchema.optional().meta({ description: 'They can sign in with it at once. Without one an invitation goes out.' }),
  locale: localeSchema.optional().meta({ description: 'The language of the mail, and theirs until they say otherwise.' }),
});

/** Role and the rest of what may change. The address stays: people are known by it. */
export const changedMemberSchema = z.strictObject({ ...memberShape, name: name('member').optional(), role: memberShape.role.optional() });

/** Members who serve channels. */
export const teamSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    mode: z.enum(TEAM_MODES),
    assignment: z.enum(ASSIGNMENTS),
    members: z.array(z.object({ memberId: z.string(), role: z.enum(TEAM_ROLES) })),
    channelIds: z.array(z.string()),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Team' });
export type TeamView = z.output<typeof teamSchema>;

const isUnique = (values: readonly string[]) => new Set(values).size === values.length;

const teamShape = {
  name: name('team'),
  mode: z.enum(TEAM_MODES, 'This is collaboration or grab.').meta({
    description: '`collaboration`: everybody of the team sees all of its conversations. `grab`: one that has an owner is theirs alone.',
  }),
  assignment: z.enum(ASSIGNMENTS, 'This is manual, round_robin or least_busy.').meta({
    description:
      'Who gets a customer that nobody has: whoever takes them, online representatives with room in turn, or the one with fewest.',
  }),
  members: z
    .array(z.strictObject({ memberId: idOf('mbr'), role: z.enum(TEAM_ROLES, 'This is representative or admin.') }))
    .max(1000)
    .refine((members) => isUnique(members.map((one) => one.memberId)), 'A member can be in a team only once.'),
  channelIds: z
    .array(idOf('chn'))
    .max(1000)
    .transform((ids) => [...new Set(ids)]),
};

export const newTeamSchema = z.strictObject({
  ...teamShape,
  assignment: teamShape.assignment.default('manual'),
  members: teamShape.members.default([]),
  channelIds: teamShape.channelIds.default([]),
});

export const changedTeamSchema = z.strictObject({
  name: teamShape.name.optional(),
  mode: teamShape.mode.optional(),
  assignment: teamShape.assignment.optional(),
  members: teamShape.members.optional().meta({ description: 'All of them from now on.' }),
  channelIds: teamShape.channelIds.optional().meta({ description: 'All of them from now on.' }),
});
