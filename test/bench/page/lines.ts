import { readFileSync } from 'node:fs';
import { median } from '../figures.ts';

/** One JSON line of the bench. */
export interface Line {
  readonly bench: string;
  readonly name: string;
  readonly value: number;
  readonly [field: string]: unknown;
}

export interface Verdict {
  readonly part: string;
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly holds: boolean;
}

/** What one run of the bench printed. */
export interface Measured {
  /** The middle of all values of this name that the part printed; undefined where it printed none. */
  value(part: string, name: string): number | undefined;
  lines(part: string, name: string): readonly Line[];
  /** A field that each line has, such as the machine's. */
  field(name: string): unknown;
  readonly verdicts: readonly Verdict[];
  /** Measured at the sizes for trying it out. */
  readonly isQuick: boolean;
}

const QUICK = /-quick$/;

/** Reads the lines; where a part was run more than once the last run counts. */
export function readLines(file: string): Measured {
  const all = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line & { readonly only?: string; readonly figures?: readonly Omit<Verdict, 'part'>[] });
  const figures = new Map<string, Line[]>();
  const verdicts = new Map<string, Verdict>();
  const ended = new Set<string>();
  let isQuick = false;
  for (const line of all) {
    if (line.bench === 'verdict') {
      const part = line.only;
      if (part === undefined) continue;
      ended.add(part);
      for (const figure of line.figures ?? []) verdicts.set(`${part} ${figure.name}`, { ...figure, part });
      continue;
    }
    isQuick ||= QUICK.test(line.bench);
    const part = line.bench.replace(QUICK, '');
    if (ended.delete(part)) for (const key of figures.keys()) if (key.startsWith(`${part} `)) figures.delete(key);
    const key = `${part} ${line.name}`;
    figures.set(key, [...(figures.get(key) ?? []), line]);
  }
  const lines = (part: string, name: string) => figures.get(`${part} ${name}`) ?? [];
  return {
    lines,
    value(part, name) {
      const found = lines(part, name);
      return found.length === 0 ? undefined : median(found.map((line) => line.value));
    },
    field: (name) => all.findLast((line) => line[name] !== undefined)?.[name],
    verdicts: [...verdicts.values()],
    isQuick,
  };
}
