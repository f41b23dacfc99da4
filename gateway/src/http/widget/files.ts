import { z } from 'zod';
import { uploadSource } from '../../ingest/visitor-uploads.ts';
import { takeFile } from '../../media/intake.ts';
import { addUpload } from '../../store/uploads.ts';
import type { AppDeps } from '../deps.ts';
import { invalid, problem } from '../problem.ts';
import { created } from '../reply.ts';
import type { Route } from '../route.ts';
import { visitorRoute } from './visitor-route.ts';
import { uploadedSchema } from './wire.ts';

/** Visitors' files. Each is its visitor's alone until a message carries it. */
export function visitorFileRoutes(deps: AppDeps): readonly Route[] {
  return [
    visitorRoute(
      deps,
      'file',
      {
        method: 'post',
        path: '/{channelId}/files',
        name: 'uploadVisitorFile',
        summary: 'Upload a file',
        query: z.strictObject({ name: z.string().trim().min(1).max(255).optional() }),
        bodyKind: 'bytes',
        responses: { 201: uploadedSchema },
        problems: ['payload_too_large', 'media_refused'],
      },
      async (who, { request, response, params: { channelId }, query }) => {
        if (request.headers['content-encoding'] !== undefined) return problem('unsupported_media_type', 'The body must not be compressed.');
        const rules = who.connected.facts.mediaRules;
        if (Number(request.headers['content-length'] ?? 0) > rules.maxBytes) {
          // Nobody reads the rest, so that the connection is of no more use.
          response.setHeader('Connection', 'close');
          return problem('payload_too_large', `A file can have at most ${rules.maxBytes} bytes.`);
        }
        const declared = { mimeType: request.headers['content-type'], name: query.name };
        const taken = await takeFile(request, declared, { storage: deps.mediaStorage, rules });
        if (taken.is === 'refused') {
          return taken.why === 'The file is empty.' ? invalid({ path: '', message: taken.why }) : problem('media_refused', taken.why);
        }
        const { storageKey, bytes, mimeType, sha256 } = taken;
        const id = deps.ids.next('att');
        const row = {
          ...{ id, storageKey, bytes, mimeType, sha256, channelId, name: query.name ?? null, state: 'stored', createdAt: deps.now() },
          ...{ conversationId: null, messageId: null, attempts: 0, dueAt: null, error: null, sourceJson: uploadSource(who.visitor.id) },
        };
        await deps.commands({ locks: [], run: (unit) => addUpload(unit.tx, row) }).catch(async (error: unknown) => {
          await deps.mediaStorage.remove(storageKey);
          throw error;
        });
        return created({ mediaId: id, mime: mimeType, bytes });
      },
    ),
  ];
}
