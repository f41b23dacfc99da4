import { Script } from 'node:vm';
import { expect } from 'expect';
import fc from 'fast-check';
import { bind } from 'jest-each';

/** A test of the suites that were loaded, under a name that no other has. */
export interface Case {
  readonly id: string;
  readonly file: string;
  readonly isSkipped: boolean;
}

export interface CaseResult {
  readonly id: string;
  readonly ms: number;
  /** Undefined: it passed. `ENDLESS`: it was given up, and whatever it waited for goes on; `LOOPING`: it was given up, and nothing does. */
  readonly failure?: string;
}

export interface RunOptions {
  /** Undefined: all. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Parts of names of tests that are left out. */
  readonly without?: readonly string[];
  /** Whether the first failure ends the run. */
  readonly bail: boolean;
  /** Told before each test begins, and with undefined when it is over. */
  readonly onCase?: (id: string | undefined) => void;
}

/** So that whether a change is noticed does not hang on luck. */
export const EXAMPLES_SEED = 5_550_100;

/** A test takes milliseconds, and a machine may be busy. */
const MOST_MS = 10_000;
/** The failure of a test that waits for what never comes. */
export const ENDLESS = `not over after ${MOST_MS / 1000} s`;
/** The failure of a test that has never come back to its caller. */
export const LOOPING = `in a loop for ${MOST_MS / 1000} s`;

type Body = () => unknown;
type Callback = (...args: never[]) => unknown;

interface Block {
  readonly name: string;
  readonly parent: Block | undefined;
  readonly hooks: Readonly<Record<'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach', Body[]>>;
  readonly children: (Block | Test)[];
}

interface Test extends Case {
  readonly run: Body;
}

const isTest = (node: Block | Test): node is Test => 'run' in node;

/**
 * Jest's words for suites whose files are loaded once and whose tests can be run many times in one process: a change of the code that
 * is switched on between two runs costs its tests' own time and nothing else. Only for suites that leave nothing behind.
 */
export function createHarness() {
  let root = block('', undefined);
  let current = root;
  let file = '';
  const names = new Map<string, number>();
  let strays: unknown[] = [];
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, (error: unknown) => strays.push(error));

  function block(name: string, parent: Block | undefined): Block {
    return { name, parent, hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] }, children: [] };
  }

  function fullName(of: Block, name: string): string {
    const path: string[] = [name];
    for (let at: Block | undefined = of; at !== undefined; at = at.parent) if (at.name !== '') path.unshift(at.name);
    const whole = `${file}: ${path.join(' › ')}`;
    const count = (names.get(whole) ?? 0) + 1;
    names.set(whole, count);
    return count === 1 ? whole : `${whole} (${count})`;
  }

  function describe(name: string, body: Body): void {
    const made = block(name, current);
    current.children.push(made);
    current = made;
    body();
    current = made.parent ?? root;
  }

  const addTest =
    (isSkipped: boolean) =>
    (name: string, run: Body): void =>
      void current.children.push({ id: fullName(current, name), file, isSkipped, run });

  const test = Object.assign(addTest(false), {
    skip: Object.assign(addTest(true), { each: each(addTest(true)) }),
    each: each(addTest(false)),
  });
  const hook = (kind: keyof Block['hooks']) => (body: Body) => void current.hooks[kind].push(body);

  Object.assign(globalThis, {
    expect,
    test,
    it: test,
    describe: Object.assign(describe, { each: each(describe) }),
    beforeAll: hook('beforeAll'),
    afterAll: hook('afterAll'),
    beforeEach: hook('beforeEach'),
    afterEach: hook('afterEach'),
  });
  // Nobody reads which example was the smallest.
  fc.configureGlobal({ seed: EXAMPLES_SEED, endOnFailure: true });

  function casesIn(node: Block): readonly Test[] {
    return node.children.flatMap((child) => (isTest(child) ? [child] : casesIn(child)));
  }

  async function runBlock(node: Block, options: RunOptions, results: CaseResult[]): Promise<void> {
    const isWanted = (one: Test) =>
      !one.isSkipped && (options.only?.has(one.id) ?? true) && !options.without?.some((part) => one.id.includes(part));
    const wanted = casesIn(node).filter(isWanted);
    const [first] = wanted;
    if (first === undefined) return;
    const before = await failureOf(node.hooks.beforeAll);
    if (before !== undefined) results.push({ id: first.id, ms: 0, failure: before });
    for (const child of before === undefined ? node.children : []) {
      if (options.bail && results.some(({ failure }) => failure !== undefined)) break;
      if (!isTest(child)) await runBlock(child, options, results);
      else if (isWanted(child)) results.push(await runTest(child, node, options));
    }
    const after = await failureOf(node.hooks.afterAll);
    if (after !== undefined) results.push({ id: first.id, ms: 0, failure: after });
  }

  async function runTest({ id, run }: Test, parent: Block, options: RunOptions): Promise<CaseResult> {
    const around: Block[] = [];
    for (let at: Block | undefined = parent; at !== undefined; at = at.parent) around.unshift(at);
    const startedAt = performance.now();
    options.onCase?.(id);
    const failed = await failureOf([...around.flatMap(({ hooks }) => hooks.beforeEach), run]);
    const after = await failureOf(around.toReversed().flatMap(({ hooks }) => hooks.afterEach));
    options.onCase?.(undefined);
    const failure = failed ?? after;
    return { id, ms: performance.now() - startedAt, ...(failure === undefined ? {} : { failure }) };
  }

  async function failureOf(bodies: readonly Body[]): Promise<string | undefined> {
    if (bodies.length === 0) return undefined;
    strays = [];
    try {
      for (const body of bodies) await inTime(body);
      // What was thrown where nobody waits for it is told a turn later.
      await new Promise((resolve) => setImmediate(resolve));
      return strays.length === 0 ? undefined : String(strays[0]);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  return {
    /** Forgets the suites that were loaded. */
    clear(): void {
      root = current = block('', undefined);
      names.clear();
    },
    /** Loads a suite; its tests come after those of the former ones. */
    async load(url: string, name: string): Promise<void> {
      file = name;
      const whole = root;
      root = current = block('', undefined);
      await import(url);
      root.children.forEach((child) => void whole.children.push(child));
      for (const kind of ['beforeAll', 'afterAll', 'beforeEach', 'afterEach'] as const)
        if (root.hooks[kind].length > 0) throw new Error(`${name} has ${kind} outside of a describe, which would count for other suites`);
      root = current = whole;
    },
    cases: (): readonly Case[] => casesIn(root),
    async run(options: RunOptions): Promise<readonly CaseResult[]> {
      const results: CaseResult[] = [];
      await runBlock(root, options, results);
      return results;
    },
  };
}

async function inTime(body: Body): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(ENDLESS)), MOST_MS);
  });
  try {
    await Promise.race([called(body), late]);
  } finally {
    clearTimeout(timer);
  }
}

const CALL = new Script('calledByHarness()');

/** A timer cannot end what never comes back to its caller; the engine can. */
function called(body: Body): unknown {
  Object.assign(globalThis, { calledByHarness: body });
  try {
    return CALL.runInThisContext({ timeout: MOST_MS });
  } catch (error) {
    const isLoop = error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    throw isLoop ? new Error(LOOPING) : error;
  }
}

function each(one: (name: string, body: Body) => void) {
  return bind(one as Callback as Parameters<typeof bind>[0], false);
}
