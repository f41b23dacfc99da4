import { z } from 'zod';
import { presentMessage } from '../../store/records.ts';
import { readMessage } from '../../store/read/call-target.ts';
import { findConversation } from '../../store/read/conversations.ts';
import { asMember, viewerOf } from '../as-member.ts';
import type { AppDeps } from '../deps.ts';
import { notFound } from '../problem.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { messageSchema } from '../schemas/message.ts';
import { idOf } from '../validation.ts';

/** Reading one message, for whoever kept its id to see later what became of it. */
export function messageReadingRoutes({ store }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/messages/{id}',
        name: 'getMessage',
        summary: 'A message',
        description: 'With how far its delivery has come.',
        tag: 'Messages',
        permission: 'read',
        params: z.object({ id: idOf('msg') }),
        query: z.strictObject(asMember),
        responses: { 200: messageSchema },
      },
      async ({ params: { id }, query, caller }) => {
        const message = await readMessage(store, id);
        const isSeen =
          message !== undefined && (await findConversation(store, message.conversationId, viewerOf(caller, query))) !== undefined;
        return isSeen ? ok(presentMessage(message)) : notFound('message');
      },
    ),
  ];
}
