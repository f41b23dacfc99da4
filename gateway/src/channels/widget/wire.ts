import { z } from 'zod';

/*
 * What comes in at a widget's channel, signed as `verify.ts` says. Our own widget routes write it for each visitor; a site's server may
 * write the same to the channel's webhook address.
 */

const messageId = z.string().regex(/^(msg|ann)_[0-9A-Za-z]{1,40}$/, 'This is no id of a message or announcement.');
const value = z.union([z.string().max(4000), z.number(), z.boolean(), z.null(), z.array(z.string().max(1000)).max(50)]);

/** What a visitor can say. A file is named by the upload it came with. */
export const visitorContentSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1, 'The text must not be empty.').max(10_000) }),
  z.strictObject({
    type: z.enum(['image', 'video', 'audio', 'file']),
    attachment: z.strictObject({ mediaId: z.string().regex(/^att_[0-9A-Za-z]{1,40}$/, 'This is no id of a file.') }),
    caption: z.string().max(4000).exactOptional(),
    voice: z.boolean().exactOptional(),
  }),
  z.strictObject({
    type: z.literal('choice_reply'),
    optionId: z.string().max(200).exactOptional(),
    label: z.string().trim().min(1, 'This must not be empty.').max(1000),
    repliesTo: messageId.exactOptional().meta({ description: 'The message, or announcement, with the options.' }),
  }),
  z.strictObject({
    type: z.literal('form_reply'),
    name: z.string().max(200).exactOptional(),
    fields: z
      .record(z.string().min(1).max(100), value)
      .refine((fields) => Object.keys(fields).length <= 50, 'There can be at most 50 fields.'),
  }),
  z.strictObject({
    type: z.literal('location'),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: z.string().max(200).exactOptional(),
    address: z.string().max(500).exactOptional(),
  }),
]);
export type VisitorContent = z.output<typeof visitorContentSchema>;

const name = z.string().trim().min(1).max(200);
const visitorSchema = z.object({
  id: z.string().regex(/^[\w-]{1,128}$/),
  /** As the site knows them; only where it vouched for it. */
  userId: name.exactOptional(),
  name: name.exactOptional(),
  locale: z.string().min(1).max(35).exactOptional(),
});
export type WireVisitor = z.output<typeof visitorSchema>;

const sourceSchema = z.object({
  kind: z.enum(['ad', 'post', 'link', 'qr', 'site', 'announcement', 'other']),
  ref: z.string().max(200).exactOptional(),
  url: z.string().max(2000).exactOptional(),
  headline: z.string().max(300).exactOptional(),
  body: z.string().max(1000).exactOptional(),
  id: z.string().max(200).exactOptional(),
  clickId: z.string().max(300).exactOptional(),
});

const externalId = z.string().min(1).max(300);
const eventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message'),
    /** Unique for good within the visitor. */
    clientId: z.string().regex(/^[\w-]{1,64}$/),
    /** Milliseconds since 1970. */
    sentAt: z.number().int().positive().max(8.64e15).exactOptional(),
    content: visitorContentSchema,
    quoted: externalId.exactOptional(),
    source: sourceSchema.exactOptional(),
  }),
  z.object({ type: z.literal('status'), messageId: externalId, state: z.enum(['delivered', 'read']) }),
  z.object({
    type: z.literal('reaction'),
    id: z.string().min(1).max(100),
    target: externalId,
    emoji: z.string().min(1).max(64).nullable(),
  }),
  /** The site vouches from now on for who this visitor is: nothing where the visitor has no `userId`. */
  z.object({ type: z.literal('identified') }),
]);
export type WireEvent = z.output<typeof eventSchema>;

/** One visitor's events as they are posted. */
export interface WireBody {
  readonly visitor: WireVisitor;
  readonly events: readonly WireEvent[];
}

/** The body's parts, each judged by itself. */
export function readBody(json: unknown): { readonly visitor: WireVisitor | undefined; readonly events: readonly unknown[] } {
  if (typeof json !== 'object' || json === null) return { visitor: undefined, events: [] };
  const visitor = 'visitor' in json ? visitorSchema.safeParse(json.visitor).data : undefined;
  return { visitor, events: 'events' in json && Array.isArray(json.events) ? json.events : [] };
}

/** An event, or undefined where it is none that is known. */
export function readEvent(json: unknown): WireEvent | undefined {
  return eventSchema.safeParse(json).data;
}
