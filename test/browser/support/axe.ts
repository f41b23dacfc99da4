import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules of WCAG 2.2, A and AA. */
export const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] as const;

/** What axe has against a page: the rule, and what breaks it. */
export interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/**
 * Runs axe on a page as it stands.
 *
 * @param only groups of rules, or the contrast of colours alone: in another theme nothing else can differ
 * @param part a selector; the whole page without it
 */
export async function axeOn(page: Page, only: readonly string[] | 'colours', part?: string): Promise<readonly Violation[]> {
  const runOnly = only === 'colours' ? { type: 'rule', values: ['color-contrast'] } : only;
  const where = part === undefined ? 'document' : JSON.stringify(part);
  await page.evaluate(`if (!window.axe) { ${AXE} }`);
  const run: { readonly violations: readonly Violation[] } = await page.evaluate(
    `axe.run(${where}, { runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] })`,
  );
  return run.violations;
}
