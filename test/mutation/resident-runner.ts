import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import '../support/loopback-only.ts';
import { ENDLESS, LOOPING, createHarness } from './harness.ts';

/** What Stryker's instrumented code reads and writes (`InstrumenterContext` of @stryker-mutator/api). */
interface Instrumented {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: unknown;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
}

/** As much as is used of `DryRunOptions` and `MutantRunOptions` of @stryker-mutator/api. */
interface MutantRunOptions {
  readonly testFilter?: readonly string[];
  readonly hitLimit?: number;
  readonly activeMutant: { readonly id: string };
  readonly mutantActivation: 'runtime' | 'static';
  readonly disableBail: boolean;
  /** Whether the change is met while the code loads, or the one before was. */
  readonly reloadEnvironment: boolean;
}

/** `resident` among Stryker's options. */
interface ResidentOptions {
  readonly suites: readonly string[];
  readonly without: readonly string[];
}

/** `TestStatus` of @stryker-mutator/api. */
const [SUCCESS, FAILED, SKIPPED] = [0, 1, 2];
/** Node never forgets a module; the code and suites of a channel are 15 MB. */
const MOST_LOADS = 60;

/**
 * A test runner for Stryker that keeps the suites loaded in its process and switches the changes on and off there. Stryker's own runner for
 * Jest works with our ESM too, but loads every module anew for each change: 3.6 s each where this takes 20 ms.
 *
 * For a change that is met while the code loads, the code and the suites are loaded anew, under other addresses, but no libraries: 0.6 s.
 * Whatever one change leaves behind in the process must not count against another: a failure in a process that has run others before counts
 * only if the same tests still pass without the change; otherwise the process is given up, and Stryker asks a new one.
 */
class ResidentRunner {
  static readonly inject = ['options'] as const;
  readonly #options: ResidentOptions;
  readonly #harness = createHarness();
  readonly #instrumented: Instrumented;
  #loads = 0;
  #isLoaded = false;
  #isFresh = true;
  #isWorn = false;

  constructor(options: { readonly resident: ResidentOptions }) {
    this.#options = options.resident;
    const own = pathToFileURL(`${process.cwd()}${path.sep}`).href;
    registerHooks({
      resolve: (specifier, context, nextResolve) => {
        const found = nextResolve(specifier, context);
        return found.url.startsWith(own) ? { ...found, url: `${found.url}?load=${this.#loads}` } : found;
      },
    });
    const shared = globalThis as { __stryker__?: Instrumented };
    this.#instrumented = shared.__stryker__ ??= {};
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    await this.#load();
    const results = await this.#harness.run({
      bail: false,
      without: this.#options.without,
      onCase: (id) => (this.#instrumented.currentTestId = id),
    });
    const byId = new Map(results.map((result) => [result.id, result]));
    const tests = this.#harness.cases().map(({ id, file }) => {
      const result = byId.get(id);
      const about = { id, name: id, fileName: path.resolve(file), timeSpentMs: result?.ms ?? 0 };
      if (result === undefined) return { ...about, status: SKIPPED };
      return result.failure === undefined ? { ...about, status: SUCCESS } : { ...about, status: FAILED, failureMessage: result.failure };
    });
    return { status: 'complete', tests, mutantCoverage: this.#instrumented.mutantCoverage };
  }

  async mutantRun({ testFilter, hitLimit, activeMutant, mutantActivation, disableBail, reloadEnvironment }: MutantRunOptions) {
    if (this.#isWorn) throw new Error('a change has left something behind in this process');
    const isStatic = mutantActivation === 'static';
    if (reloadEnvironment) this.#isLoaded = false;
    if (isStatic) this.#instrumented.activeMutant = activeMutant.id;
    try {
      await this.#load();
    } catch (error) {
      this.#instrumented.activeMutant = undefined;
      if (!isStatic) throw error;
      await this.#judgeWear(new Set(), isStatic);
      return { status: 'killed', killedBy: [], failureMessage: String(error), nrOfTests: 0 };
    }
    const only = testFilter === undefined ? undefined : new Set(testFilter);
    Object.assign(this.#instrumented, { activeMutant: activeMutant.id, hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
    const results = await this.#harness.run({ only, without: this.#options.without, bail: !disableBail });
    const { hitCount = 0 } = this.#instrumented;
    Object.assign(this.#instrumented, { activeMutant: undefined, hitLimit: undefined, hitCount: undefined });
    const failed = results.filter(({ failure }) => failure !== undefined);
    if (hitLimit !== undefined && hitCount > hitLimit) {
      this.#isWorn = true;
      return { status: 'timeout', reason: `it came by ${hitCount} times, where ${hitLimit} are the most that is thought sensible` };
    }
    if (failed.some(({ failure }) => failure === ENDLESS)) {
      this.#isWorn = true;
      return { status: 'timeout', reason: ENDLESS };
    }
    const [first] = failed;
    if (first !== undefined) await this.#judgeWear(new Set(failed.map(({ id }) => id)), isStatic);
    this.#isFresh = false;
    if (first === undefined) return { status: 'survived', nrOfTests: results.length };
    if (failed.some(({ failure }) => failure === LOOPING)) return { status: 'timeout', reason: LOOPING };
    return { status: 'killed', killedBy: failed.map(({ id }) => id), failureMessage: first.failure ?? '', nrOfTests: results.length };
  }

  /** Whether the tests that failed pass now that nothing is changed. */
  async #judgeWear(only: ReadonlySet<string>, isStatic: boolean): Promise<void> {
    if (isStatic) this.#isLoaded = false;
    await this.#load();
    const again = await this.#harness.run({ only, bail: true });
    if (again.every(({ failure }) => failure === undefined)) return;
    this.#isWorn = true;
    if (!this.#isFresh) throw new Error('it is not known which change these tests failed of');
  }

  async #load(): Promise<void> {
    if (this.#isLoaded) return;
    if (this.#loads === MOST_LOADS) throw new Error('this process has loaded too much');
    this.#loads += 1;
    this.#harness.clear();
    for (const suite of this.#options.suites) await this.#harness.load(pathToFileURL(path.resolve(suite)).href, suite);
    this.#isLoaded = true;
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'resident', injectableClass: ResidentRunner }];
