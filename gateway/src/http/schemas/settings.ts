import { z } from 'zod';
import { type OrganisationSettings, SETTING_ORIGINS } from '../../model/settings.ts';
import { businessHoursSchema } from './business-hours.ts';
import type { Same } from './same.ts';

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

/** Stands for the conversation in `conferenceUrl`. */
const PLACEHOLDER = '{conversationId}';

const shape = {
  soonAfterSeconds: seconds.meta({ description: 'A customer who waits longer is soon overdue.' }),
  overdueAfterSeconds: seconds.meta({ description: 'A customer who waits longer is overdue.' }),
  autoCloseAfterSeconds: seconds.meta({
    description: 'So long without a message of the customer, and a conversation may close by itself.',
  }),
  windowClosingSeconds: seconds.meta({ description: 'How long before its end a platform’s window is told to be closing.' }),
  botTimeoutSeconds: seconds.meta({
    description: 'After how much waiting a bot loses the conversation to people; null: when the customer is overdue.',
  }),
  overdueAgainSeconds: seconds
    .min(60, 'This is at least a minute.')
    .meta({ description: 'How often it is told again that a customer is overdue; null: once.' }),
  businessHours: businessHoursSchema,
  autoCloseInBusinessTime: z
    .boolean()
    .meta({ description: 'Whether the silence after which a conversation closes counts only in business hours.' }),
  startsWith: z.enum(['people', 'bot'], 'This is people or bot.').meta({ description: 'Who has a customer first, in every session.' }),
  giveBackAfterSeconds: seconds.meta({
    description:
      'So long after people last answered what a bot handed them, and it is the bot’s again, unless the customer waits; null: it stays theirs.',
  }),
  languages: z
    .array(z.string().max(35).refine(isLanguage, 'This is no language tag, like pt-BR.'))
    .min(1, 'Name at least one language.')
    .max(50)
    .meta({ description: 'In which customers are answered, the best first.' }),
  conferenceUrl: z
    .string()
    .max(2000)
    .refine(isConferenceUrl, `This is an https address; the only placeholder is ${PLACEHOLDER}.`)
    .meta({ description: `Where calls are held; \`${PLACEHOLDER}\` in it is replaced.`, examples: [`https://meet.jit.si/${PLACEHOLDER}`] }),
};

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function isConferenceUrl(template: string): boolean {
  const url = URL.parse(template.replaceAll(PLACEHOLDER, 'cnv_0'));
  return url !== null && url.protocol === 'https:' && url.username === '' && url.password === '' && !/[{}]|%7[bd]/i.test(url.href);
}

/** What may be switched off is null then. */
const plain = {
  ...shape,
  botTimeoutSeconds: shape.botTimeoutSeconds.nullable(),
  overdueAgainSeconds: shape.overdueAgainSeconds.nullable(),
  businessHours: shape.businessHours.nullable(),
  giveBackAfterSeconds: shape.giveBackAfterSeconds.nullable(),
  conferenceUrl: shape.conferenceUrl.nullable(),
};

const origin = z.enum(SETTING_ORIGINS);

/** Settings, with who says each of them. */
export const settingsSchema = z
  .object({
    ...plain,
    attachments: mediaRulesSchema,
    origins: z
      .object({
        attachments: origin,
        soonAfterSeconds: origin,
        overdueAfterSeconds: origin,
        autoCloseAfterSeconds: origin,
        windowClosingSeconds: origin,
        botTimeoutSeconds: origin,
        overdueAgainSeconds: origin,
        businessHours: origin,
        autoCloseInBusinessTime: origin,
        startsWith: origin,
        giveBackAfterSeconds: origin,
        languages: origin,
        conferenceUrl: origin,
      })
      .meta({ description: 'Who says what holds, by setting: a channel’s word is above a team’s, a team’s above the organisation’s.' }),
  })
  .meta({ id: 'Settings' });

export const settingsAreTheModels: Same<Omit<z.output<typeof settingsSchema>, 'origins'>, OrganisationSettings> = true;

/** A change of the settings; what is absent stays. */
export const settingsChangeSchema = z.strictObject({
  soonAfterSeconds: plain.soonAfterSeconds.exactOptional(),
  overdueAfterSeconds: plain.overdueAfterSeconds.exactOptional(),
  autoCloseAfterSeconds: plain.autoCloseAfterSeconds.exactOptional(),
  windowClosingSeconds: plain.windowClosingSeconds.exactOptional(),
  botTimeoutSeconds: plain.botTimeoutSeconds.exactOptional(),
  overdueAgainSeconds: plain.overdueAgainSeconds.exactOptional(),
  businessHours: plain.businessHours.exactOptional(),
  autoCloseInBusinessTime: plain.autoCloseInBusinessTime.exactOptional(),
  startsWith: plain.startsWith.exactOptional(),
  giveBackAfterSeconds: plain.giveBackAfterSeconds.exactOptional(),
  languages: plain.languages.exactOptional(),
  conferenceUrl: plain.conferenceUrl.exactOptional(),
  attachments: mediaRulesChangeSchema.exactOptional(),
});

/** What the audit log tells the values of: all but addresses, which may hold what lets somebody in. */
export const TOLD_SETTINGS: readonly string[] = Object.keys(settingsChangeSchema.shape).filter((name) => name !== 'conferenceUrl');
export const TOLD_OVERRIDES: readonly string[] = TOLD_SETTINGS.map((name) => `overrides.${name}`);

/** What a channel sets for itself; its rules for files are a field of their own. */
export const channelOverridesSchema = z
  .strictObject({
    soonAfterSeconds: shape.soonAfterSeconds.exactOptional(),
    overdueAfterSeconds: shape.overdueAfterSeconds.exactOptional(),
    autoCloseAfterSeconds: shape.autoCloseAfterSeconds.exactOptional(),
    windowClosingSeconds: shape.windowClosingSeconds.exactOptional(),
    botTimeoutSeconds: shape.botTimeoutSeconds.exactOptional(),
    overdueAgainSeconds: shape.overdueAgainSeconds.exactOptional(),
    businessHours: shape.businessHours.exactOptional(),
    autoCloseInBusinessTime: shape.autoCloseInBusinessTime.exactOptional(),
    startsWith: shape.startsWith.exactOptional(),
    giveBackAfterSeconds: shape.giveBackAfterSeconds.exactOptional(),
    languages: shape.languages.exactOptional(),
    conferenceUrl: shape.conferenceUrl.exactOptional(),
  })
  .meta({ id: 'ChannelOverrides' });

/** What a team sets for itself. */
export const teamOverridesSchema = channelOverridesSchema
  .extend({ attachments: mediaRulesChangeSchema.exactOptional() })
  .meta({ id: 'TeamOverrides' });

/** A change of a channel's overrides: null takes one away, what is absent stays. */
export const channelOverridesChangeSchema = z.strictObject({
  soonAfterSeconds: shape.soonAfterSeconds.nullable().exactOptional(),
  overdueAfterSeconds: shape.overdueAfterSeconds.nullable().exactOptional(),
  autoCloseAfterSeconds: shape.autoCloseAfterSeconds.nullable().exactOptional(),
  windowClosingSeconds: shape.windowClosingSeconds.nullable().exactOptional(),
  botTimeoutSeconds: shape.botTimeoutSeconds.nullable().exactOptional(),
  overdueAgainSeconds: shape.overdueAgainSeconds.nullable().exactOptional(),
  businessHours: shape.businessHours.nullable().exactOptional(),
  autoCloseInBusinessTime: shape.autoCloseInBusinessTime.nullable().exactOptional(),
  startsWith: shape.startsWith.nullable().exactOptional(),
  giveBackAfterSeconds: shape.giveBackAfterSeconds.nullable().exactOptional(),
  languages: shape.languages.nullable().exactOptional(),
  conferenceUrl: shape.conferenceUrl.nullable().exactOptional(),
});

/** The same of a team's. */
export const teamOverridesChangeSchema = channelOverridesChangeSchema.extend({
  attachments: mediaRulesChangeSchema.nullable().exactOptional(),
});
