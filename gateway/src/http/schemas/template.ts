import { z } from 'zod';
import { LISTED_FIELDS } from '../../conversations/template-listing.ts';
import type { ChannelSync } from '../../conversations/template-sync.ts';
import { paramsOfText } from '../../model/fill-template.ts';
import { TEMPLATE_KINDS, TEMPLATE_STATUSES, type Template } from '../../model/template.ts';
import { idOf } from '../validation.ts';
import { attachmentSchema } from './content.ts';
import { timeSchema } from './message.ts';
import type { Same } from './same.ts';

export const templateKindSchema = z.enum(TEMPLATE_KINDS, `This is ${TEMPLATE_KINDS.join(', ')}.`);
export const templateStatusSchema = z.enum(TEMPLATE_STATUSES, `This is ${TEMPLATE_STATUSES.join(', ')}.`);

const paramSchema = z.object({
  name: z.string().meta({ description: 'The key in a message’s `params`.' }),
  type: z.enum(['text', 'image', 'video', 'document', 'url', 'payload', 'code']),
  place: z.enum(['header', 'body', 'footer', 'button']),
  example: z.string().exactOptional(),
  optional: z.literal(true).exactOptional().meta({ description: 'It may be left out.' }),
});

/** A prepared message, ours or a platform's. */
export const templateSchema = z
  .object({
    id: z.string(),
    kind: z.enum(TEMPLATE_KINDS),
    channelId: z.string().nullable().meta({ description: 'The channel whose platform keeps it; null for a canned one.' }),
    channelIds: z.array(z.string()).meta({ description: 'Where it may be used; empty: everywhere.' }),
    externalId: z.string().nullable(),
    name: z.string(),
    language: z.string(),
    status: z.enum(TEMPLATE_STATUSES),
    category: z.string().nullable(),
    quality: z.string().nullable(),
    reason: z.string().nullable().meta({ description: 'Why the platform rejected, paused or disabled it.' }),
    text: z.string().meta({ description: 'What a customer reads, with `{{name}}` for each parameter.' }),
    params: z.array(paramSchema),
    attachment: attachmentSchema.nullable(),
    components: z.unknown().meta({ description: 'The platform’s own form; null for a canned one.' }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Template' });
export const templateIsTheModels: Same<z.output<typeof templateSchema>, Template> = true;

const nameSchema = z.string().trim().min(1, 'A template needs a name.').max(200, 'The name can have at most 200 characters.');
const languageSchema = z
  .string()
  .trim()
  .regex(/^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}$/, 'This is a language code such as en, en_US or zh_Hant_TW.')
  .max(20);
const textSchema = z
  .string()
  .max(10_000, 'The text can have at most 10,000 characters.')
  .superRefine((text, context) => {
    const params = paramsOfText(text);
    if (typeof params === 'string') context.addIssue({ code: 'custom', message: params });
  });
const fileSchema = z.strictObject({ mediaId: idOf('att') }, 'This is {mediaId}, a file uploaded before with POST /media.');
const channelIdsSchema = z
  .array(idOf('chn'))
  .max(200)
  .transform((ids) => [...new Set(ids)])
  .meta({ description: 'The only channels where it may be used; empty: all.' });

/** What a canned template is made of. */
export const newTemplateSchema = z.strictObject({
  kind: z.literal('canned', 'Only canned templates are made here; the others are made on their platform.').default('canned'),
  name: nameSchema.meta({ description: 'Unique among the canned ones of its language.' }),
  language: languageSchema,
  text: textSchema.meta({ description: 'With `{{name}}` for each variable. With a file it may be empty.' }),
  attachment: fileSchema.nullish(),
  channelIds: channelIdsSchema.default([]),
});

export const changedTemplateSchema = z.strictObject({
  name: nameSchema.exactOptional(),
  language: languageSchema.exactOptional(),
  text: textSchema.exactOptional(),
  attachment: fileSchema.nullish().meta({ description: 'Null takes the file away.' }),
  channelIds: channelIdsSchema.exactOptional(),
});

const listedTemplateSchema = z.object({
  id: z.string(),
  externalId: z.string(),
  name: z.string(),
  language: z.string(),
  status: z.enum(TEMPLATE_STATUSES),
});

/** What a sync brought for one channel. */
export const channelSyncSchema = z
  .discriminatedUnion('is', [
    z.object({
      is: z.literal('synced'),
      channelId: z.string(),
      channelName: z.string(),
      total: z.number().meta({ description: 'How many the platform lists.' }),
      added: z.array(listedTemplateSchema),
      changed: z.array(listedTemplateSchema.extend({ fields: z.array(z.enum(LISTED_FIELDS)) })),
      removed: z.array(listedTemplateSchema).meta({ description: 'No longer listed: now `deleted`.' }),
    }),
    z.object({
      is: z.literal('failed'),
      channelId: z.string(),
      channelName: z.string(),
      why: z.string().meta({ description: 'One sentence for people.' }),
    }),
  ])
  .meta({ id: 'ChannelSync' });
export const channelSyncIsTheConversations: Same<z.output<typeof channelSyncSchema>, ChannelSync> = true;
