/** Runs named checks one after the other, prints a line for each, and counts. */
export class Checks {
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  /** Does the check; one that throws has failed, and the next one runs all the same. */
  async check(name: string, body: () => Promise<void>): Promise<void> {
    const startedAt = Date.now();
    try {
      await body();
      this.#passed += 1;
      console.log(`ok    ${name} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
    } catch (error) {
      this.#failed += 1;
      console.log(`FAIL  ${name}\n      ${error instanceof Error ? error.message.replaceAll('\n', '\n      ') : String(error)}`);
    }
  }

  /** A check that this machine cannot do, and why; it counts as neither. */
  skip(name: string, why: string): void {
    this.#skipped += 1;
    console.log(`skip  ${name}: ${why}`);
  }

  /** The last line. True when nothing failed. */
  finish(): boolean {
    console.log(`${this.#passed} passed, ${this.#failed} failed${this.#skipped === 0 ? '' : `, ${this.#skipped} skipped`}`);
    return this.#failed === 0;
  }
}
