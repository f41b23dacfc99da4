import { z } from 'zod';

/** A year: longer waits are nobody's. */
const MOST_SECONDS = 366 * 24 * 3600;
const seconds = z.int().min(1, 'This is at least 1 second.').max(MOST_SECONDS, 'This is at most a year, in seconds.');

/** Nothing larger passes through a request or is kept in one piece. */
const MOST_BYTES = 1024 ** 3;
const bytes = z.int().min(1).max(MOST_BYTES, 'This is at most 1 GiB, in bytes.');

const mimeTypes = z
  .array(z.string().regex(/^(image|audio|video|application|text)\/[a-z0-9.+-]+$/, 'This is a media type, like image/png.'))
  .max(200)
  .meta({ description: 'As they are told from a file’s bytes. Whatever is taken, pages and scripts are only ever served as downloads.' });
const maxBytes = bytes.meta({ description: 'Largest file of any kind.' });
const maxDocumentBytes = bytes.meta({ description: 'Largest document: everything that is no image, sound or film.' });

/** Which files are taken. */
export const mediaRulesSchema = z.strictObject({ mimeTypes, maxBytes, maxDocumentBytes }).meta({ id: 'AttachmentRules' });

/** A change of the rules; what is absent stays. */
export const mediaRulesChangeSchema = z.strictObject({
  mimeTypes: mimeTypes.exactOptional(),
  maxBytes: maxBytes.exactOptional(),
  maxDocumentBytes: maxDocumentBytes.exactOptional(),
});

/** What an organisation sets for all of its channels. */
export const settingsSchema = z
  .object({
    soonAfterSeconds: z.number(),
    overdueAfterSeconds: z.number(),
    autoCloseAfterSeconds: z.number(),
    windowClosingSeconds: z.number(),
    botTimeoutSeconds: z.number().nullable(),
    overdueAgainSeconds: z.number().nullable(),
    attachments: mediaRulesSchema,
  })
  .meta({ id: 'Settings' });

/** A change of the settings; what is absent stays. */
export const settingsChangeSchema = z.strictObject({
  soonAfterSeconds: seconds.exactOptional().meta({ description: 'A customer who waits longer is soon overdue.' }),
  overdueAfterSeconds: seconds.exactOptional().meta({ description: 'A customer who waits longer is overdue.' }),
  autoCloseAfterSeconds: seconds
    .exactOptional()
    .meta({ description: 'So long without a message of the customer, and a conversation may close by itself.' }),
  windowClosingSeconds: seconds.exactOptional().meta({ description: 'How long before its end a platform’s window is told to be closing.' }),
  botTimeoutSeconds: seconds
    .nullable()
    .exactOptional()
    .meta({ description: 'After how much waiting a bot loses the conversation to people; null: when the customer is overdue.' }),
  overdueAgainSeconds: seconds
    .min(60, 'This is at least a minute.')
    .nullable()
    .exactOptional()
    .meta({ description: 'How often it is told again that a customer is overdue; null: once.' }),
  attachments: mediaRulesChangeSchema.exactOptional(),
});
