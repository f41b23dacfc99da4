import type { Figure, PrintFigure } from './figures.ts';

/** What every part of the bench is told. */
export interface Run {
  readonly isQuick: boolean;
  readonly seed: number;
  readonly print: PrintFigure;
  /** For the Node of each gateway that is measured, such as `--cpu-prof`. */
  readonly nodeArguments: readonly string[];
}

/** One part of the bench, which can be run alone: prints what it measures and gives back what is wanted of it. */
export type Part = (run: Run) => Promise<readonly Figure[]>;
