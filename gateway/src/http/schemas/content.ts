import { z } from 'zod';
import type { Attachment, Content } from '../../model/content.ts';
import type { Same } from './same.ts';

/** A file as answers show it. */
export const attachmentSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    mimeType: z.string(),
    bytes: z.number().nullable().meta({ description: 'Null while the file is not there yet.' }),
    url: z.string().meta({ description: 'Signed and expiring; answers 503 with `Retry-After` while `state` is `pending`.' }),
    state: z.enum(['pending', 'stored', 'failed']),
    width: z.number().exactOptional(),
    height: z.number().exactOptional(),
    durationMs: z.number().exactOptional(),
  })
  .meta({ id: 'Attachment' });

const cardShape = {
  title: z.string(),
  text: z.string().exactOptional(),
  image: attachmentSchema.exactOptional(),
  options: z.array(z.object({ id: z.string(), label: z.string(), description: z.string().exactOptional() })),
};

/** What a message says, as answers show it. */
export const contentSchema = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('text'),
      text: z.string(),
      mentions: z.array(z.string()).exactOptional().meta({ description: 'Members a note calls on, by their ids.' }),
    }),
    z.object({
      type: z.enum(['image', 'video', 'audio', 'file']),
      attachment: attachmentSchema,
      caption: z.string().exactOptional(),
      voice: z.boolean().exactOptional(),
    }),
    z.object({
      type: z.literal('sticker'),
      attachment: attachmentSchema.exactOptional(),
      packageId: z.string().exactOptional(),
      stickerId: z.string().exactOptional(),
      keywords: z.array(z.string()).exactOptional(),
    }),
    z.object({
      type: z.literal('location'),
      latitude: z.number(),
      longitude: z.number(),
      name: z.string().exactOptional(),
      address: z.string().exactOptional(),
    }),
    z.object({
      type: z.literal('contacts'),
      contacts: z.array(
        z.object({
          name: z.string(),
          phones: z.array(z.object({ number: z.string(), label: z.string().exactOptional() })),
          emails: z.array(z.object({ address: z.string(), label: z.string().exactOptional() })),
          organization: z.string().exactOptional(),
        }),
      ),
    }),
    z.object({
      type: z.literal('choice'),
      text: z.string(),
      style: z.enum(['buttons', 'quick_replies', 'list']),
      options: cardShape.options,
    }),
    z.object({
      type: z.literal('choice_reply'),
      optionId: z.string().exactOptional(),
      label: z.string(),
      repliesTo: z.string().exactOptional(),
    }),
    z.object({ type: z.literal('card'), ...cardShape }),
    z.object({ type: z.literal('carousel'), cards: z.array(z.object(cardShape)) }),
    z.object({ type: z.literal('form_reply'), name: z.string().exactOptional(), fields: z.record(z.string(), z.unknown()) }),
    z.object({
      type: z.literal('template'),
      templateId: z.string().exactOptional(),
      name: z.string().exactOptional(),
      language: z.string(),
      params: z.record(z.string(), z.string()),
      rendered: z.string().exactOptional(),
    }),
    z.object({ type: z.literal('call_link'), url: z.string() }),
    z.object({ type: z.literal('unsupported'), summary: z.string() }),
  ])
  .meta({ id: 'Content' });

export const attachmentIsTheModels: Same<z.output<typeof attachmentSchema>, Attachment> = true;
export const contentIsTheModels: Same<z.output<typeof contentSchema>, Content> = true;
