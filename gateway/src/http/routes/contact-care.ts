import { z } from 'zod';
import { blockContact } from '../../conversations/block-contact.ts';
import { type Failure, isFailure } from '../../conversations/failure.ts';
import { type Couple, mergeContacts, unmergeContact, whyNotUsable } from '../../conversations/merge-contacts.ts';
import type { Contact } from '../../model/conversation.ts';
import { reasonsFor, scoreOf, traitsOf } from '../../model/duplicates.ts';
import { loadLocked, locksOfContacts } from '../../store/contact-family.ts';
import { alikeContactIds } from '../../store/read/duplicates.ts';
import { listContactChanges } from '../../store/read/contact-history.ts';
import { findContact, findContacts, findLivingContact } from '../../store/read/contacts.ts';
import { type ContactRecord, presentContact } from '../../store/records.ts';
import type { Unit } from '../../store/unit.ts';
import { actorOf } from '../auth/caller.ts';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../failures.ts';
import { cursorOf, idPlace, listSchema, pageQuery, placeOf } from '../paging.ts';
import { notFound, problem } from '../problem.ts';
import { type CommandReply, type Reply, ok } from '../reply.ts';
import { type Context, type Route, route } from '../route.ts';
import { contactChangeSchema, duplicateSchema } from '../schemas/contact-care.ts';
import { contactSchema } from '../schemas/conversation.ts';
import { idOf } from '../validation.ts';

const params = z.object({ id: idOf('cnt') });
const common = { tag: 'Contacts', params } as const;
const change = { ...common, method: 'post', permission: 'write_contacts', idempotent: true } as const;
const MOST_DUPLICATES = 50;

/** What becomes of contacts over time: merged, found twice, blocked. */
export function contactCareRoutes(deps: AppDeps): readonly Route[] {
  return [...merging(deps), blocking(deps), duplicates(deps), history(deps)];
}

function merging(deps: AppDeps): readonly Route[] {
  return [
    route(
      {
        ...change,
        path: '/contacts/{id}/merge',
        name: 'mergeContact',
        summary: 'Merge this contact into another',
        description:
          'Everything of this one passes to the other, whose own details win. Conversations keep their ids and numbers. Answers the other, which events and reads show from now on; `unmerge` undoes it.',
        body: z.strictObject({ into: idOf('cnt').meta({ description: 'The contact that stays.' }) }),
        responses: { 200: contactSchema },
        problems: ['contact_merged', 'contact_erased'],
        example: { into: 'cnt_01JCXW3T5M8ZP4Q7RSV2N6K9AB' },
      },
      async (context) => {
        const { actor, into } = { actor: actorOf(context.caller), into: context.body.into };
        return changeCouple(deps, context, into, (unit, couple) => mergeContacts(unit, couple, actor));
      },
    ),
    route(
      {
        ...change,
        path: '/contacts/{id}/unmerge',
        name: 'unmergeContact',
        summary: 'Undo the merge of this contact into another',
        description:
          'Named by the contact that was merged away, which comes back as it was, with its identities and conversations. What the other has learned since then stays with it.',
        body: z.strictObject({}),
        responses: { 200: contactSchema },
        problems: ['not_merged', 'not_supported', 'contact_merged', 'contact_erased'],
        example: {},
      },
      async (context) => {
        const contact = await findContact(deps.store, context.params.id);
        if (contact === undefined) return notFound('contact');
        if (contact.mergedInto === null) {
          return problem('not_merged', 'This contact is not merged into another one. Name the one that was merged away.');
        }
        const actor = actorOf(context.caller);
        return changeCouple(deps, context, contact.mergedInto, (unit, couple) => {
          if (couple.from.mergedInto === couple.into.id) return unmergeContact(unit, couple, actor);
          // Somebody else undid it a moment ago.
          return Promise.resolve(whyNotUsable(couple.from) ?? couple.from);
        });
      },
    ),
  ];
}

/** Changes two contacts in one transaction and answers with one of them. */
async function changeCouple(
  { store }: AppDeps,
  { params: { id }, commit }: Context<{ readonly id: string }, unknown, unknown>,
  otherId: string,
  act: (unit: Unit, couple: Couple) => Promise<ContactRecord | Failure>,
): Promise<Reply<Contact>> {
  const locks = await locksOfContacts(store, [id, otherId]);
  return commit({
    locks,
    async run(unit): Promise<CommandReply<Contact>> {
      const { contacts, conversations } = await loadLocked(unit, [id, otherId], locks);
      const [from, into] = contacts;
      if (from === undefined || into === undefined) return notFound('contact');
      const done = await act(unit, { from, into, conversations });
      return isFailure(done) ? problemOf(done) : ok(presentContact(done));
    },
  });
}

function blocking({ store }: AppDeps): Route {
  return route(
    {
      ...change,
      path: '/contacts/{id}/block',
      name: 'blockContact',
      summary: 'Block a contact, or lift that',
      description:
        'Their open conversations close with the reason `blocked`, and nothing can be sent to them. What they write is kept in their conversation, but reopens nothing, starts no wait and is told as `conversation.updated`, never as `message.received`. `{"blocked": false}` lifts it; the next message then opens the conversation as usual.',
      body: z.strictObject({ blocked: z.boolean().default(true) }),
      responses: { 200: contactSchema },
      problems: ['contact_merged', 'contact_erased'],
      example: { blocked: true },
    },
    async ({ params: { id }, body, caller, commit }) => {
      const locks = await locksOfContacts(store, [id]);
      return commit({
        locks,
        async run(unit): Promise<CommandReply<Contact>> {
          const { contacts, conversations } = await loadLocked(unit, [id], locks);
          const [contact] = contacts;
          if (contact === undefined) return notFound('contact');
          const refusal = whyNotUsable(contact);
          if (refusal !== undefined) return problemOf(refusal);
          return ok(presentContact(blockContact(unit, contact, conversations, body.blocked, actorOf(caller))));
        },
      });
    },
  );
}

function duplicates({ store }: AppDeps): Route {
  return route(
    {
      ...common,
      method: 'get',
      path: '/contacts/{id}/duplicates',
      name: 'listDuplicates',
      summary: 'Contacts that may be the same person, the surest first',
      description:
        'Each with its reasons. A name alone is none: it needs a second hint. Nothing is merged by itself. There is one page, of at most `limit`.',
      permission: 'read',
      query: z.strictObject({ limit: z.coerce.number().int().min(1).max(MOST_DUPLICATES).default(20) }),
      responses: { 200: listSchema(duplicateSchema) },
    },
    async ({ params: { id }, query }) => {
      const contact = await findLivingContact(store, id);
      if (contact === undefined) return notFound('contact');
      const traits = traitsOf(presentContact(contact));
      const others = await findContacts(store, await alikeContactIds(store, contact.id, traits));
      const found = others
        .filter((other) => whyNotUsable(other) === undefined)
        .map(presentContact)
        .map((other) => ({ contact: other, reasons: reasonsFor(traits, traitsOf(other)) }))
        .filter(({ reasons }) => reasons.length > 0)
        .map((one) => ({ ...one, score: scoreOf(one.reasons) }))
        .sort((a, b) => b.score - a.score || (a.contact.id < b.contact.id ? -1 : 1));
      return ok({ data: found.slice(0, query.limit), nextCursor: null });
    },
  );
}

function history({ store }: AppDeps): Route {
  return route(
    {
      ...common,
      method: 'get',
      path: '/contacts/{id}/history',
      name: 'listContactHistory',
      summary: 'Who changed what of a contact, newest first',
      description: 'Of this very contact, also when it was merged into another.',
      permission: 'read',
      query: z.strictObject(pageQuery),
      responses: { 200: listSchema(contactChangeSchema) },
    },
    async ({ params: { id }, query }) => {
      const at = placeOf(query.cursor, idPlace);
      if ('is' in at) return at;
      if ((await findContact(store, id)) === undefined) return notFound('contact');
      const page = await listContactChanges(store, id, { before: at.place, limit: query.limit });
      return ok({ data: page.rows, nextCursor: cursorOf(page.next) });
    },
  );
}
