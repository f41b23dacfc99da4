import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ApiKeyRow } from '../../store/schema.ts';
import { type Caller, PERMISSIONS, type Permission } from './caller.ts';

/** How long a key that was taken back on another gateway may still work. */
const CACHED_MS = 1000;
const MOST_CACHED = 1000;

/** A new key: 256 random bits. Shown once, stored as its hash. */
export function newApiKey(random: (bytes: number) => Buffer = randomBytes): string {
  return `prl_${random(32).toString('base64url')}`;
}

/** A key has 256 random bits, so that a plain hash cannot be searched through and needs no salt. */
export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Tells who a key belongs to. */
export interface Authenticator {
  /** The caller of an `Authorization` header, or undefined when it names no key that works now. */
  authenticate(authorization: string | undefined): Promise<Caller | undefined>;
  /** Asks the store again from now on. */
  forget(): void;
}

/** Looks keys up by their hash and remembers them for a second; nothing is written. */
export function createAuthenticator(options: {
  readonly findByHash: (hash: string) => Promise<ApiKeyRow | undefined>;
  readonly now: () => number;
}): Authenticator {
  const known = new Map<string, { readonly row: ApiKeyRow; readonly readAt: number }>();

  async function find(hash: string): Promise<ApiKeyRow | undefined> {
    const cached = known.get(hash);
    const age = cached === undefined ? Infinity : options.now() - cached.readAt;
    if (cached !== undefined && age >= 0 && age < CACHED_MS) return cached.row;
    const row = await options.findByHash(hash);
    known.delete(hash);
    if (row === undefined) return undefined;
    if (known.size >= MOST_CACHED) known.clear();
    known.set(hash, { row, readAt: options.now() });
    return row;
  }

  return {
    async authenticate(authorization) {
      const key = bearerOf(authorization);
      if (key === undefined) return undefined;
      const hash = hashOfKey(key);
      const row = await find(hash);
      if (row === undefined || !timingSafeEqual(Buffer.from(row.hash), Buffer.from(hash))) return undefined;
      if (row.revokedAt !== null || (row.expiresAt !== null && options.now() >= row.expiresAt)) return undefined;
      return { type: 'key', id: row.id, name: row.name, permissions: permissionsOf(row.permissionsJson), expiresAt: row.expiresAt };
    },
    forget: () => known.clear(),
  };
}

/** RFC 6750 section 2.1: the scheme in any case, one space, the key. */
function bearerOf(authorization: string | undefined): string | undefined {
  return /^bearer +([^\s]{1,512})$/i.exec(authorization ?? '')?.[1];
}

/** Permissions this program does not know (of a newer one) are none. */
export function permissionsOf(json: string): readonly (Permission | '*')[] {
  const names: readonly unknown[] = JSON.parse(json);
  return [...(names.includes('*') ? (['*'] as const) : []), ...PERMISSIONS.filter((permission) => names.includes(permission))];
}
