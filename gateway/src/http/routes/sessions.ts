import { z } from 'zod';
import { findContact } from '../../store/read/contacts.ts';
import { findConversation } from '../../store/read/conversations.ts';
import { listSessions, listSessionsOfContact } from '../../store/read/sessions.ts';
import { asMember, viewerOf } from '../as-member.ts';
import type { AppDeps } from '../deps.ts';
import { cursorOf, listSchema, numberPlace, pageQuery, placeOf, sortedPlace } from '../paging.ts';
import { notFound } from '../problem.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { sessionSchema, sessionView } from '../schemas/session.ts';
import { idOf } from '../validation.ts';

/** What was before: a conversation's stretches from opening to closing, and those of all conversations of a contact. */
export function sessionRoutes({ store }: Pick<AppDeps, 'store'>): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/conversations/{id}/sessions',
        name: 'listSessions',
        summary: 'Sessions of a conversation, newest first',
        description: 'A session is one stretch of a conversation from its opening to its closing.',
        tag: 'Conversations',
        permission: 'read',
        params: z.object({ id: idOf('cnv') }),
        query: z.strictObject({ ...pageQuery, ...asMember }),
        responses: { 200: listSchema(sessionSchema) },
      },
      async ({ params, query, caller }) => {
        const at = placeOf(query.cursor, numberPlace);
        if ('is' in at) return at;
        const viewer = viewerOf(caller, query);
        const page = await listSessions(store, params.id, viewer, { before: at.place, limit: query.limit });
        if (page.rows.length === 0 && (await findConversation(store, params.id, viewer)) === undefined) return notFound('conversation');
        return ok({ data: page.rows.map(sessionView), nextCursor: cursorOf(page.next) });
      },
    ),
    route(
      {
        method: 'get',
        path: '/contacts/{id}/sessions',
        name: 'listContactSessions',
        summary: 'Sessions of all conversations of a contact, newest first',
        description:
          'Of a contact that was merged into another: those of that other. A member is shown those of conversations they may see.',
        tag: 'Contacts',
        permission: 'read',
        params: z.object({ id: idOf('cnt') }),
        query: z.strictObject({ ...pageQuery, ...asMember }),
        responses: { 200: listSchema(sessionSchema) },
      },
      async ({ params, query, caller }) => {
        const at = placeOf(query.cursor, sortedPlace);
        if ('is' in at) return at;
        const contact = await findContact(store, params.id);
        if (contact === undefined) return notFound('contact');
        const viewer = viewerOf(caller, query);
        const page = await listSessionsOfContact(store, contact.mergedInto ?? contact.id, viewer, { before: at.place, limit: query.limit });
        return ok({ data: page.rows.map(sessionView), nextCursor: cursorOf(page.next) });
      },
    ),
  ];
}
