import { z } from 'zod';
import { CONTENT_TYPES } from '../../model/content.ts';
import { TRANSCRIPT_ROLES, lineOf, transcriptText } from '../../model/transcript.ts';
import { findConversation } from '../../store/read/conversations.ts';
import { readSaid } from '../../store/read/transcript.ts';
import { asMember, viewerOf } from '../as-member.ts';
import type { AppDeps } from '../deps.ts';
import { limitSchema } from '../paging.ts';
import { notFound } from '../problem.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from '../schemas/message.ts';
import { idOf } from '../validation.ts';

const lineSchema = z
  .object({
    messageId: z.string(),
    at: timeSchema,
    role: z.enum(TRANSCRIPT_ROLES),
    name: z.string().nullable(),
    type: z.enum(CONTENT_TYPES),
    text: z.string().meta({ description: 'What was said, in words: a picture is `[image] its caption`, a choice its text and options.' }),
  })
  .meta({ id: 'TranscriptLine' });

const transcriptSchema = z
  .object({
    conversationId: z.string(),
    messages: z.array(lineSchema).exactOptional().meta({ description: 'With `format=messages`.' }),
    text: z.string().exactOptional().meta({ description: 'With `format=text`: a line for each message, with who said it.' }),
  })
  .meta({ id: 'Transcript' });

/** What was said in a conversation, in words, for whoever must remember it: an assistant, a CRM's note. */
export function transcriptRoutes({ store }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/conversations/{id}/transcript',
        name: 'getTranscript',
        summary: 'What was said last, oldest first',
        description: 'Notes of the team are left out unless `notes=true`, and so is what did not arrive.',
        tag: 'Conversations',
        permission: 'read',
        params: z.object({ id: idOf('cnv') }),
        query: z.strictObject({
          limit: limitSchema,
          format: z.enum(['messages', 'text'], 'This is messages or text.').default('messages'),
          notes: z.enum(['true', 'false'], 'This is true or false.').default('false'),
          ...asMember,
        }),
        responses: { 200: transcriptSchema },
      },
      async ({ params: { id }, query, caller }) => {
        const { limit, format, notes } = query;
        if ((await findConversation(store, id, viewerOf(caller, query))) === undefined) return notFound('conversation');
        const lines = (await readSaid(store, id, { limit, notes: notes === 'true' })).map(lineOf);
        return ok({ conversationId: id, ...(format === 'text' ? { text: transcriptText(lines) } : { messages: lines }) });
      },
    ),
  ];
}
