import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npm } from '../n8n/support/npm.ts';
import { ROOT } from '../n8n/support/paths.ts';
import { run } from '../n8n/support/processes.ts';
import type { Part } from './groups.ts';

const RUNTIME = path.join(import.meta.dirname, 'runtime');
const STRYKER = path.join(RUNTIME, 'node_modules/@stryker-mutator/core');
/** Copies of the code as they are changed, and what came of it. Not kept in git. */
const WORK = '.cache/mutation';
/** So much of the repository is copied: the code, the suites and what they read. */
const COPIED = ['gateway/src', 'gateway/sandbox', 'test/gateway', 'test/support'];

/**
 * Tests that are left out, which can only make a score smaller: one comes by everything 500 times, rarely notices anything first, and would
 * take most of the time; others measure time, and a machine on which two of these run is no place for that.
 */
const LEFT_OUT = ['a genuine body damaged anywhere parses', 'costs less than 50 ms'];

/** A change of the code, as the report of Stryker tells of it (https://github.com/stryker-mutator/mutation-testing-elements). */
export interface Mutant {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The whole line as it is, without the blanks around it. */
  readonly source: string;
  readonly replacement: string;
  readonly status: 'Killed' | 'Survived' | 'NoCoverage' | 'Timeout' | 'RuntimeError' | 'CompileError' | 'Ignored' | 'Pending';
}

interface Reported {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: string;
        readonly mutants: readonly {
          readonly status: Mutant['status'];
          readonly replacement?: string;
          readonly location: { readonly start: { readonly line: number } };
        }[];
      }
    >
  >;
}

/** Installs Stryker from the npm registry when it is not there: 63 MB that a newcomer's install does without. */
export async function ensureStryker(say: (line: string) => void): Promise<string> {
  if (!existsSync(STRYKER)) {
    say('Installing Stryker into test/mutation/runtime: this happens once and takes half a minute.');
    await npm(RUNTIME, ['install', '--ignore-scripts', '--no-audit', '--no-fund'], 600_000);
  }
  const manifest: { version: string } = JSON.parse(readFileSync(path.join(STRYKER, 'package.json'), 'utf8'));
  return manifest.version;
}

/** Changes the files of a part, one thing at a time, and runs its suites on each change that they come by. */
export async function mutate(name: string, part: Part): Promise<readonly Mutant[]> {
  // The unit tests first: they are quick, and the first that fails is enough.
  const suites = globSync([...part.suites], { cwd: ROOT }).sort((a, b) => Number(b.includes('/unit/')) - Number(a.includes('/unit/')));
  if (suites.length === 0) throw new Error(`no suites for ${name}`);
  const folder = path.join(ROOT, WORK);
  mkdirSync(folder, { recursive: true });
  const report = path.join(folder, `${name}.json`);
  rmSync(report, { force: true });
  const settings = path.join(folder, `${name}.settings.json`);
  writeFileSync(settings, JSON.stringify(settingsOf(part, suites, path.join(WORK, name), report)));
  const { PARLEY_FIXTURES: _fixtures, ...env } = process.env;
  await run(process.execPath, [path.join(STRYKER, 'bin/stryker.js'), 'run', settings], { cwd: ROOT, env, timeoutMs: 3_600_000 });
  return mutantsIn(JSON.parse(readFileSync(report, 'utf8')));
}

function settingsOf(part: Part, suites: readonly string[], copies: string, report: string): object {
  const parents = ['gateway', 'test'];
  return {
    plugins: [path.join(import.meta.dirname, 'resident-runner.ts')],
    testRunner: 'resident',
    resident: { suites, without: LEFT_OUT },
    warnings: { unknownOptions: false },
    testRunnerNodeArgs: ['--no-warnings'],
    coverageAnalysis: 'perTest',
    mutate: part.files,
    ignorePatterns: [
      '**',
      ...['package.json', ...parents.flatMap((parent) => [parent, `${parent}/package.json`]), ...COPIED].map((kept) => `!${kept}`),
      ...COPIED.map((kept) => `!${kept}/**`),
    ],
    tempDirName: copies,
    reporters: ['json'],
    jsonReporter: { fileName: report },
    disableTypeChecks: false,
    concurrency: 2,
    // The runner itself gives up a test that waits for ever, and Stryker counts loops: a busy machine is not to be taken for either.
    timeoutMS: 300_000,
    logLevel: 'warn',
  };
}

function mutantsIn(reported: Reported): readonly Mutant[] {
  return Object.entries(reported.files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.map(({ status, replacement = '', location }) => ({
      file,
      line: location.start.line,
      source: (lines[location.start.line - 1] ?? '').trim(),
      replacement,
      status,
    }));
  });
}
