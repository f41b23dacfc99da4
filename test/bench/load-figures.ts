import type { CpuTime } from '../support/cpu-time.ts';
import { type PrintFigure, median, rounded } from './figures.ts';
import type { Contender, ParleyRound, ServedRound } from './phases.ts';

/** Microseconds of a core for one webhook. */
export function perWebhook({ mainMs, othersMs }: CpuTime, webhooks: number): number {
  return ((mainMs + othersMs) * 1000) / webhooks;
}

export function printLoad(print: PrintFigure, name: string, round: number, result: ServedRound): void {
  print(`${name}.webhooks`, result.perSecond, '1/s', { round, webhooks: result.posts });
  print(`${name}.time_until_all_done`, result.drainSeconds, 's', { round });
  print(`${name}.ack_p50`, result.p50Ms, 'ms', { round });
  print(`${name}.ack_p99`, result.p99Ms, 'ms', { round });
  print(`${name}.cpu_per_webhook`, perWebhook(result.serverCpu, result.posts), 'µs', {
    round,
    mainThread: rounded((result.serverCpu.mainMs * 1000) / result.posts),
    ofGenerator: rounded((result.cpuMs * 1000) / result.posts),
  });
}

export function printParley(print: PrintFigure, name: string, round: number, found: ParleyRound): void {
  printLoad(print, name, round, found);
  print(`${name}.delivered_during_load`, found.deliveredDuring, 'events', { round });
  print(`${name}.rss_under_load`, found.rssMb, 'MB', { round, each: found.rssEachMb.map(Math.round) });
  print(`${name}.receiver_cpu_per_webhook`, perWebhook(found.receiverCpu, found.posts), 'µs', { round });
}

/** The middle of all rounds of one contender. */
export interface Middle {
  /** Acknowledged. */
  readonly perSecond: number;
  /** From the first POST until everything that follows was done: an event delivered, a handler called, an execution at its end. */
  readonly sustained: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export function middleOf(rounds: readonly ServedRound[]): Middle {
  return {
    perSecond: median(rounds.map((round) => round.perSecond)),
    sustained: median(rounds.map((round) => round.posts / (round.seconds + round.drainSeconds))),
    p50Ms: median(rounds.map((round) => round.p50Ms)),
    p99Ms: median(rounds.map((round) => round.p99Ms)),
  };
}

/** Prints and gives back the middle of all rounds: what tables and plots show. */
export function printMiddle(print: PrintFigure, name: string, rounds: readonly ServedRound[]): Middle {
  const middle = middleOf(rounds);
  print(`${name}.webhooks_median`, middle.perSecond, '1/s');
  print(`${name}.sustained_median`, middle.sustained, '1/s');
  print(`${name}.ack_p50_median`, middle.p50Ms, 'ms');
  print(`${name}.ack_p99_median`, middle.p99Ms, 'ms');
  return middle;
}

/** What one of them sustained; an error where it was not measured. */
export function sustainedOf(middles: ReadonlyMap<string, Middle>, name: string): number {
  const middle = middles.get(name);
  if (middle === undefined) throw new Error(`${name} was not measured`);
  return middle.sustained;
}

/** One that takes part in a bench, with what it prints of each of its rounds. */
export interface Entrant<Round> {
  readonly name: string;
  readonly contender: Contender<Round>;
  readonly print: (name: string, round: number, found: Round) => void;
}

/** An entrant whose kind of rounds is its own affair: `rounds` are those it has had. */
export interface Entry {
  readonly name: string;
  readonly rounds: readonly ServedRound[];
  measure(round: number): Promise<void>;
  stop(): Promise<void>;
}

export function entryOf<Round extends ServedRound>({ name, contender, print }: Entrant<Round>): Entry {
  const rounds: Round[] = [];
  return {
    name,
    rounds,
    async measure(round) {
      const found = await contender.measure(round);
      rounds.push(found);
      print(name, round, found);
    },
    stop: () => contender.stop(),
  };
}

/** In turns, so that what else the machine does hits all of them; stops them at the end. The middles by name. */
export async function measureInTurns(entries: readonly Entry[], rounds: number, print: PrintFigure): Promise<ReadonlyMap<string, Middle>> {
  for (let round = 1; round <= rounds; round++) for (const entry of entries) await entry.measure(round);
  for (const entry of entries) await entry.stop();
  return new Map(entries.map((entry) => [entry.name, printMiddle(print, entry.name, entry.rounds)]));
}
