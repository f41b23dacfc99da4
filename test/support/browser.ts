import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Those of the package's flags that are about a strange machine, not those that make a browser less strict. */
const WITHOUT = /single-process|zygote|web-security|site-isolation|insecure-content/;

/** A microphone and a camera that are there and allowed: a tone and a picture that changes. */
const DEVICES = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** A real browser without a window. */
export async function launchBrowser(): Promise<Browser> {
  const args = chromium.args.filter((one) => !WITHOUT.test(one));
  return playwright.launch({ executablePath: await chromium.executablePath(), args: [...args, ...DEVICES, '--no-zygote'], headless: true });
}
