import { createHash } from 'node:crypto';

const DEPTH = 8;

/**
 * A short text that is the same for the same JSON, for events without an id of their own. What lies deeper than 8 levels
 * counts by its kind only: no platform nests so deep, and JSON that does must not exhaust the stack.
 */
export function fingerprintOf(value: unknown): string {
  return createHash('sha256').update(flat(value, DEPTH)).digest('base64url');
}

function flat(value: unknown, depth: number): string {
  if (Array.isArray(value)) return depth === 0 ? '[]' : `[${value.map((item) => flat(item, depth - 1)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  if (depth === 0) return '{}';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${flat(item, depth - 1)}`).join(',')}}`;
}

/** Whether a value nests further than that; never looks further itself. */
export function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((item) => isDeeperThan(item, depth - 1));
}
