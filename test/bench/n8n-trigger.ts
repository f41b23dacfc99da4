import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sqliteQuery } from '../faults/database.ts';
import { measureOverhead, publishWhatsAppTrigger } from '../n8n/overhead.ts';
import { RUNTIME } from '../n8n/support/paths.ts';
import { type Stage, setStage } from '../n8n/support/stage.ts';
import { cpuTimeOf } from '../support/cpu-time.ts';
import { type Figure, type PrintFigure, atLeast, below, percentile } from './figures.ts';
import { entryOf, measureInTurns, printLoad, printParley, sustainedOf } from './load-figures.ts';
import type { Run } from './part.ts';
import { type LoadSize, openParley } from './phases.ts';
import { type Rival, openRival } from './rival.ts';

/** n8n takes so much longer that as many webhooks would take minutes. */
interface Sizes {
  readonly n8n: LoadSize;
  readonly parley: LoadSize;
  /** Of which the way from the platform to an execution is measured, one at a time. */
  readonly messages: number;
}

const FULL: Sizes = {
  n8n: { webhooks: 300, warmUp: 100, rounds: 3, idleMs: 0 },
  parley: { webhooks: 5_000, warmUp: 3_000, rounds: 3, idleMs: 3_000 },
  messages: 50,
};
const QUICK: Sizes = {
  n8n: { webhooks: 150, warmUp: 50, rounds: 1, idleMs: 0 },
  parley: { webhooks: 2_000, warmUp: 1_000, rounds: 1, idleMs: 2_000 },
  messages: 10,
};
const LIMITS = { multiple: 20, startP50Ms: 30 };

/**
 * Parley beside n8n's own WhatsApp trigger, which takes the same webhooks into a workflow of nothing but itself; n8n as it comes, which
 * keeps every execution in its SQLite. Before that, one message at a time, the way from the platform's POST to the start of an execution.
 */
export async function measureN8nTrigger({ isQuick, seed, print, nodeArguments }: Run): Promise<readonly Figure[]> {
  const { n8n: size, parley, messages } = isQuick ? QUICK : FULL;
  const stage = await setStage((line) => console.error(line));
  const told: PrintFigure = (name, value, unit, more) => print(name, value, unit, { ...more, n8n: versionOfN8n() });
  try {
    const workflow = await publishWhatsAppTrigger(stage.world);
    const ways = await measureOverhead(stage.world, workflow, messages);
    for (const { name, waits } of ways) {
      told(`${name}.start_p50`, percentile(waits, 0.5), 'ms', { messages });
      told(`${name}.start_p99`, percentile(waits, 0.99), 'ms', { messages });
    }
    const entries = [
      entryOf({
        name: 'parley',
        contender: await openParley(parley, seed, nodeArguments),
        print: (...round) => printParley(told, ...round),
      }),
      entryOf({
        name: 'n8n_trigger',
        contender: await openRival(await rivalOf(stage, workflow), size, seed, true),
        print: (name, round, found) => {
          printLoad(told, name, round, found);
          told(`${name}.answers`, found.posts, 'webhooks', { round, answers: found.answers });
        },
      }),
    ];
    const middles = await measureInTurns(entries, size.rounds, told);
    const multiple = sustainedOf(middles, 'parley') / sustainedOf(middles, 'n8n_trigger');
    told('multiple', multiple, 'parley/n8n');
    const throughParley = ways.find(({ name }) => name === 'parley_trigger')?.waits ?? [];
    return [
      atLeast('parley_to_n8n', multiple, LIMITS.multiple),
      below('execution_start_p50_ms', percentile(throughParley, 0.5), LIMITS.startP50Ms),
    ];
  } finally {
    await stage.clear();
  }
}

/** How many executions have ended is read from n8n's own database, which costs n8n nothing. */
async function rivalOf({ world, folder }: Stage, workflow: string): Promise<Rival> {
  const query = sqliteQuery(path.join(folder, '.n8n/database.sqlite'));
  const count = async () => {
    const [row] = await query(`select count(*) as ended from execution_entity where workflowId = '${workflow}' and status = 'success'`);
    return Number(row?.['ended']);
  };
  const url = new URL(world.platforms.appWebhookUrl() ?? '');
  const before = await count();
  return {
    to: { port: Number(url.port), path: url.pathname },
    handled: async () => (await count()) - before,
    cpuTime: () => cpuTimeOf(world.n8n.pid ?? 0),
    stop: () => Promise.resolve(),
  };
}

function versionOfN8n(): string {
  return (JSON.parse(readFileSync(path.join(RUNTIME, 'node_modules/n8n/package.json'), 'utf8')) as { version: string }).version;
}
