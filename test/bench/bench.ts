// `npm run bench [-- --quick] [--only=ingest|deadlines|lists|widget|console] [--seed=<n>] [--cpu-prof=<folder>]`: how fast webhooks become stored,
// delivered messages, beside the least that a webhook server can do on the same machine in the same run. JSON lines; exit code 1 when
// a figure does not hold.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { isBuiltFresh, programOf } from '../support/gateway-process.ts';
import { seedOf } from '../support/seeded.ts';
import type { CpuTime } from '../support/cpu-time.ts';
import { type ConsoleSize, measureConsole } from './console.ts';
import { figurePrinter, median, rounded } from './figures.ts';
import { type Deadlines, type DeadlinesSize, measureDeadlines } from './deadlines.ts';
import { type Timed, measureLists } from './lists.ts';
import { type ParleyRound, type ServedRound, type Size, measureColdStarts, openFloor, openParley } from './phases.ts';
import { measureVisitors } from './visitors.ts';
import { measureLoads } from './widget-loads.ts';

/** Many short rounds: on shared machines the disk and the cores are faster in one ten seconds than in the next. */
const FULL: Size = { webhooks: 20_000, warmUp: 5_000, rounds: 7, coldStarts: 5, idleMs: 5_000 };
const QUICK: Size = { webhooks: 10_000, warmUp: 3_000, rounds: 2, coldStarts: 3, idleMs: 2_000 };

/** What the release must reach. */
const LIMITS = {
  ratio: 0.35,
  ackP99Ms: 100,
  rssMb: 350,
  idleRssMb: 160,
  coldStartMs: 1500,
  deadlineMs: 1000,
  idleCpuPercent: 5,
  listP99Ms: 20,
  searchP99Ms: 150,
  /** What browsers call a long task. */
  longTaskMs: 50,
  /** With 5,000 visitors connected. */
  visitorsRssMb: 400,
  /** A message to all of them is one announcement; what 5,000 messages of their own take is printed beside it. */
  visibleMs: 1000,
};
/** Conversations with deadlines: what is measured is that their number does not matter. */
const MANY: DeadlinesSize = { open: 100_000, due: 1_000, idleMs: 10_000 };

const args = process.argv.slice(2);
const seed = seedOf(args);
const size = args.includes('--quick') ? QUICK : FULL;
const many = args.includes('--quick') ? { ...MANY, open: 20_000 } : MANY;
const profileFolder = args.find((arg) => arg.startsWith('--cpu-prof='))?.slice('--cpu-prof='.length);
/** How many open conversations are listed and counted, and how often each question is asked. */
const LISTS = { open: 100_000, times: args.includes('--quick') ? 20 : 100 };
/** What a long day leaves behind. */
const CONSOLE: ConsoleSize = { conversations: 10_000, messages: 10_000, followed: args.includes('--quick') ? 40 : 200 };
const profile = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${path.resolve(profileFolder)}`];
const print = figurePrinter(args.includes('--quick') ? 'ingest-quick' : 'ingest', seed);

function buildWhatIsMissing(): void {
  if (!isBuiltFresh()) {
    const root = path.join(import.meta.dirname, '../..');
    const build = spawnSync(process.execPath, ['launch.mjs', 'scripts/build.mjs', 'gateway'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (build.status !== 0) throw new Error('the gateway could not be built');
  }
  console.error(
    `measuring ${path.relative(process.cwd(), programOf('built'))}, ${size.rounds} rounds of ${size.webhooks} webhooks, seed ${seed}`,
  );
}

/** Microseconds of a core for one webhook. */
function perWebhook({ mainMs, othersMs }: CpuTime, webhooks: number): number {
  return ((mainMs + othersMs) * 1000) / webhooks;
}

function printLoad(name: 'floor' | 'parley', round: number, result: ServedRound): void {
  print(`${name}.webhooks`, result.perSecond, '1/s', { round, webhooks: result.posts });
  print(`${name}.ack_p50`, result.p50Ms, 'ms', { round });
  print(`${name}.ack_p99`, result.p99Ms, 'ms', { round });
  print(`${name}.cpu_per_webhook`, perWebhook(result.serverCpu, result.posts), 'µs', {
    round,
    mainThread: rounded((result.serverCpu.mainMs * 1000) / result.posts),
    ofGenerator: rounded((result.cpuMs * 1000) / result.posts),
  });
}

function printParley(round: number, found: ParleyRound): void {
  printLoad('parley', round, found);
  print('parley.delivered_during_load', found.deliveredDuring, 'events', { round });
  print('parley.time_until_all_delivered', found.drainSeconds, 's', { round });
  print('parley.rss_under_load', found.rssMb, 'MB', { round });
  print('receiver.cpu_per_webhook', perWebhook(found.receiverCpu, found.posts), 'µs', { round });
}

interface Ingested {
  readonly floors: readonly ServedRound[];
  readonly parleys: readonly ParleyRound[];
  readonly idleRssMb: number;
}

/** What is measured besides. */
interface Besides {
  readonly coldStarts: readonly number[];
  readonly deadlines: Deadlines;
  /** The slowest question to the store. Over HTTP the client's own pauses on a busy machine are in it. */
  readonly slowestList: Timed;
  readonly slowestSearch: Timed;
}

function printVerdict({ floors, parleys, idleRssMb }: Ingested, besides: Besides | undefined): boolean {
  const floor = median(floors.map((round) => round.perSecond));
  const parley = median(parleys.map((round) => round.perSecond));
  print('floor.webhooks_median', floor, '1/s');
  print('parley.webhooks_median', parley, '1/s');
  print('ratio', parley / floor, 'parley/floor');
  const [floorCpu, parleyCpu] = [floors, parleys].map((all) => median(all.map((one) => perWebhook(one.serverCpu, one.posts))));
  print('cpu_ratio', (floorCpu ?? Number.NaN) / (parleyCpu ?? Number.NaN), 'floor/parley', {
    floorMicros: floorCpu,
    parleyMicros: parleyCpu,
  });
  const figures = [
    { name: 'ratio', value: parley / floor, limit: LIMITS.ratio, holds: parley / floor >= LIMITS.ratio },
    ...[
      { name: 'ack_p99_ms', value: median(parleys.map((round) => round.p99Ms)), limit: LIMITS.ackP99Ms },
      { name: 'rss_under_load_mb', value: Math.max(...parleys.map((round) => round.rssMb)), limit: LIMITS.rssMb },
      { name: 'rss_idle_mb', value: idleRssMb, limit: LIMITS.idleRssMb },
      ...(besides === undefined ? [] : figuresBesides(besides)),
    ].map((figure) => ({ ...figure, holds: figure.value < figure.limit })),
  ];
  const holds = figures.every((figure) => figure.holds);
  console.log(
    JSON.stringify({ bench: 'verdict', holds, figures: figures.map((figure) => ({ ...figure, value: rounded(figure.value) })), seed }),
  );
  return holds;
}

function figuresBesides({ coldStarts, deadlines, slowestList, slowestSearch }: Besides) {
  return [
    { name: 'cold_start_ms', value: median(coldStarts), limit: LIMITS.coldStartMs },
    { name: 'deadline_latest_ms', value: deadlines.latestMs, limit: LIMITS.deadlineMs },
    { name: 'idle_cpu_percent', value: deadlines.idleCpuPercent, limit: LIMITS.idleCpuPercent },
    { name: 'list_p99_ms', value: slowestList.p99Ms, limit: LIMITS.listP99Ms },
    { name: 'search_p99_ms', value: slowestSearch.p99Ms, limit: LIMITS.searchP99Ms },
  ];
}

/** In turns, so that what else the machine does hits both. */
async function measureInTurns(): Promise<Ingested> {
  const parley = await openParley(size, seed, profile);
  const floor = await openFloor(size, seed);
  print('parley.rss_idle', parley.idleRssMb, 'MB');
  const floors: ServedRound[] = [];
  const parleys: ParleyRound[] = [];
  for (let round = 1; round <= size.rounds; round++) {
    const least = await floor.measure(round);
    printLoad('floor', round, least);
    floors.push(least);
    const found = await parley.measure(round);
    printParley(round, found);
    parleys.push(found);
  }
  await floor.stop();
  await parley.stop();
  return { floors, parleys, idleRssMb: parley.idleRssMb };
}

/** Every list and count, first in the store and then over HTTP, and what search takes. */
async function measureAllLists(): Promise<Pick<Besides, 'slowestList' | 'slowestSearch'>> {
  const { store, http, searches, documentUs } = await measureLists(LISTS.open, LISTS.times, seed);
  for (const [where, timed] of Object.entries({ store, http, search: searches })) {
    for (const { name, p50Ms, p99Ms } of timed)
      print(`lists.${where}.p99`, p99Ms, 'ms', { question: name, p50Ms: rounded(p50Ms), open: LISTS.open });
  }
  print('search.document', documentUs, 'us', { open: LISTS.open });
  return { slowestList: slowestOf(store), slowestSearch: slowestOf(searches) };
}

function slowestOf(timed: readonly Timed[]): Timed {
  return timed.reduce((slowest, one) => (one.p99Ms > slowest.p99Ms ? one : slowest));
}

function printListsVerdict({ slowestList, slowestSearch }: Pick<Besides, 'slowestList' | 'slowestSearch'>): boolean {
  const holds = slowestList.p99Ms < LIMITS.listP99Ms && slowestSearch.p99Ms < LIMITS.searchP99Ms;
  console.log(JSON.stringify({ bench: 'verdict', only: 'lists', holds, slowestList, slowestSearch, seed }));
  return holds;
}

/** A page that loads the widget; so many visitors, idle, and a message to each: what the widget must hold. */
async function measureWidget(): Promise<boolean> {
  const quick = args.includes('--quick');
  const loads = await measureLoads(quick ? 3 : 9);
  for (const [name, all] of Object.entries(loads)) {
    for (const { longestMs, ...more } of all) print('widget.longest_task_on_load', longestMs, 'ms', { page: name, ...more });
  }
  const visitors = quick ? 500 : 5_000;
  const found = await measureVisitors(visitors, profile);
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
  const figures = [
    // On a machine with others the clock of a single load says little; of the middle one it says whether there is such a task.
    { name: 'widget_task_on_load_ms', value: median(loads.withWidget.map((one) => one.longestMs)), limit: LIMITS.longTaskMs },
    { name: 'widget_rss_idle_mb', value: found.idleRssMb, limit: LIMITS.visitorsRssMb },
    { name: 'widget_announced_slowest_ms', value: found.announced.slowestMs, limit: LIMITS.visibleMs },
    { name: 'widget_alone_slowest_ms', value: found.alone.slowestMs, limit: LIMITS.visibleMs },
  ].map((figure) => ({ ...figure, value: rounded(figure.value), holds: figure.value < figure.limit }));
  const holds = figures.every((figure) => figure.holds);
  console.log(JSON.stringify({ bench: 'verdict', only: 'widget', holds, figures, seed }));
  return holds;
}

/** `--only=console`: the console's figures alone. */
async function measureConsoleOnly(): Promise<never> {
  const figures = await measureConsole(CONSOLE, seed, print);
  const holds = figures.every((figure) => figure.holds);
  console.log(JSON.stringify({ bench: 'verdict', holds, figures, seed }));
  process.exit(holds ? 0 : 1);
}

async function measureBesides(): Promise<Besides> {
  const coldStarts = await measureColdStarts(size.coldStarts);
  print('parley.cold_start', median(coldStarts), 'ms', { starts: coldStarts.map(Math.round) });
  return { coldStarts, deadlines: await measureAllDeadlines(), ...(await measureAllLists()) };
}

async function measureAllDeadlines(): Promise<Deadlines> {
  const deadlines = await measureDeadlines(many);
  print('parley.deadline_latest', deadlines.latestMs, 'ms', { open: many.open, due: many.due, told: deadlines.told });
  print('parley.deadline_median', deadlines.medianMs, 'ms');
  print('parley.idle_cpu', deadlines.idleCpuPercent, '%', { open: many.open });
  return deadlines;
}

function printDeadlinesVerdict({ latestMs, idleCpuPercent }: Deadlines): boolean {
  const holds = latestMs < LIMITS.deadlineMs && idleCpuPercent < LIMITS.idleCpuPercent;
  console.log(JSON.stringify({ bench: 'verdict', only: 'deadlines', holds, seed }));
  return holds;
}

buildWhatIsMissing();
if (args.includes('--only=console')) await measureConsoleOnly();
if (args.includes('--only=deadlines')) process.exit(printDeadlinesVerdict(await measureAllDeadlines()) ? 0 : 1);
if (args.includes('--only=lists')) process.exit(printListsVerdict(await measureAllLists()) ? 0 : 1);
if (args.includes('--only=widget')) process.exit((await measureWidget()) ? 0 : 1);
const besides = args.includes('--only=ingest') ? undefined : await measureBesides();
process.exitCode = printVerdict(await measureInTurns(), besides) ? 0 : 1;
