import { z } from 'zod';
import { isFailure } from '../../conversations/failure.ts';
import { retryMessage } from '../../conversations/retry-message.ts';
import { readMessage } from '../../store/read/call-target.ts';
import { type DeadLetter, listFailedDeliveries, listFailedMessages } from '../../store/read/dead-letters.ts';
import { presentMessage } from '../../store/records.ts';
import { actorOf } from '../auth/caller.ts';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../failures.ts';
import { cursorOf, idPlace, listSchema, numberPlace, pageQuery, placeOf } from '../paging.ts';
import { notFound } from '../problem.ts';
import { accepted, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { messageSchema, timeSchema } from '../schemas/message.ts';
import { iso } from '../times.ts';
import { idOf } from '../validation.ts';

const text = z.string().nullable();
const deadLetterSchema = z
  .object({
    id: z.string().meta({ description: 'Of the message, or of the delivery in its subscription’s log.' }),
    conversationId: text,
    channelId: text.meta({ description: 'Of a message.' }),
    subscriptionId: text.meta({ description: 'Of a delivery.' }),
    eventId: text.meta({ description: 'Of a delivery: what `POST /subscriptions/{id}/replay {eventIds}` takes.' }),
    at: timeSchema.meta({ description: 'When a delivery was given up, or a message was written.' }),
    attempts: z.number().nullable(),
    reason: z.object({ code: text, detail: z.string() }),
  })
  .meta({ id: 'DeadLetter' });

/** What was given up, why, and another try. */
export function deadLetterRoutes({ store }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/dead-letters',
        name: 'listDeadLetters',
        summary: 'What was given up, and why',
        description:
          '`kind=messages`: messages to customers that failed; `kind=deliveries`: events that a subscriber did not take for three days, kept for seven. Latest first. `POST /messages/{id}/retry` and `POST /subscriptions/{id}/replay` try them again.',
        tag: 'Operations',
        permission: 'read',
        adminsOnly: true,
        query: z.strictObject({ ...pageQuery, kind: z.enum(['messages', 'deliveries']) }),
        responses: { 200: listSchema(deadLetterSchema) },
      },
      async ({ query: { kind, limit, cursor } }) => {
        if (kind === 'messages') {
          const at = placeOf(cursor, idPlace);
          if ('is' in at) return at;
          const page = await listFailedMessages(store, { before: at.place, limit });
          return ok({ data: page.rows.map(viewOf), nextCursor: cursorOf(page.next) });
        }
        const at = placeOf(cursor, numberPlace);
        if ('is' in at) return at;
        const page = await listFailedDeliveries(store, { before: at.place, limit });
        return ok({ data: page.rows.map(viewOf), nextCursor: cursorOf(page.next) });
      },
    ),
    route(
      {
        method: 'post',
        path: '/messages/{id}/retry',
        name: 'retryMessage',
        summary: 'Send a message that failed once more',
        description:
          'Under its own id and number, after what waits to go out now. Parts that are out are not repeated. For admins: everybody else writes anew.',
        tag: 'Operations',
        permission: 'manage_channels',
        params: z.object({ id: idOf('msg') }),
        responses: { 202: messageSchema },
        problems: ['not_supported', 'contact_blocked', 'contact_erased'],
        idempotent: true,
      },
      async ({ params: { id }, caller, commit }) => {
        const known = await readMessage(store, id);
        if (known === undefined) return notFound('message');
        return commit({
          locks: [known.conversationId],
          async run(unit) {
            const message = await retryMessage(unit, known, actorOf(caller));
            return isFailure(message) ? problemOf(message) : accepted(presentMessage(message));
          },
        });
      },
    ),
  ];
}

function viewOf({ at, ...letter }: DeadLetter) {
  return { ...letter, at: iso(at) };
}
