import { z } from 'zod';
import { grab } from '../../conversations/grab.ts';
import { assign, join, leave } from '../../conversations/membership.ts';
import { assignTeam, transfer } from '../../conversations/transfer.ts';
import { changeAsMember, changeConversation } from '../conversation-change.ts';
import type { AppDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';
import { conversationSchema } from '../schemas/conversation.ts';
import { idOf } from '../validation.ts';
import { actingMember as memberId, common, noteText } from './conversation-commands.ts';

const expectation = {
  expectedAssigneeId: idOf('mbr').nullable().optional().meta({ description: 'Who owns it as far as you know; null: nobody.' }),
  force: z.boolean().optional().meta({ description: 'Whoever owns it.' }),
};

/** Exactly one of the two, or it would not be clear what is meant. */
const namesOne: [(body: { assigneeId?: unknown; teamId?: unknown }) => boolean, { path: string[]; error: string }] = [
  (body) => (body.assigneeId === undefined) !== (body.teamId === undefined),
  { path: ['assigneeId'], error: 'Name either assigneeId or teamId.' },
];

/** Who owns a conversation, and who is in it. All of it is safe to repeat, and of many who try at once one wins. */
export function conversationOwningRoutes(deps: AppDeps): readonly Route[] {
  return [...joining(deps), ...owning(deps)];
}

function joining(deps: AppDeps): readonly Route[] {
  return [
    route(
      {
        ...common,
        path: '/conversations/{id}/join',
        name: 'joinConversation',
        summary: 'Have a member join',
        description:
          'Where a team has the conversation, its members join, and admins of the organisation. One that was grabbed only admins join besides its owner.',
        body: z.strictObject({ memberId }),
        responses: { 200: conversationSchema },
        problems: ['conversation_closed', 'forbidden', 'already_taken'],
        example: { memberId: 'mbr_01JCXW3T5M8ZP4Q7RSV2N6K9AB' },
      },
      (context) => changeAsMember(deps, context, join),
    ),
    route(
      {
        ...common,
        path: '/conversations/{id}/leave',
        name: 'leaveConversation',
        summary: 'Have a member leave',
        body: z.strictObject({ memberId }),
        responses: { 200: conversationSchema },
        example: { memberId: 'mbr_01JCXW3T5M8ZP4Q7RSV2N6K9AB' },
      },
      (context) => changeAsMember(deps, context, leave, 'blind'),
    ),
    route(
      {
        ...common,
        path: '/conversations/{id}/grab',
        name: 'grabConversation',
        summary: 'Have a member grab a conversation that nobody owns',
        description:
          'For representatives of a team in mode `grab`. Of many who try at once one wins; the others get 409 `already_taken` with the name of the owner, and see the conversation no more.',
        body: z.strictObject({ memberId }),
        responses: { 200: conversationSchema },
        problems: ['already_taken', 'not_supported', 'forbidden', 'conversation_closed'],
        example: { memberId: 'mbr_01JCXW3T5M8ZP4Q7RSV2N6K9AB' },
      },
      (context) => changeAsMember(deps, context, grab),
    ),
  ];
}

function owning(deps: AppDeps): readonly Route[] {
  return [
    route(
      {
        ...common,
        path: '/conversations/{id}/assign',
        name: 'assignConversation',
        summary: 'Give a conversation an owner, or to a team',
        description:
          'Taking it from somebody needs `expectedAssigneeId` (the owner you know of, or null for nobody) or `force`. Of many who try at once one wins; the others get 409 `already_taken` with the name of the owner. With another team everybody is out of the conversation, and the team assigns it as it assigns.',
        body: z
          .strictObject({
            assigneeId: idOf('mbr').nullable().optional().meta({ description: 'Null takes the owner away.' }),
            teamId: idOf('tea').nullable().optional().meta({ description: 'Null opens it to all.' }),
            ...expectation,
            memberId,
          })
          .refine(...namesOne),
        responses: { 200: conversationSchema },
        problems: ['already_taken', 'assignee_changed', 'conversation_closed', 'forbidden'],
        example: { assigneeId: 'mbr_01JCXW3T5M8ZP4Q7RSV2N6K9AB', expectedAssigneeId: null },
      },
      (context) => {
        const { assigneeId = null, teamId, ...expected } = context.body;
        return changeConversation(deps, context, (unit, conversation, acting) =>
          teamId === undefined
            ? assign(unit, conversation, { assigneeId, ...expected }, acting)
            : assignTeam(unit, conversation, teamId, expected, acting),
        );
      },
    ),
    route(
      {
        ...common,
        path: '/conversations/{id}/transfer',
        name: 'transferConversation',
        summary: 'Hand a conversation to a member or a team',
        description:
          'A member hands on what they have joined, admins everything. What somebody else owns needs `expectedAssigneeId` or `force`. The former owner is out of it then, with a team everybody is; the note is for whoever gets it.',
        body: z
          .strictObject({
            assigneeId: idOf('mbr').optional(),
            teamId: idOf('tea').optional(),
            note: noteText.optional(),
            ...expectation,
            memberId,
          })
          .refine(...namesOne),
        responses: { 200: conversationSchema },
        problems: ['not_joined', 'already_taken', 'assignee_changed', 'conversation_closed', 'forbidden'],
        example: { teamId: 'tea_01JCXW3T5M8ZP4Q7RSV2N6K9AB', note: 'Asks about an invoice.' },
      },
      (context) => changeConversation(deps, context, (unit, conversation, acting) => transfer(unit, conversation, context.body, acting)),
    ),
  ];
}
