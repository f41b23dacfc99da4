import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/**
 * Of the package's flags: those that make a browser less strict, and those that have a graphics card played by the processor. Drawing
 * without one is what such machines do well: a picture of the console takes a tenth of a second instead of three, and every frame with it.
 */
const WITHOUT = /single-process|zygote|web-security|site-isolation|insecure-content|gpu|gl=|swiftshader/;

/** A microphone and a camera that are there and allowed: a tone and a picture that changes. */
const DEVICES = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** A real browser without a window. */
export async function launchBrowser(): Promise<Browser> {
  const args = chromium.args.filter((one) => !WITHOUT.test(one));
  const all = [...args, ...DEVICES, '--disable-gpu'];
  return playwright.launch({ executablePath: await chromium.executablePath(), args: all, headless: true });
}
