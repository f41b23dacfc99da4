import { createAuthenticator } from '../../../gateway/src/http/auth/api-keys.ts';
import { PERMISSIONS, type Permission } from '../../../gateway/src/http/auth/caller.ts';
import { findApiKeyByHash } from '../../../gateway/src/store/read/api-keys.ts';
import { readMember } from '../../../gateway/src/store/read/members.ts';
import { START, type TestApi, startApi } from './api.ts';
import { type RequestOptions } from './api-client.ts';

/** What an agent may; an admin may everything. */
export const AGENT_PERMISSIONS: readonly Permission[] = ['read', 'write_messages', 'write_conversations', 'write_contacts'];
const YEAR_MS = 365 * 24 * 3_600_000;
const PREFIX = 'signed-in-';

/** An API that also knows members who have signed in, see `as`. */
export async function startApiWithMembers(dialect: 'sqlite' | 'postgres' = 'sqlite'): Promise<TestApi> {
  const started: { api?: TestApi } = {};
  const store = () => {
    if (started.api === undefined) throw new Error('the API was asked before it had started');
    return started.api.store;
  };
  const keys = createAuthenticator({
    findByHash: (hash) => findApiKeyByHash(store(), hash),
    now: () => started.api?.clock.now ?? START,
  });
  started.api = await startApi(dialect, {
    authenticator: {
      ...keys,
      async authenticate(authorization) {
        const id = new RegExp(`^Bearer ${PREFIX}(.+)$`).exec(authorization ?? '')?.[1];
        if (id === undefined) return keys.authenticate(authorization);
        const member = await readMember(store(), id);
        if (member === undefined) return undefined;
        const role = member.role === 'admin' ? 'admin' : 'agent';
        const permissions = role === 'admin' ? PERMISSIONS : AGENT_PERMISSIONS;
        return { type: 'member', id, name: member.name, role, permissions, expiresAt: START + YEAR_MS, sessionId: `ses_${id}` };
      },
    },
  });
  return started.api;
}

/** Makes a request that of a member who has signed in. */
export function as(memberId: string): RequestOptions {
  return { key: `${PREFIX}${memberId}` };
}
