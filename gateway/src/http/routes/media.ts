import { z } from 'zod';
import { takeFile } from '../../media/intake.ts';
import { storedAttachment } from '../../store/records.ts';
import type { AttachmentRow } from '../../store/schema.ts';
import type { Unit } from '../../store/unit.ts';
import { addUpload } from '../../store/uploads.ts';
import type { AppDeps } from '../deps.ts';
import { hashOfBody } from '../idempotency.ts';
import { invalid, problem } from '../problem.ts';
import { created } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { attachmentSchema } from '../schemas/content.ts';

/** Files that are sent later by their `mediaId`. */
export function mediaRoutes({ mediaStorage, connectedChannels, ids, now }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'post',
        path: '/media',
        name: 'uploadMedia',
        summary: 'Upload a file',
        description:
          'The body is the file itself, with its Content-Type. Which files are taken is in the settings (`attachments`); the type is told from the bytes. Send it with `{mediaId}`.',
        tag: 'Messages',
        permission: 'write_messages',
        query: z.strictObject({ name: z.string().trim().min(1).max(255).optional() }),
        bodyKind: 'bytes',
        responses: { 201: attachmentSchema },
        problems: ['payload_too_large', 'media_refused'],
        idempotent: true,
      },
      async ({ query, request, response, commit }) => {
        if (request.headers['content-encoding'] !== undefined) return problem('unsupported_media_type', 'The body must not be compressed.');
        const { attachments: rules } = await connectedChannels.settings();
        const announced = Number(request.headers['content-length'] ?? 0);
        if (announced > rules.maxBytes) {
          // Nobody reads the rest, so that the connection is of no more use.
          response.setHeader('Connection', 'close');
          return problem('payload_too_large', `A file can have at most ${rules.maxBytes} bytes.`);
        }
        const declared = { mimeType: request.headers['content-type'], name: query.name };
        const taken = await takeFile(request, declared, { storage: mediaStorage, rules });
        if (taken.is === 'refused') {
          return taken.why === 'The file is empty.' ? invalid({ path: '', message: taken.why }) : problem('media_refused', taken.why);
        }
        const { storageKey, bytes, mimeType, sha256 } = taken;
        const name = query.name ?? null;
        const row: AttachmentRow = {
          id: ids.next('att'),
          conversationId: null,
          messageId: null,
          channelId: null,
          state: 'stored',
          name,
          mimeType,
          bytes,
          sha256,
          storageKey,
          sourceJson: null,
          attempts: 0,
          dueAt: null,
          error: null,
          createdAt: now(),
        };
        let isKept = false;
        const add = async (unit: Unit) => {
          await addUpload(unit.tx, row);
          isKept = true;
          return created(storedAttachment({ id: row.id, name, mimeType, bytes, state: 'stored' }));
        };
        const reply = await commit({ locks: [], run: add }, hashOfBody({ name, sha256 })).catch(async (error: unknown) => {
          await mediaStorage.remove(storageKey);
          throw error;
        });
        // The same upload again under its Idempotency-Key: the first file is the one that counts.
        if (!isKept) await mediaStorage.remove(storageKey);
        return reply;
      },
    ),
  ];
}
