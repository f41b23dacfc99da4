import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Checks } from './checks.ts';
import { Gateway } from './gateway.ts';
import { N8n } from './n8n.ts';
import { buildPackage, installPackage } from './package.ts';
import { Platforms } from './platforms.ts';
import { freePort } from './processes.ts';
import { N8nClient } from './rest.ts';
import { ensureN8n } from './runtime.ts';
import type { World } from './world.ts';

const OWNER = { email: 'owner@parley.example', password: 'Suite-Passw0rd' };

export interface Stage {
  readonly world: World;
  /** Everything that was written meanwhile. */
  readonly folder: string;
  /** Stops all of it; the folder goes too unless somebody wants to look at it. */
  close(options: { readonly keepsFolder: boolean }): Promise<void>;
}

/** A fresh n8n with the package as it is now and one credential, a gateway, and the platforms: what a part of the suite plays on. */
export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-n8n-'));
  const entry = await ensureN8n(console.log);
  await buildPackage();
  await installPackage(folder);
  const gateway = new Gateway(await freePort(), folder);
  const platforms = new Platforms(await freePort());
  const n8n = new N8n({ entry, userFolder: folder, port: await freePort(), owner: OWNER, encryptionKey: 'suite-encryption-key' });
  const client = new N8nClient(n8n.baseUrl);
  await Promise.all([gateway.start().then(() => platforms.connect(gateway)), n8n.start()]);
  await client.signIn(OWNER);
  const credential = await client.makeCredential('Parley API', { baseUrl: gateway.baseUrl, apiKey: gateway.apiKey });
  return {
    world: { checks: new Checks(), client, credential, gateway, n8n, owner: OWNER, platforms },
    folder,
    close: async ({ keepsFolder }) => {
      await Promise.all([n8n.stop(), gateway.stop()]);
      await platforms.stop();
      if (!keepsFolder) await rm(folder, { recursive: true, force: true });
    },
  };
}
