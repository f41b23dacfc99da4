import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Those of the package's flags that are about a strange machine, not those that make a browser less strict. */
const WITHOUT = /single-process|zygote|web-security|site-isolation|insecure-content/;

/** A real browser without a window. */
export async function launchBrowser(): Promise<Browser> {
  const args = chromium.args.filter((one) => !WITHOUT.test(one));
  return playwright.launch({ executablePath: await chromium.executablePath(), args: [...args, '--no-zygote'], headless: true });
}
