// `npm start`: the gateway, the platforms' stand-ins and their phones, with something to look at.
//
// The gateway runs straight from its sources (Node strips the types), so that what runs is always what is there to read.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from './server.ts';
import { startSandbox } from './server.ts';
import { banner } from './start-up/banner.ts';
import { buildMissingNodes } from './start-up/build-nodes.ts';
import { buildMissingPages } from './start-up/build-pages.ts';
import { connectChannels } from './start-up/connect-channels.ts';
import { connectShop } from './start-up/connect-shop.ts';
import { layOutADay } from './start-up/first-day.ts';
import { sayFirstWords } from './start-up/first-words.ts';
import type { GatewayProcess } from './start-up/gateway-process.ts';
import { startGateway } from './start-up/gateway-process.ts';
import { isPortFree, readPort } from './start-up/ports.ts';
import { readSeed } from './start-up/seed.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const GATEWAY_ENTRY = fileURLToPath(new URL('../src/main.ts', import.meta.url));
/** Long enough to see the ticks change. */
const RECEIPT_DELAY_MS = 400;

let gateway: GatewayProcess | undefined;
let sandbox: Sandbox | undefined;
let isStopping = false;

async function stop(exitCode: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await Promise.all([sandbox?.stop(), gateway?.stop()]);
  process.exit(exitCode);
}

async function fail(why: string): Promise<never> {
  if (isStopping) return new Promise(() => undefined);
  process.stderr.write(`parley: ${why}\n`);
  await stop(1);
  process.exit(1);
}

async function start(): Promise<void> {
  const env = process.env;
  const port = readPort('PARLEY_PORT', env['PARLEY_PORT'], 8400);
  const phonesPort = readPort('PARLEY_SANDBOX_PORT', env['PARLEY_SANDBOX_PORT'], 8401);
  if (typeof port === 'string') return fail(port);
  if (typeof phonesPort === 'string') return fail(phonesPort);
  for (const [name, wanted] of [
    ['PARLEY_PORT', port],
    ['PARLEY_SANDBOX_PORT', phonesPort],
  ] as const) {
    if (!(await isPortFree(wanted)))
      return fail(`Port ${wanted} is taken by another program. Stop it, or choose another port: ${name}=${wanted + 10} npm start`);
  }

  const dataDir = path.resolve(env['PARLEY_DATA_DIR'] ?? 'data');
  const seed = readSeed(dataDir);
  const firstSignIn = {
    email: env['PARLEY_ADMIN_EMAIL'] ?? seed.adminEmail,
    // What somebody has set themselves they know, and others who look at this screen need not.
    password: env['PARLEY_ADMIN_PASSWORD'] === undefined ? seed.adminPassword : '(the password of PARLEY_ADMIN_PASSWORD)',
  };
  const access = { url: `http://127.0.0.1:${port}`, apiKey: env['PARLEY_API_KEY'] ?? seed.apiKey };
  process.stdout.write('Starting Parley …\n');
  const building = Promise.all([buildMissingPages(ROOT), buildMissingNodes(ROOT)]);
  gateway = startGateway({
    args: [GATEWAY_ENTRY],
    url: access.url,
    env: {
      PARLEY_ALLOW_LOOPBACK: '1',
      PARLEY_ADMIN_EMAIL: seed.adminEmail,
      PARLEY_ADMIN_PASSWORD: seed.adminPassword,
      PARLEY_LOG_LEVEL: 'warn',
      ...env,
      PARLEY_PORT: String(port),
      PARLEY_DATA_DIR: dataDir,
      PARLEY_API_KEY: access.apiKey,
    },
  });
  const notReady = await gateway.ready();
  if (notReady !== undefined) return fail(notReady);
  void gateway.ended.then((code) => (isStopping ? undefined : fail(`The gateway has ended (exit code ${code ?? 'none'}).`)));

  sandbox = await startSandbox({
    port: phonesPort,
    gateway: access,
    graph: { ...seed.whatsapp, behaviour: { statuses: { delayMs: RECEIPT_DELAY_MS, upTo: 'read' } } },
    line: seed.line,
    messenger: { ...seed.messenger, behaviour: { statuses: { delayMs: RECEIPT_DELAY_MS, upTo: 'read' } } },
    wechat: seed.wechat,
    twilio: { ...seed.twilio, behaviour: { statuses: { delayMs: RECEIPT_DELAY_MS, upTo: 'read' } } },
  });
  const channels = await connectChannels(access, sandbox, seed);
  await sayFirstWords(access, sandbox, channels);
  await connectShop(access, sandbox);
  await layOutADay(access, sandbox);
  const buildNotes = (await building).flat().filter((note) => note !== undefined);
  if (isStopping) return;
  process.stdout.write(
    banner({
      phones: sandbox.url,
      shop: `${sandbox.url}/shop`,
      gateway: access.url,
      apiKey: access.apiKey,
      firstSignIn,
      dataDir,
      notes: buildNotes,
    }),
  );
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
start().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
