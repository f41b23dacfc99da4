import { z } from 'zod';
import type { FieldError } from './problem.ts';

/** Attributes and bodies are never nested deeper; checked before any program that calls itself for every level. */
export const MOST_DEPTH = 32;

/** Whether a JSON value is nested deeper than `most`. Does not call itself. */
export function isDeeperThan(value: unknown, most: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

/** Every bad field with its path in dots, in the words a person understands. */
export function fieldErrors(error: z.ZodError, root = ''): readonly FieldError[] {
  return error.issues.flatMap((issue) => errorsOf(issue, root));
}

function errorsOf(issue: z.core.$ZodIssue, root: string): readonly FieldError[] {
  const path = joined(root, issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: path === '' ? key : `${path}.${key}`, message: 'There is no such field.' }));
  }
  if (issue.code === 'invalid_type' && issue.input === undefined && issue.message.endsWith('received undefined')) {
    return [{ path, message: 'This field is required.' }];
  }
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element') {
    return [{ path, message: issue.issues[0]?.message ?? issue.message }];
  }
  return [{ path, message: issue.message }];
}

function joined(root: string, path: readonly PropertyKey[]): string {
  return [...(root === '' ? [] : [root]), ...path.map(String)].join('.');
}

/** A list in a query: repeated (`a=1&a=2`), or with commas (`a=1,2`). */
export function listOf<Item extends z.ZodType<unknown, string>>(item: Item) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((value) =>
      [value]
        .flat()
        .flatMap((one) => one.split(','))
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    )
    .pipe(z.array(item).min(1).max(100));
}

/** An id of ours with this prefix. */
export function idOf(prefix: string) {
  return z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9A-Za-z]{1,40}$`), `This is no id of the kind ${prefix}_….`)
    .meta({ examples: [`${prefix}_01JCXW3T5M8ZP4Q7RSV2N6K9AB`] });
}

/** Names that would reach an object's prototype in a program less careful than this one. */
const UNSAFE_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** People's own values by name. */
export const attributesSchema = z
  .record(
    z
      .string()
      .min(1)
      .max(100)
      .refine((name) => !UNSAFE_NAMES.has(name), 'An attribute cannot have this name.'),
    z.json(),
  )
  .refine((attributes) => Object.keys(attributes).length <= 200, 'There can be at most 200 attributes.');

export const tagSchema = z.string().trim().min(1).max(100);
export const tagsSchema = z
  .array(tagSchema)
  .max(100)
  .transform((tags) => [...new Set(tags)]);
