import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { startSite } from '../browser/support/site.ts';
import { launchBrowser } from '../support/browser.ts';
import { callApi } from '../support/gateway-api.ts';
import { startGateway } from '../support/gateway-process.ts';
import { rounded } from './figures.ts';
import { longestCpuMs } from './traces.ts';

/** What a page's main thread does while it loads, in a browser that knows nothing of the site yet. */
export interface Load {
  /** The longest task by the browser's own clock; 0 where none was over 50 ms, which is what it calls a long one. */
  readonly longestMs: number;
  /** CPU time of the longest task. */
  readonly cpuMs: number;
  /** What else the machine had to do: beyond its cores, the clock measures the others too. */
  readonly load: number;
}

export interface Loads {
  readonly withWidget: readonly Load[];
  /** The same page without the line of script. */
  readonly without: readonly Load[];
}

const SCRIPT = path.resolve(import.meta.dirname, '../../gateway/dist/widget/widget.js');
/** What is still under way when the button is there. */
const SETTLE_MS = 700;
const WORDS = '<p>Two hundred harbours, drawn from the water.</p>'.repeat(40);

/** Loads a site's page again and again, in turns with the widget and without it. */
export async function measureLoads(times: number): Promise<Loads> {
  if (!existsSync(SCRIPT)) throw new Error('the widget is not built: npm run build');
  const [gateway, site, browser] = await Promise.all([startGateway({ from: 'built' }), startSite(), launchBrowser()]);
  try {
    const settings = { allowedOrigins: [site.url] };
    const { id } = await callApi<{ id: string }>(gateway, 'POST', '/channels', { type: 'widget', name: 'Shop', settings });
    const page = (script: string) => `<!doctype html><html lang="en"><head><title>Shop</title></head><body>${WORDS}${script}</body></html>`;
    const plain = site.put('/plain', page(''));
    const chat = site.put('/chat', page(`<script src="${gateway.url}/widget.js" data-channel="${id}" async></script>`));
    const withWidget: Load[] = [];
    const without: Load[] = [];
    for (let n = 0; n < times; n++) {
      without.push(await loadOnce(browser, plain, 'p'));
      withWidget.push(await loadOnce(browser, chat, '.launcher'));
    }
    return { withWidget, without };
  } finally {
    await browser.close();
    site.close();
    await gateway.stop();
    await gateway.dispose();
  }
}

async function loadOnce(browser: Browser, url: string, isThere: string): Promise<Load> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(`window.longTasks = [];
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((one) => one.duration))).observe({ type: 'longtask', buffered: true });`);
  await browser.startTracing(page, { categories: ['toplevel'] });
  await page.goto(url);
  await page.locator(isThere).first().waitFor();
  await page.waitForTimeout(SETTLE_MS);
  const longestMs = await page.evaluate<number>('Math.max(0, ...longTasks)');
  const trace: unknown = JSON.parse(String(await browser.stopTracing()));
  await context.close();
  return { longestMs, cpuMs: rounded(longestCpuMs(trace)), load: rounded(loadavg()[0] ?? Number.NaN) };
}
