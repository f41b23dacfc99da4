import { type ConsoleSize, measureConsole } from './console.ts';
import { type DeadlinesSize, measureDeadlines } from './deadlines.ts';
import { type Figure, below, median, rounded } from './figures.ts';
import { type ListSize, type Timed, measureLists } from './lists.ts';
import type { Run } from './part.ts';
import { measureVisitors } from './visitors.ts';
import { measureLoads } from './widget-loads.ts';

/** Conversations with deadlines: what is measured is that their number does not matter. */
const MANY: DeadlinesSize = { open: 100_000, due: 1_000, idleMs: 10_000 };
/** What a long day leaves behind. */
const CONSOLE: ConsoleSize = { conversations: 10_000, messages: 10_000, followed: 200 };
/** How many open conversations are listed and counted, and how often each question is asked. */
const LISTS: ListSize = { open: 100_000, messages: 240_000, times: 100 };
/** The same organisation years later. */
const MILLION: ListSize = { open: 100_000, messages: 1_000_000, times: 100 };

const LIMITS = {
  deadlineMs: 1000,
  idleCpuPercent: 5,
  listP99Ms: 20,
  searchP99Ms: 150,
  idleRssMb: 130,
  /** What browsers call a long task. */
  longTaskMs: 50,
  /** With 5,000 visitors connected. */
  visitorsRssMb: 400,
  /** A message to all of them is one announcement; what 5,000 messages of their own take is printed beside it. */
  visibleMs: 1000,
};

/** What a gateway does while customers wait, and how late a deadline is. */
export async function measureDeadlinesPart({ isQuick, print }: Run): Promise<readonly Figure[]> {
  const many = isQuick ? { ...MANY, open: 20_000 } : MANY;
  const { latestMs, medianMs, idleCpuPercent, told } = await measureDeadlines(many);
  print('parley.deadline_latest', latestMs, 'ms', { open: many.open, due: many.due, told });
  print('parley.deadline_median', medianMs, 'ms');
  print('parley.idle_cpu', idleCpuPercent, '%', { open: many.open });
  return [below('deadline_latest_ms', latestMs, LIMITS.deadlineMs), below('idle_cpu_percent', idleCpuPercent, LIMITS.idleCpuPercent)];
}

export async function measureListsPart(run: Run): Promise<readonly Figure[]> {
  const { list, search } = await measureListsOf(run.isQuick ? { ...LISTS, times: 20 } : LISTS, run);
  return [list, search];
}

/** Lists, search and idle memory with a million messages stored. */
export async function measureMillion(run: Run): Promise<readonly Figure[]> {
  const { list, search, idle } = await measureListsOf(run.isQuick ? { open: 20_000, messages: 100_000, times: 20 } : MILLION, run);
  return [list, search, idle];
}

/** Every list and count, first in the store and then over HTTP, and what search takes. */
async function measureListsOf(size: ListSize, { seed, print }: Run): Promise<Record<'list' | 'search' | 'idle', Figure>> {
  const { store, http, searches, documentUs, idleRssMb } = await measureLists(size, seed);
  const of = { open: size.open, messages: size.messages };
  for (const [where, timed] of Object.entries({ store, http, search: searches })) {
    for (const { name, p50Ms, p99Ms } of timed) print(`lists.${where}.p99`, p99Ms, 'ms', { question: name, p50Ms: rounded(p50Ms), ...of });
    const slowest = slowestOf(timed);
    print(`lists.${where}.slowest_p99`, slowest.p99Ms, 'ms', { question: slowest.name, p50Ms: rounded(slowest.p50Ms), ...of });
  }
  print('search.document', documentUs, 'µs', of);
  print('lists.rss_idle', idleRssMb, 'MB', of);
  // The slowest question to the store. Over HTTP the client's own pauses on a busy machine are in it.
  return {
    list: below('list_p99_ms', slowestOf(store).p99Ms, LIMITS.listP99Ms),
    search: below('search_p99_ms', slowestOf(searches).p99Ms, LIMITS.searchP99Ms),
    idle: below('rss_idle_mb', idleRssMb, LIMITS.idleRssMb),
  };
}

function slowestOf(timed: readonly Timed[]): Timed {
  return timed.reduce((slowest, one) => (one.p99Ms > slowest.p99Ms ? one : slowest));
}

/** A page that loads the widget; so many visitors, idle, and a message to each: what the widget must hold. */
export async function measureWidget({ isQuick, print, nodeArguments }: Run): Promise<readonly Figure[]> {
  const loads = await measureLoads(isQuick ? 3 : 9);
  for (const [name, all] of Object.entries(loads)) {
    for (const { longestMs, ...more } of all) print('widget.longest_task_on_load', longestMs, 'ms', { page: name, ...more });
  }
  const visitors = isQuick ? 500 : 5_000;
  const found = await measureVisitors(visitors, nodeArguments);
  print('widget.rss_idle', found.idleRssMb, 'MB', { visitors });
  print('widget.rss_peak', found.peakRssMb, 'MB', { visitors });
  for (const [name, from] of [
    ['announced', 'the POST'],
    ['alone', 'the POST'],
    ['visible', 'the POST'],
    ['afterAnswer', 'the answer to the POST'],
  ] as const) {
    const { p50Ms, p99Ms, slowestMs } = found[name];
    print(`widget.${name}_p50`, p50Ms, 'ms', { visitors, from });
    print(`widget.${name}_p99`, p99Ms, 'ms', { visitors, from });
    print(`widget.${name}_slowest`, slowestMs, 'ms', { visitors, from });
  }
  print('widget.first_visible', found.firstMs, 'ms', { visitors, from: 'the first POST' });
  print('widget.all_visible', found.allMs, 'ms', { visitors, from: 'the first POST', postsMs: rounded(found.postsMs) });
  print('widget.cpu_per_message', found.cpuMicros, 'µs', { visitors });
  return [
    // On a machine with others the clock of a single load says little; of the middle one it says whether there is such a task.
    below('widget_task_on_load_ms', median(loads.withWidget.map((one) => one.longestMs)), LIMITS.longTaskMs),
    below('widget_rss_idle_mb', found.idleRssMb, LIMITS.visitorsRssMb),
    below('widget_announced_slowest_ms', found.announced.slowestMs, LIMITS.visibleMs),
    below('widget_alone_slowest_ms', found.alone.slowestMs, LIMITS.visibleMs),
  ];
}

/** What somebody at the console feels, in a real browser. */
export async function measureConsolePart({ isQuick, seed, print }: Run): Promise<readonly Figure[]> {
  return measureConsole(isQuick ? { ...CONSOLE, followed: 40 } : CONSOLE, seed, print);
}
