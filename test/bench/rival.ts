import { type ChildProcess, fork } from 'node:child_process';
import { type CpuTime, cpuBetween, cpuTimeOf } from '../support/cpu-time.ts';
import { type LoadPlan, runLoad } from '../support/webhook-load.ts';
import { type Contender, type LoadSize, type ServedRound, onlyAccepted, planOf, untilDone } from './phases.ts';

/** A server that takes the same webhooks as Parley. */
export interface Rival {
  readonly to: Pick<LoadPlan, 'port' | 'path'>;
  /** Webhooks of which it has done all it does, since it was started. */
  handled(): Promise<number>;
  cpuTime(): CpuTime;
  stop(): Promise<void>;
}

/** A rival, warm. A round ends when it has done everything. What it refuses is an error, unless it is known to refuse under load. */
export async function openRival(rival: Rival, size: LoadSize, seed: number, mayRefuse = false): Promise<Contender<ServedRound>> {
  const measure = async (round: number): Promise<ServedRound> => {
    const plan = planOf(size, seed, round, rival.to);
    const before = rival.cpuTime();
    const result = await runLoad(plan);
    if (!mayRefuse) onlyAccepted(result);
    const drainSeconds = await untilDone(() => rival.handled(), plan.from + plan.count);
    return { ...result, drainSeconds, serverCpu: cpuBetween(before, rival.cpuTime()) };
  };
  await measure(0);
  return { measure, stop: () => rival.stop() };
}

type Told = { readonly port: number } | { readonly handled: number };

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Starts a rival that tells its port, and how much it has handled whenever it is asked. */
export async function forkRival(program: string, settings: Readonly<Record<string, unknown>>, path: string): Promise<Rival> {
  // What it says goes to the errors: the output is for figures.
  const child = fork(program, [JSON.stringify(settings)], { stdio: ['ignore', 2, 2, 'ipc'] });
  running.add(child);
  const hear = <T>(read: (told: Told) => T | undefined) =>
    new Promise<T>((resolve, reject) => {
      const end = (code: number | null) => reject(new Error(`${program} ended with ${code}`));
      child.once('exit', end);
      child.once('message', (told: Told) => {
        child.off('exit', end);
        const found = read(told);
        if (found === undefined) reject(new Error(`${program} said ${JSON.stringify(told)}`));
        else resolve(found);
      });
    });
  const port = await hear((told) => ('port' in told ? told.port : undefined));
  return {
    to: { port, path },
    handled() {
      const handled = hear((told) => ('handled' in told ? told.handled : undefined));
      child.send('handled?');
      return handled;
    },
    cpuTime: () => cpuTimeOf(child.pid ?? 0),
    stop() {
      running.delete(child);
      child.kill('SIGKILL');
      return Promise.resolve();
    },
  };
}
