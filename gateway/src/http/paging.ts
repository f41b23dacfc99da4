import { z } from 'zod';
import { type Problem, invalid } from './problem.ts';

export const limitSchema = z.coerce
  .number('This must be a whole number from 1 to 200.')
  .int('This must be a whole number from 1 to 200.')
  .min(1, 'The smallest page is 1.')
  .max(200, 'The largest page is 200.')
  .default(50)
  .meta({ description: 'How many at most.' });

/** What every list takes. */
export const pageQuery = {
  limit: limitSchema,
  cursor: z.string().min(1).max(500).optional().meta({ description: 'The `nextCursor` of the page before.' }),
};

/** A list's answer. */
export function listSchema<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.array(item),
    nextCursor: z.string().nullable().meta({ description: 'Asks for the next page; null on the last.' }),
  });
}

/** A place in a list as an opaque text. */
export function cursorOf(place: unknown): string | null {
  return place === null ? null : Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The place that a text names, or a problem when it names none of this list. Without a text: null. */
export function placeOf<Place>(cursor: string | undefined, schema: z.ZodType<Place>): { readonly place: Place | null } | Problem {
  if (cursor === undefined) return { place: null };
  try {
    const read = schema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    if (read.success) return { place: read.data };
  } catch {
    // Not even JSON: the same answer.
  }
  return invalid({ path: 'cursor', message: 'This is no cursor of this list.' });
}

/** Places by which lists go on. */
export const numberPlace = z.number().int();
export const idPlace = z.string().max(60);
export const sortedPlace = z.tuple([z.number().int(), z.string().max(60)]);
