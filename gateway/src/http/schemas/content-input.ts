import { z } from 'zod';
import type { AttachmentInput, Content } from '../../model/content.ts';
import { idOf } from '../validation.ts';
import type { Same } from './same.ts';

/*
 * Limits here only keep out what no platform takes; each channel's own are `render`'s business, which splits and degrades. A text may
 * be long: it is split.
 */
const line = z.string().trim().min(1, 'This must not be empty.').max(1000, 'This can have at most 1000 characters.');
const text = z.string().min(1, 'The text must not be empty.').max(40_000, 'The text can have at most 40,000 characters.');

/** A file as a writer names it. */
export const attachmentInputSchema = z
  .union(
    [
      z.strictObject({ mediaId: idOf('att') }),
      z.strictObject({
        url: z.url({ protocol: /^https?$/, error: 'This must be an http or https URL.' }).max(4000),
        name: line.exactOptional(),
      }),
    ],
    'A file is {mediaId}, uploaded before with POST /media, or {url, name?}.',
  )
  .meta({ id: 'AttachmentInput', examples: [{ url: 'https://example.com/menu.pdf', name: 'menu.pdf' }] });

const optionSchema = z.strictObject({
  id: z.string().min(1, 'An option needs an id.').max(200),
  label: z.string().trim().min(1, 'An option needs a label.').max(200),
  description: z.string().max(1000).exactOptional(),
});

/** Ids tell the answers apart, so that no two may be the same. */
function optionsSchema(fewest: number) {
  return z
    .array(optionSchema)
    .min(fewest, 'There must be at least one option.')
    .max(100, 'There can be at most 100 options.')
    .refine((options) => new Set(options.map((option) => option.id)).size === options.length, 'Each option needs an id of its own.');
}

const cardShape = {
  title: line,
  text: z.string().max(4000).exactOptional(),
  image: attachmentInputSchema.exactOptional(),
  options: optionsSchema(0).default([]),
};

/** A prepared message, by id or by name. */
export const templateInputSchema = z
  .strictObject({
    type: z.literal('template'),
    templateId: z.string().min(1).max(200).exactOptional(),
    name: z.string().trim().min(1).max(512).exactOptional(),
    language: z
      .string()
      .trim()
      .min(2, 'A language code such as en or en_US.')
      .max(20)
      .default('')
      .meta({ description: 'Needed with a name; an id says it by itself.' }),
    params: z.record(z.string().min(1).max(200), z.string().max(10_000)).default({}),
    rendered: z.string().max(40_000).exactOptional(),
  })
  .refine((template) => template.name !== undefined || template.templateId !== undefined, {
    path: ['name'],
    error: 'A template is named by name or templateId.',
  })
  .refine((template) => template.language !== '' || template.templateId !== undefined, {
    path: ['language'],
    error: 'A name needs a language code such as en or en_US.',
  })
  .meta({ id: 'TemplateInput', examples: [{ type: 'template', name: 'order_ready', language: 'en', params: { 1: 'Ana' } }] });

/** What can be written. `choice_reply`, `form_reply` and `unsupported` only ever come in. */
export const contentInputSchema = z
  .discriminatedUnion(
    'type',
    [
      z.strictObject({ type: z.literal('text'), text }),
      z.strictObject({
        type: z.enum(['image', 'video', 'audio', 'file']),
        attachment: attachmentInputSchema,
        caption: z.string().max(4000, 'The caption can have at most 4000 characters.').exactOptional(),
        voice: z.boolean().exactOptional(),
      }),
      z.strictObject({
        type: z.literal('sticker'),
        attachment: attachmentInputSchema.exactOptional(),
        packageId: z.string().min(1).max(50).exactOptional(),
        stickerId: z.string().min(1).max(50).exactOptional(),
        keywords: z.array(z.string().max(100)).max(20).exactOptional(),
      }),
      z.strictObject({
        type: z.literal('location'),
        latitude: z.number().min(-90, 'A latitude is from -90 to 90.').max(90, 'A latitude is from -90 to 90.'),
        longitude: z.number().min(-180, 'A longitude is from -180 to 180.').max(180, 'A longitude is from -180 to 180.'),
        name: line.exactOptional(),
        address: line.exactOptional(),
      }),
      z.strictObject({
        type: z.literal('contacts'),
        contacts: z
          .array(
            z.strictObject({
              name: line,
              phones: z
                .array(z.strictObject({ number: line, label: line.exactOptional() }))
                .max(20)
                .default([]),
              emails: z
                .array(z.strictObject({ address: line, label: line.exactOptional() }))
                .max(20)
                .default([]),
              organization: line.exactOptional(),
            }),
          )
          .min(1, 'There must be at least one contact.')
          .max(50),
      }),
      z.strictObject({
        type: z.literal('choice'),
        text,
        style: z.enum(['buttons', 'quick_replies', 'list']).default('buttons'),
        options: optionsSchema(1),
      }),
      z.strictObject({ type: z.literal('card'), ...cardShape }),
      z.strictObject({
        type: z.literal('carousel'),
        cards: z.array(z.strictObject(cardShape)).min(1, 'There must be at least one card.').max(20),
      }),
      templateInputSchema,
      z.strictObject({
        type: z.literal('call_link'),
        url: z.url({ protocol: /^https?$/, error: 'This must be an http or https URL.' }).max(2000),
      }),
    ],
    'The type must be text, image, video, audio, file, sticker, location, contacts, choice, card, carousel, template or call_link.',
  )
  .meta({ id: 'ContentInput', examples: [{ type: 'text', text: 'Hello! How can we help?' }] });

/** What can be written, as a type. */
export type ContentInput = Exclude<Content<AttachmentInput>, { type: 'choice_reply' | 'form_reply' | 'unsupported' }>;
export const contentInputIsTheModels: Same<z.output<typeof contentInputSchema>, ContentInput> = true;
