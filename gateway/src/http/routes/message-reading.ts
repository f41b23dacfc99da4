import { z } from 'zod';
import { presentMessage } from '../../store/records.ts';
import { readMessage } from '../../store/read/call-target.ts';
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
        responses: { 200: messageSchema },
      },
      async ({ params: { id } }) => {
        const message = await readMessage(store, id);
        return message === undefined ? notFound('message') : ok(presentMessage(message));
      },
    ),
  ];
}
