/** Collects what held and what did not. */
export interface Report {
  /** One line a check; `found` says what was seen instead. */
  check(sentence: string, holds: boolean, found?: unknown): void;
  /** Runs a part of the suite; an error in it is a failed check. */
  part(name: string, run: () => Promise<void>): Promise<void>;
  /** Prints the sum; whether everything held. */
  end(): boolean;
}

export function createReport(): Report {
  let passed = 0;
  let failed = 0;
  let current = '';

  function check(sentence: string, holds: boolean, found?: unknown): void {
    if (holds) passed += 1;
    else failed += 1;
    const seen = holds || found === undefined ? '' : `: ${typeof found === 'string' ? found : JSON.stringify(found)}`;
    console.log(`${holds ? 'ok  ' : 'FAIL'} ${current}: ${sentence}${seen}`);
  }

  return {
    check,
    async part(name, run) {
      current = name;
      const startedAt = performance.now();
      try {
        await run();
      } catch (error) {
        check('runs to its end', false, error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
      console.error(`     ${name} took ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    },
    end() {
      console.log(`${passed} passed, ${failed} failed`);
      return failed === 0;
    },
  };
}
