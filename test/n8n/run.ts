// `npm run n8n`: a real n8n with our nodes, a credential and the example workflows, beside a gateway that is already running.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { isPortFree, readPort } from '../../gateway/sandbox/start-up/ports.ts';
import { N8n, type Owner } from './support/n8n.ts';
import { buildPackage, installPackage } from './support/package.ts';
import { ROOT } from './support/paths.ts';
import { N8nClient } from './support/rest.ts';
import { ensureN8n } from './support/runtime.ts';
import type { CredentialRef } from './support/wire.ts';
import { exampleNamed } from './support/workflows.ts';

const CREDENTIAL_NAME = 'Parley API';
const FOLDER = path.join(ROOT, 'data/n8n');

/** What one n8n must keep between starts: without the key it could not read its own credentials. */
interface Kept {
  readonly owner: Owner;
  readonly encryptionKey: string;
}

async function readJson<T>(file: string): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

async function keep(): Promise<Kept> {
  const file = path.join(FOLDER, 'sign-in.json');
  const kept = await readJson<Kept>(file);
  if (kept !== undefined) return kept;
  const made: Kept = {
    owner: { email: 'owner@parley.example', password: `Parley-${randomBytes(9).toString('base64url')}1` },
    encryptionKey: randomBytes(32).toString('hex'),
  };
  await mkdir(FOLDER, { recursive: true });
  await writeFile(file, JSON.stringify(made, undefined, 2), { mode: 0o600 });
  return made;
}

/** Where n8n shall listen: as `npm start` has it, a port that is taken is said before anything is touched. */
async function findPort(): Promise<number> {
  const port = readPort('PARLEY_N8N_PORT', process.env.PARLEY_N8N_PORT, 5678);
  if (typeof port === 'string') throw new Error(port);
  if (await isPortFree(port)) return port;
  throw new Error(`Port ${port} is taken by another program. Stop it, or choose another port: PARLEY_N8N_PORT=${port + 10} npm run n8n`);
}

/** Where the gateway is and a key for it: from the environment, which may be that of `npm start`, else from what it left behind. */
async function findGateway(): Promise<{ baseUrl: string; apiKey: string }> {
  const dataDir = path.resolve(ROOT, process.env.PARLEY_DATA_DIR ?? 'data');
  const started = await readJson<{ apiKey?: string }>(path.join(dataDir, 'start.json'));
  const baseUrl = process.env.PARLEY_URL ?? `http://127.0.0.1:${process.env.PARLEY_PORT ?? 8400}`;
  const apiKey = process.env.PARLEY_API_KEY ?? started?.apiKey;
  if (apiKey === undefined) throw new Error('Which key opens the gateway? Run `npm start` first, or set PARLEY_URL and PARLEY_API_KEY.');
  const response = await fetch(`${baseUrl}/api/v1/me`, { headers: { authorization: `Bearer ${apiKey}` } }).catch(() => undefined);
  if (response === undefined) throw new Error(`No gateway answers at ${baseUrl}. Start one with \`npm start\`, or set PARLEY_URL.`);
  if (!response.ok)
    throw new Error(`The gateway at ${baseUrl} does not know this key (it answered ${response.status}). Set PARLEY_API_KEY.`);
  return { baseUrl, apiKey };
}

/** Imports the examples that are not there yet; those that are may have been changed by now. */
async function importExamples(client: N8nClient, credential: CredentialRef): Promise<void> {
  const folder = path.join(ROOT, 'examples/workflows');
  const there = new Set((await client.workflows()).map((workflow) => workflow.name));
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()) {
    const workflow = await exampleNamed(file, credential);
    if (!there.has(workflow.name)) await client.makeWorkflow(workflow);
  }
}

async function main(): Promise<void> {
  const port = await findPort();
  const gateway = await findGateway();
  const { owner, encryptionKey } = await keep();
  const entry = await ensureN8n(console.log);
  await buildPackage();
  await installPackage(FOLDER);
  const n8n = new N8n({ entry, userFolder: FOLDER, port, owner, encryptionKey });
  let isStopping = false;
  const stop = async (): Promise<void> => {
    // Ctrl-C comes twice, from the terminal and from what started us. The second must not end us before n8n has ended.
    if (isStopping) return;
    isStopping = true;
    await n8n.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
  console.log('Starting n8n …');
  await n8n.start();
  const client = new N8nClient(n8n.baseUrl);
  await client.signIn(owner);
  const known = (await client.credentials()).find(({ name, type }) => name === CREDENTIAL_NAME && type === 'parleyApi');
  if (known !== undefined) await client.changeCredential(known.id, gateway);
  const credential = known ?? (await client.makeCredential(CREDENTIAL_NAME, gateway));
  const test = await client.testCredential(credential.id);
  await importExamples(client, { id: credential.id, name: CREDENTIAL_NAME });
  console.log(`
n8n       ${n8n.baseUrl}
email     ${owner.email}
password  ${owner.password}
gateway   ${gateway.baseUrl} (${test.status === 'OK' ? 'the credential works' : `the credential does not work: ${test.message}`})

Open "Parley: answer new messages", press Publish, and write on a phone of the sandbox. Ctrl-C stops n8n; what you make stays in data/n8n.`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
