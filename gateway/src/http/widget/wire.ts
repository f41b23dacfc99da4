import { z } from 'zod';
import { visitorContentSchema } from '../../channels/widget/wire.ts';
import { timeSchema } from '../schemas/message.ts';
import { contentSchema } from '../schemas/content.ts';
import { idOf } from '../validation.ts';

/*
 * The widget's wire: what the script on a site's pages sends and gets, below `/widget/v1/{channelId}`. JSON both ways; errors are
 * problems (RFC 9457). Every call but `settings` and `sessions` carries `Authorization: Bearer <visitor token>`. No cookies.
 */

const line = (most: number) => z.string().trim().min(1, 'This must not be empty.').max(most);
const webAddress = z.url({ protocol: /^https?$/, error: 'This must be an http or https address.' }).max(2000);

/** Where the visitor is. What follows `#` or looks like a secret is for the script to leave out; the gateway keeps origin and path. */
export const pageSchema = z.strictObject({
  url: webAddress,
  title: z.string().max(300).default(''),
  referrer: z.string().max(2000).optional(),
});

/** A question before the first message. `name`, `email` and `phone` also become the contact's; any other is an attribute. */
export const preChatFieldSchema = z.object({
  name: z.string(),
  label: z.string().exactOptional().meta({ description: 'Left out for `name`, `email` and `phone`: the script has words for them.' }),
  type: z.enum(['text', 'email', 'tel', 'textarea']),
  required: z.boolean(),
});

/** Something said to everybody on the site. It has no place in a conversation, and nothing is written down of who sees it. */
export const widgetAnnouncementSchema = z.object({
  id: z.string(),
  content: contentSchema,
  startsAt: timeSchema.meta({ description: 'When it was said.' }),
});
export type WidgetAnnouncement = z.output<typeof widgetAnnouncementSchema>;
const announcements = z.array(widgetAnnouncementSchema).meta({ description: 'What is announced now, in the order in which it began.' });

/** `GET settings`; may be kept for 60 seconds. */
export const widgetSettingsSchema = z
  .object({
    name: z.string().meta({ description: 'The channel’s.' }),
    locale: z.string().meta({ description: 'BCP 47, or `auto`: the page’s or the browser’s.' }),
    appearance: z.object({
      colour: z.string().meta({ description: '#rrggbb' }),
      position: z.enum(['left', 'right']),
      title: z.string(),
      launcherText: z.string().exactOptional(),
      logoUrl: z.string().exactOptional(),
      texts: z.record(z.string(), z.string()).exactOptional().meta({ description: 'Own wording, by the script’s names of its texts.' }),
    }),
    welcome: z.string().exactOptional(),
    hours: z.object({
      open: z.boolean(),
      message: z.string().exactOptional().meta({ description: 'What is said outside of the hours.' }),
      nextOpenAt: timeSchema.exactOptional(),
    }),
    preChat: z.array(preChatFieldSchema).exactOptional(),
    files: z.object({
      maxBytes: z.number().meta({ description: '0: visitors can send no files.' }),
      types: z.array(z.string()).meta({ description: 'MIME types, as they are told from a file’s bytes.' }),
    }),
    conference: z.boolean().meta({ description: 'Whether an agent may send a link to a call.' }),
    consent: z
      .object({ text: z.string(), url: z.string().exactOptional() })
      .exactOptional()
      .meta({ description: 'To be agreed to before a session is made: `POST sessions` wants `consent: true`.' }),
    version: z.string().meta({
      description: 'Another one for all other settings (not for announcements): `GET live` takes it, and says when it is not the latest.',
    }),
    requireIdentity: z.boolean().meta({ description: 'Only signed-in visitors can write: without an identity there is no session.' }),
    announcements,
  })
  .meta({ id: 'WidgetSettings' });
export type WidgetSettingsView = z.output<typeof widgetSettingsSchema>;

/** Facts that the page tells; they fill what is not known of the contact and never replace what people wrote. */
const facts = {
  name: line(200).optional(),
  email: z.email('This must be an e-mail address.').max(320).optional(),
  phone: line(50).optional(),
  attributes: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z][\w .-]{0,99}$/, 'An attribute’s name begins with a letter.')
        .refine((name) => name !== 'constructor' && name !== 'prototype', 'An attribute cannot have this name.'),
      z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]),
    )
    .refine((given) => Object.keys(given).length <= 50, 'There can be at most 50 attributes.')
    .optional(),
};

/**
 * Who a signed-in visitor is. `signature` is made by the site's own server: HMAC-SHA256 in lower-case hex, with the channel's
 * `identitySecret`, over `<expires>.<id>`. Only `id` and `expires` are proven by it.
 */
export const identitySchema = z.strictObject({
  id: z
    .string()
    .min(1)
    .max(200)
    // eslint-disable-next-line no-control-regex
    .regex(/^[^\u0000-\u001f\u007f]+$/, 'An id has no control characters.'),
  expires: z.number().int().positive().meta({ description: 'Seconds since 1970: the session ends then, unless it is signed anew.' }),
  signature: z.string().max(200),
  ...facts,
});
export type WidgetIdentity = z.output<typeof identitySchema>;

export const newSessionSchema = z.strictObject({
  token: z.string().max(200).optional().meta({ description: 'The one there is: an anonymous visitor goes on with it.' }),
  identity: identitySchema.optional(),
  page: pageSchema,
  ref: z.string().max(200).optional().meta({ description: '`?ref=` of the page: where the visitor came from.' }),
  utm: z
    .strictObject({
      source: z.string().max(200).optional(),
      medium: z.string().max(200).optional(),
      campaign: z.string().max(200).optional(),
      term: z.string().max(200).optional(),
      content: z.string().max(200).optional(),
    })
    .optional(),
  locale: z.string().max(35).optional(),
  consent: z.boolean().optional(),
  link: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'What stood behind `#parley=` in a mail’s link: goes on as the visitor it was made for, while it is good.' }),
});
export type NewWidgetSession = z.output<typeof newSessionSchema>;

export const widgetConversationSchema = z.object({
  id: z.string(),
  status: z.enum(['open', 'closed']),
  assignee: z.object({ name: z.string(), avatarUrl: z.string().nullable() }).nullable(),
  readUpTo: z.number().meta({ description: 'The team has read the visitor’s messages up to this `seq`.' }),
});
export type WidgetConversation = z.output<typeof widgetConversationSchema>;

/** `POST sessions` and `POST identity`. */
export const widgetSessionSchema = z
  .object({
    token: z.string().meta({ description: 'The one to go on with: it may be another than was sent, which then is good for nothing.' }),
    expiresAt: timeSchema.nullable().meta({ description: 'When a known visitor must be signed anew; null: an anonymous one.' }),
    visitor: z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable(), isKnown: z.boolean() }),
    conversation: widgetConversationSchema.nullable(),
    unread: z.number().meta({ description: 'Answers that the visitor has not read.' }),
    announcements,
    cursor: z.string().meta({ description: 'Where `GET live` begins so that nothing is missed after this answer.' }),
  })
  .meta({ id: 'WidgetSession' });
export type WidgetSession = z.output<typeof widgetSessionSchema>;

export const widgetMessageSchema = z
  .object({
    id: z.string(),
    clientId: z.string().nullable().meta({ description: 'As the script named it; null: not written here.' }),
    seq: z.number().meta({ description: 'Rises within the conversation; there may be gaps.' }),
    direction: z.enum(['in', 'out']).meta({ description: '`in`: from the visitor.' }),
    author: z.object({ kind: z.enum(['visitor', 'member', 'bot']), name: z.string().nullable(), avatarUrl: z.string().nullable() }),
    content: contentSchema,
    sentAt: timeSchema,
    status: z.enum(['sent', 'delivered', 'read']),
    quoted: z
      .object({ id: z.string(), direction: z.enum(['in', 'out']), summary: z.string() })
      .nullable()
      .meta({ description: 'The message this one answers.' }),
    reactions: z.array(z.object({ emoji: z.string(), mine: z.boolean() })),
    editedAt: timeSchema.nullable(),
    deletedAt: timeSchema.nullable().meta({ description: 'Set: taken back, and the content says only that.' }),
  })
  .meta({ id: 'WidgetMessage' });
export type WidgetMessage = z.output<typeof widgetMessageSchema>;

export const messagesQuerySchema = z.strictObject({
  before: z.coerce.number().int().min(1).optional().meta({ description: 'A `seq`: messages before it.' }),
  after: z.coerce.number().int().min(0).optional().meta({ description: 'A `seq`: messages after it, oldest first.' }),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
/** Oldest first, the page that ends before `before` (or the latest). */
export const widgetMessagesSchema = z
  .object({ messages: z.array(widgetMessageSchema), hasMore: z.boolean() })
  .meta({ id: 'WidgetMessages' });
export type WidgetMessages = z.output<typeof widgetMessagesSchema>;

export const newMessageSchema = z.strictObject({
  clientId: z
    .string()
    .regex(/^[\w-]{8,64}$/, 'A clientId has 8 to 64 letters, digits, - or _.')
    .meta({ description: 'Made once for the message: the same again is the same message.' }),
  content: visitorContentSchema,
  quotedMessageId: idOf('msg').optional(),
  announcementId: idOf('ann')
    .optional()
    .meta({ description: 'What everybody on the site was told and this answers: the session’s source, and a line for the team.' }),
  sentAt: timeSchema.optional().meta({ description: 'When it was written, for one that waited for a connection.' }),
});

/** `POST files?name=` answers this; the body is the file itself. */
export const uploadedSchema = z.object({ mediaId: z.string(), mime: z.string(), bytes: z.number() }).meta({ id: 'WidgetFile' });
export type WidgetFile = z.output<typeof uploadedSchema>;

export const readBodySchema = z.strictObject({ seq: z.number().int().min(0).meta({ description: 'Read up to and with it.' }) });
export const typingBodySchema = z.strictObject({ on: z.boolean() });
export const presenceBodySchema = z.strictObject({ page: pageSchema.optional(), state: z.enum(['active', 'idle', 'away']) });
export const attributesBodySchema = z.strictObject(facts);
export type WidgetFacts = z.output<typeof attributesBodySchema>;
export const reactionBodySchema = z.strictObject({ messageId: idOf('msg'), emoji: z.string().trim().min(1).max(64).nullable() });

/**
 * `GET live?cursor=`, Server-Sent Events read by fetch with the Bearer header. An `id:` is the cursor to go on from; events without
 * one (typing, read, settings, announcements) tell what is so now and are not repeated. A comment comes each 25 seconds.
 */
export const LIVE_EVENTS = {
  /** A new message, from either side (also the visitor's own, for their other tabs). */
  message: widgetMessageSchema,
  /** The message as it is now: receipts, edits, reactions, deletion. */
  'message.updated': widgetMessageSchema,
  /** Status or assignee changed. After a merge its `id` is another, and what was shown is to be read again. */
  conversation: widgetConversationSchema,
  /** The team has read up to this `seq`. */
  read: z.object({ seq: z.number() }),
  /** Somebody of the team writes, or does not any more; ends by itself after 8 seconds. */
  typing: z.object({ on: z.boolean(), name: z.string().nullable() }),
  /** All that is announced now: what is not in it any more has ended. */
  announcements,
  /** `GET settings` answers something else than before. */
  settings: z.object({}),
  /** The session is over (signed out, identity expired): make another one. */
  over: z.object({ code: z.string() }),
} as const;
/** What each of them carries. */
export type LiveData = { readonly [Name in keyof typeof LIVE_EVENTS]: z.output<(typeof LIVE_EVENTS)[Name]> };
