import { z } from 'zod';
import { announceContact, createContact, editContact, nameContact } from '../../conversations/contacts.ts';
import { whyNotUsable } from '../../conversations/merge-contacts.ts';
import { findExternalId } from '../../store/external-ids.ts';
import { loadContacts } from '../../store/load.ts';
import { contactIdOfExternal, findLivingContact, listContacts } from '../../store/read/contacts.ts';
import { conversationIdsOfContact } from '../../store/read/conversations.ts';
import { presentContact } from '../../store/records.ts';
import { actorOf } from '../auth/caller.ts';
import type { AppDeps } from '../deps.ts';
import { cursorOf, idPlace, listSchema, pageQuery, placeOf } from '../paging.ts';
import { problemOf } from '../failures.ts';
import { invalid, notFound } from '../problem.ts';
import { created, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { contactSchema } from '../schemas/conversation.ts';
import { attributesSchema, idOf, listOf, tagsSchema } from '../validation.ts';

const text = (most: number) => z.string().trim().min(1, 'This must not be empty; null takes it away.').max(most).nullable().optional();

const editShape = {
  name: text(300),
  email: z.email('This is no email address.').max(320).nullable().optional(),
  phone: z
    .string()
    .trim()
    .regex(/^\+?[\d\s().-]{5,30}$/, 'This is no phone number.')
    .nullable()
    .optional(),
  locale: z
    .string()
    .regex(/^[A-Za-z]{2,8}([-_][0-9A-Za-z]{1,8})*$/, 'A language code such as en or en-US.')
    .nullable()
    .optional(),
  avatarUrl: z
    .url({ protocol: /^https?$/, error: 'This must be an http or https URL.' })
    .max(2000)
    .nullable()
    .optional(),
  tags: tagsSchema.optional(),
  attributes: attributesSchema.optional().meta({ description: 'Laid over those there are; null takes one away.' }),
};

const externalParams = z.object({ system: z.string().min(1).max(100), id: z.string().min(1).max(200) });

/** The people who write. */
export function contactRoutes(deps: AppDeps): readonly Route[] {
  return [...reading(deps), ...writing(deps), upsert(deps)];
}

function reading({ store }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/contacts',
        name: 'listContacts',
        summary: 'Contacts, newest first',
        tag: 'Contacts',
        permission: 'read',
        query: z.strictObject({
          ...pageQuery,
          id: listOf(idOf('cnt')).optional().meta({ description: 'Only these, for a list that names many: at most 100.' }),
          q: z
            .string()
            .trim()
            .min(1)
            .max(200)
            .optional()
            .meta({ description: 'Words or parts of words of the name, email, phone or external ids; case and accents do not matter.' }),
        }),
        responses: { 200: listSchema(contactSchema) },
      },
      async ({ query }) => {
        const at = placeOf(query.cursor, idPlace);
        if ('is' in at) return at;
        const page = await listContacts(store, { q: query.q, ids: query.id }, { before: at.place, limit: query.limit });
        return ok({ data: page.rows.map(presentContact), nextCursor: cursorOf(page.next) });
      },
    ),
    route(
      {
        method: 'get',
        path: '/contacts/{id}',
        name: 'getContact',
        summary: 'A contact',
        description: 'One that was merged into another is answered with that other.',
        tag: 'Contacts',
        permission: 'read',
        params: z.object({ id: idOf('cnt') }),
        responses: { 200: contactSchema },
      },
      async (context) => {
        const living = await findLivingContact(store, context.params.id);
        return living === undefined ? notFound('contact') : ok(presentContact(living));
      },
    ),
  ];
}

function writing({ store }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'post',
        path: '/contacts',
        name: 'createContact',
        summary: 'Make a contact',
        tag: 'Contacts',
        permission: 'write_contacts',
        body: z.strictObject(editShape),
        responses: { 201: contactSchema },
        idempotent: true,
        example: { name: 'Ana Reyes', email: 'ana@example.com', tags: ['vip'] },
      },
      async ({ body, caller, commit }) =>
        commit({
          locks: [],
          async run(unit) {
            const contact = createContact(unit, body);
            announceContact(unit, contact, actorOf(caller), 'contact.created');
            return created(presentContact(contact));
          },
        }),
    ),
    route(
      {
        method: 'patch',
        path: '/contacts/{id}',
        name: 'updateContact',
        summary: 'Change a contact',
        tag: 'Contacts',
        permission: 'write_contacts',
        params: z.object({ id: idOf('cnt') }),
        body: z.strictObject(editShape),
        responses: { 200: contactSchema },
        problems: ['contact_merged', 'contact_erased'],
        example: { attributes: { plan: 'gold' } },
      },
      async ({ params, body, caller, commit }) =>
        commit({
          // Ingest changes contacts too, under the locks of their conversations.
          locks: [params.id, ...(await conversationIdsOfContact(store, params.id))],
          async run(unit) {
            await loadContacts(unit, [params.id]);
            const contact = unit.contacts.get(params.id);
            if (contact === undefined) return notFound('contact');
            const refusal = whyNotUsable(contact);
            if (refusal !== undefined) return problemOf(refusal);
            if (editContact(unit, contact, body)) announceContact(unit, contact, actorOf(caller), 'contact.updated');
            return ok(presentContact(contact));
          },
        }),
    ),
  ];
}

function upsert({ store }: AppDeps): Route {
  return route(
    {
      method: 'put',
      path: '/contacts/external/{system}/{id}',
      name: 'upsertContact',
      summary: 'Make or change the contact that another system knows by an id',
      description: 'Without one: `contactId` binds the id to a contact there is, else a new contact is made.',
      tag: 'Contacts',
      permission: 'write_contacts',
      params: externalParams,
      body: z.strictObject({ ...editShape, contactId: idOf('cnt').optional() }),
      responses: { 200: contactSchema, 201: contactSchema },
      example: { name: 'Ana Reyes', attributes: { plan: 'gold' } },
    },
    async ({ params, body, caller, commit }) => {
      const { contactId, ...edit } = body;
      const known = contactId ?? (await contactIdOfExternal(store, params.system, params.id));
      const conversations = known === undefined ? [] : await conversationIdsOfContact(store, known);
      return commit({
        locks: [`external ${params.system} ${params.id}`, ...(known === undefined ? [] : [known]), ...conversations],
        async run(unit) {
          const id = contactId ?? (await findExternalId(unit.tx, params.system, params.id));
          if (id !== undefined) await loadContacts(unit, [id]);
          const found = id === undefined ? undefined : unit.contacts.get(id);
          const isUsable = found !== undefined && whyNotUsable(found) === undefined;
          if (contactId !== undefined && !isUsable) return invalid({ path: 'contactId', message: 'There is no such contact.' });
          const contact = isUsable ? found : createContact(unit, edit);
          const isNamed = await nameContact(unit, contact, params.system, params.id);
          const isChanged = isUsable ? editContact(unit, contact, edit) : true;
          if (isNamed || isChanged) announceContact(unit, contact, actorOf(caller), isUsable ? 'contact.updated' : 'contact.created');
          return isUsable ? ok(presentContact(contact)) : created(presentContact(contact));
        },
      });
    },
  );
}
