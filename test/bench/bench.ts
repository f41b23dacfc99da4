// `npm run bench [-- --quick] [--only=<part>] [--seed=<n>] [--cpu-prof=<folder>]`: what Parley costs, beside the least that a webhook server can
// do and beside others that take the same webhooks, on the same machine in the same run. JSON lines; exit code 1 when a figure does not hold.
// Without `--only` each part has a process of its own, one after the other.
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { isBuiltFresh } from '../support/gateway-process.ts';
import { seedOf } from '../support/seeded.ts';
import { measureChatSdk } from './chat-sdk.ts';
import { measureFanOut } from './fan-out.ts';
import { figurePrinter, printVerdict } from './figures.ts';
import { measureFlat } from './flat.ts';
import { measureIngest } from './ingest.ts';
import type { Part } from './part.ts';
import { measureN8nTrigger } from './n8n-trigger.ts';
import { measurePostgres } from './postgres.ts';
import { measureConsolePart, measureDeadlinesPart, measureListsPart, measureMillion, measureWidget } from './smaller-parts.ts';

const PARTS: Readonly<Record<string, Part>> = {
  ingest: measureIngest,
  postgres: measurePostgres,
  'chat-sdk': measureChatSdk,
  'n8n-trigger': measureN8nTrigger,
  deadlines: measureDeadlinesPart,
  lists: measureListsPart,
  million: measureMillion,
  flat: measureFlat,
  'fan-out': measureFanOut,
  widget: measureWidget,
  console: measureConsolePart,
};

const ROOT = path.join(import.meta.dirname, '../..');
const args = process.argv.slice(2);
const seed = seedOf(args);
const isQuick = args.includes('--quick');
const valueOf = (name: string) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);

function buildWhatIsMissing(): void {
  if (isBuiltFresh()) return;
  const build = spawnSync(process.execPath, ['launch.mjs', 'scripts/build.mjs', 'gateway'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (build.status !== 0) throw new Error('the gateway could not be built');
}

async function runPart(name: string, part: Part): Promise<boolean> {
  const folder = valueOf('cpu-prof');
  const nodeArguments = folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${path.resolve(folder)}`];
  const print = figurePrinter(isQuick ? `${name}-quick` : name, seed);
  // What else the machine did in the minute before: a figure of a busy machine says little.
  print('load_before', os.loadavg()[0] ?? 0, 'processes');
  // A process that ends before that, for whatever reason, has measured nothing.
  let isJudged = false;
  process.on('exit', () => (isJudged ? undefined : (process.exitCode = 1)));
  const holds = printVerdict(name, await part({ isQuick, seed, print, nodeArguments }), seed);
  isJudged = true;
  return holds;
}

/** Every part by itself, so that none runs in what another has left in memory, and one that fails leaves the others. */
function runAll(): boolean {
  const parts: Record<string, boolean> = {};
  for (const name of Object.keys(PARTS)) {
    console.error(`bench: ${name}, seed ${seed}`);
    const { status } = spawnSync(process.execPath, [import.meta.filename, ...args, `--only=${name}`, `--seed=${seed}`], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    parts[name] = status === 0;
  }
  const holds = Object.values(parts).every(Boolean);
  console.log(JSON.stringify({ bench: 'verdict', holds, parts, seed }));
  return holds;
}

const only = valueOf('only');
const part = only === undefined ? undefined : PARTS[only];
if (only !== undefined && part === undefined) {
  console.error(`There is no part ${only}: ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}
buildWhatIsMissing();
process.exit((only !== undefined && part !== undefined ? await runPart(only, part) : runAll()) ? 0 : 1);
