import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** On what a figure was measured, so that two releases can be compared. */
export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGb: number;
  readonly os: string;
  readonly node: string;
  readonly parley: string;
  readonly sqlite: string;
}

export function describeMachine(): Machine {
  const manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../gateway/package.json'), 'utf8')) as { version: string };
  const memory = new DatabaseSync(':memory:');
  const sqlite = String(memory.prepare('select sqlite_version() as version').get()?.['version']);
  memory.close();
  return {
    cores: os.availableParallelism(),
    cpu: os.cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    os: `${os.platform()} ${os.release()}`,
    node: process.versions.node,
    parley: manifest.version,
    sqlite,
  };
}

/** Prints one figure as a JSON line. */
export type PrintFigure = (name: string, value: number, unit: string, more?: Readonly<Record<string, unknown>>) => void;

export function figurePrinter(bench: string, seed: number): PrintFigure {
  const machine = describeMachine();
  return (name, value, unit, more = {}) =>
    console.log(JSON.stringify({ bench, name, value: rounded(value), unit, ...more, ...machine, seed }));
}

export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** The smallest value that so large a share of all are not above (nearest rank); NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** A figure beside what is wanted of it. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly holds: boolean;
}

export function below(name: string, value: number, limit: number): Figure {
  return { name, value: rounded(value), limit, holds: value < limit };
}

export function atLeast(name: string, value: number, limit: number): Figure {
  return { name, value: rounded(value), limit, holds: value >= limit };
}

/** Prints what is wanted of a part and whether it holds, as a JSON line; says whether all of it does. */
export function printVerdict(part: string, figures: readonly Figure[], seed: number): boolean {
  const holds = figures.every((figure) => figure.holds);
  console.log(JSON.stringify({ bench: 'verdict', only: part, holds, figures, seed }));
  return holds;
}
