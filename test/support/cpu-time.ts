import { readFileSync, readdirSync } from 'node:fs';

/** How long a process has kept cores busy, in milliseconds. */
export interface CpuTime {
  /** The thread that runs JavaScript and, on SQLite, the store. */
  readonly mainMs: number;
  /** All others: garbage collection, compilation, name look-ups, workers. */
  readonly othersMs: number;
}

/**
 * From the kernel, in nanoseconds (https://docs.kernel.org/scheduler/sched-stats.html): what `/proc/<pid>/stat` counts in hundredths of a
 * second is too coarse for a round of a few. Time that the process waited for a core is not in it, so that it can be compared on a machine
 * that does other things as well. A thread that has ended is not counted.
 */
export function cpuTimeOf(pid: number): CpuTime {
  let mainMs = 0;
  let othersMs = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const ms = threadMs(pid, thread);
    if (thread === String(pid)) mainMs = ms;
    else othersMs += ms;
  }
  return { mainMs, othersMs };
}

function threadMs(pid: number, thread: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return 0;
  }
}

/** What was used between two looks. */
export function cpuBetween(before: CpuTime, after: CpuTime): CpuTime {
  return { mainMs: after.mainMs - before.mainMs, othersMs: after.othersMs - before.othersMs };
}
