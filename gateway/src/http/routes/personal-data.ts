import { once } from 'node:events';
import { z } from 'zod';
import { eraseContact } from '../../conversations/erase-contact.ts';
import { whyNotUsable } from '../../conversations/merge-contacts.ts';
import { withSignedMedia } from '../../media/signing.ts';
import { loadLocked, locksOfContacts, mergedContactIds, readsOf } from '../../store/contact-family.ts';
import { findErasure } from '../../store/erasures.ts';
import { findContact, findLivingContact } from '../../store/read/contacts.ts';
import type { ErasureRow } from '../../store/schema.ts';
import { actorOf } from '../auth/caller.ts';
import { exportContact } from '../contact-export.ts';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../failures.ts';
import { invalid, notFound } from '../problem.ts';
import { type CommandReply, accepted, noContent } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { erasureSchema, exportSchema } from '../schemas/contact-care.ts';
import { iso, isoOrNull } from '../times.ts';
import { idOf } from '../validation.ts';

const common = {
  method: 'post',
  tag: 'Contacts',
  permission: 'manage_personal_data',
  params: z.object({ id: idOf('cnt') }),
} as const;

type Erasure = z.output<typeof erasureSchema>;

/** What a person may ask for: all that is kept of them, and to be forgotten. */
export function personalDataRoutes(deps: AppDeps): readonly Route[] {
  return [exporting(deps), erasing(deps)];
}

function exporting({ store, connectedChannels, signMedia, now, log }: AppDeps): Route {
  return route(
    {
      ...common,
      path: '/contacts/{id}/export',
      name: 'exportContact',
      summary: 'Everything about one person as one JSON document',
      description:
        'The contact with those merged into it, their history, conversations with all messages, and the ids of the events that tell of them. The addresses of files are signed and expire. `notes: false` leaves out what the team wrote for itself.',
      body: z.strictObject({ notes: z.boolean().default(true) }),
      responses: { 200: exportSchema },
      example: { notes: true },
    },
    async ({ params: { id }, body, response, commit }) => {
      const contact = await findLivingContact(store, id);
      if (contact === undefined) return notFound('contact');
      // Its line in the audit log is on the disk before anything of it leaves.
      await commit({ locks: [], run: async () => noContent() });
      const channels = await connectedChannels.snapshot();
      response.statusCode = 200;
      response.setHeader('Content-Type', 'application/json; charset=utf-8');
      response.setHeader('Content-Disposition', `attachment; filename="${contact.id}.json"`);
      try {
        for await (const piece of exportContact(store, channels, contact, { now: now(), notes: body.notes })) {
          if (response.destroyed) break;
          // A reader who goes away ends the wait too.
          if (!response.write(withSignedMedia(piece, signMedia))) await Promise.race([once(response, 'drain'), once(response, 'close')]);
        }
        response.end();
      } catch (error) {
        log.error({ err: error, contactId: contact.id }, 'an export broke off');
        response.destroy();
      }
      return { is: 'handled' };
    },
  );
}

function erasing({ store, erasures }: AppDeps): Route {
  return route(
    {
      ...common,
      path: '/contacts/{id}/erase',
      name: 'eraseContact',
      summary: 'Forget a person for good',
      description:
        'Details, names on platforms, messages, notes, files, history and raw webhooks go, and the event log says no more than that something happened, when and where. Ids, numbers and counts stay. This cannot be undone: `confirm` repeats the contact’s id. Asking again tells how far it is.',
      body: z.strictObject({ confirm: z.string().max(60).meta({ description: 'The id of the contact, once more.' }) }),
      responses: { 202: erasureSchema },
      problems: ['contact_merged'],
      example: { confirm: 'cnt_01JCXW3T5M8ZP4Q7RSV2N6K9AB' },
    },
    async ({ params: { id }, body, caller, commit }) => {
      if (body.confirm !== id) return invalid({ path: 'confirm', message: 'Repeat the id of the contact: this cannot be undone.' });
      if ((await findContact(store, id)) === undefined) return notFound('contact');
      const family = [id, ...(await mergedContactIds(store, id))];
      const locks = await locksOfContacts(store, family);
      const reply = await commit({
        locks,
        async run(unit): Promise<CommandReply<Erasure>> {
          const known = await findErasure(readsOf(unit.tx), id);
          if (known !== undefined) return accepted(erasureView(known));
          const now = [id, ...(await mergedContactIds(readsOf(unit.tx), id))];
          const { contacts, conversations } = await loadLocked(unit, now, locks);
          const [contact, ...merged] = contacts;
          if (contact === undefined) return notFound('contact');
          const refusal = whyNotUsable(contact);
          if (refusal !== undefined) return problemOf(refusal);
          const others = merged.filter((one) => one !== undefined);
          return accepted(erasureView(await eraseContact(unit, { contact, merged: others, conversations }, actorOf(caller))));
        },
      });
      erasures.wake();
      return reply;
    },
  );
}

function erasureView({ contactId, requestedAt, finishedAt }: ErasureRow): Erasure {
  return { contactId, state: finishedAt === null ? 'running' : 'done', requestedAt: iso(requestedAt), finishedAt: isoOrNull(finishedAt) };
}
