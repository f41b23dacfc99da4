import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { npm } from './npm.ts';
import { ROOT } from './paths.ts';

/** What n8n runs on a package before it is verified, as far as it can be run on a folder: the rest wants a published package. */
interface Scanner {
  readonly SOURCE_FILE_PATTERNS: readonly string[];
  analyzePackage(folder: string, patterns?: readonly string[]): Promise<{ passed: boolean; message?: string; details?: string }>;
}

const FOLDER = path.join(ROOT, 'test/n8n/scanner');
const SCANNER = path.join(FOLDER, 'node_modules/@n8n/scan-community-package/scanner/scanner.mjs');

/**
 * Lints the sources and the package with n8n's own settings, which know no exceptions by comment.
 * Gives what was found, or undefined when it passes. Installs the scanner when it is not there.
 */
export async function findingsOfN8n(packageFolder: string): Promise<string | undefined> {
  if (!existsSync(SCANNER)) await npm(FOLDER, ['install', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'], 300_000);
  const scanner = (await import(pathToFileURL(SCANNER).href)) as Scanner;
  const sources = await scanner.analyzePackage(ROOT, scanner.SOURCE_FILE_PATTERNS);
  const published = await scanner.analyzePackage(packageFolder, ['**/*.js', 'package.json']);
  const results = [sources, published];
  const findings = results.filter((result) => !result.passed).map((result) => result.details ?? result.message ?? 'failed');
  return findings.length === 0 ? undefined : findings.join('\n');
}
