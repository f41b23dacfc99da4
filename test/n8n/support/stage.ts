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

/** A world that is up, and what only its beginning and its end need. */
export interface Stage {
  readonly world: World;
  /** The package as n8n has it. */
  readonly packageFolder: string;
  /** Everything that was kept. */
  readonly folder: string;
  /** Stops everything, and removes logs and data unless something is told not to be good. */
  readonly clear: (isGood?: () => boolean) => Promise<void>;
  /** The same, keeping logs and data where a check failed, and ends the process. */
  readonly strike: () => Promise<never>;
}

/** A fresh gateway with its channels and a fresh n8n with the package as it is published, in a folder of their own. */
export async function setStage(say: (line: string) => void = console.log): Promise<Stage> {
  // What runs in the background is stopped when this process exits, which a signal alone would not let it notice.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-n8n-'));
  const entry = await ensureN8n(say);
  await buildPackage();
  const packageFolder = await installPackage(folder);

  const gateway = new Gateway(await freePort(), folder);
  const platforms = new Platforms(await freePort());
  const n8n = new N8n({
    entry,
    userFolder: folder,
    port: await freePort(),
    owner: OWNER,
    encryptionKey: 'suite-encryption-key',
    graphUrl: platforms.graphUrl,
  });
  const client = new N8nClient(n8n.baseUrl);
  const checks = new Checks();

  await Promise.all([gateway.start().then(() => platforms.connect(gateway)), n8n.start()]);
  await client.signIn(OWNER);
  const credential = await client.makeCredential('Parley API', { baseUrl: gateway.baseUrl, apiKey: gateway.apiKey });

  const clear = async (isGood = (): boolean => true): Promise<void> => {
    await Promise.all([n8n.stop(), gateway.stop()]);
    await platforms.stop();
    if (isGood()) await rm(folder, { recursive: true, force: true });
    else say(`Logs and data: ${folder}`);
  };
  const strike = async (): Promise<never> => {
    let isGood = false;
    await clear(() => (isGood = checks.finish()));
    process.exit(isGood ? 0 : 1);
  };
  return { world: { checks, client, credential, gateway, n8n, owner: OWNER, platforms }, packageFolder, folder, clear, strike };
}
