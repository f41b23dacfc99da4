import { readFileSync, readdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { type MemberPage, type Stage, openStage } from '../browser/support/stage.ts';
import { type Figure, type PrintFigure, rounded } from './figures.ts';
import { FIRST_CONVERSATION, fillConsole } from './console-fill.ts';
import { longestCpuMs } from './traces.ts';

const ASSETS = path.resolve(import.meta.dirname, '../../gateway/dist/console/assets');
const LIMITS = { longTaskMs: 50, visibleP95Ms: 300, firstLoadBytes: 200_000 };
const PATIENCE = { timeout: 60_000 };
const PIXELS_A_FRAME = 1200;
const MOST_SCROLL_MS = 240_000;

export interface ConsoleSize {
  readonly conversations: number;
  readonly messages: number;
  /** How many messages are followed from the webhook to the page. */
  readonly followed: number;
}

/** What somebody at the console feels, in a real browser: long lists and threads, a new message, the first load. */
export async function measureConsole(size: ConsoleSize, seed: number, print: PrintFigure): Promise<readonly Figure[]> {
  const stage = await openStage({ from: 'built' });
  try {
    await fillConsole(stage, size, seed);
    const page = await stage.signIn('Ada');
    const list = await scrollTo(page, stage.gateway.url, '.rows', 'end');
    print('console.list_longest_task', list.longestMs, 'ms', { ...list, conversations: size.conversations });
    const thread = await scrollTo(page, `${stage.gateway.url}/?c=${FIRST_CONVERSATION}`, '.thread', 'beginning');
    print('console.thread_longest_task', thread.longestMs, 'ms', { ...thread, messages: size.messages });
    const visible = (await followMessages(stage, page, size.followed)).toSorted((a, b) => a - b);
    const at = (share: number) => visible[Math.min(visible.length - 1, Math.floor(visible.length * share))] ?? Number.NaN;
    print('console.webhook_to_visible_p95', at(0.95), 'ms', { p50: at(0.5), messages: visible.length });
    const bytes = firstLoadBytes();
    print('console.first_load', bytes, 'bytes');
    return [
      { name: 'console_list_task_ms', value: list.longestMs, limit: LIMITS.longTaskMs },
      { name: 'console_thread_task_ms', value: thread.longestMs, limit: LIMITS.longTaskMs },
      { name: 'console_visible_p95_ms', value: at(0.95), limit: LIMITS.visibleP95Ms },
      { name: 'console_first_load_bytes', value: bytes, limit: LIMITS.firstLoadBytes },
    ].map((figure) => ({ ...figure, holds: figure.value <= figure.limit }));
  } finally {
    await stage.close();
  }
}

interface Scrolled {
  /** The longest task by the browser's own clock; 0 where none was over 50 ms, which is what it calls a long one. */
  readonly longestMs: number;
  readonly longTasks: number;
  /** CPU time of the page's longest task: far below `longestMs` where others had the core. */
  readonly cpuMs: number;
  /** What the machine had to do meanwhile: beyond its cores, the clock measures the others too. */
  readonly load: number;
  readonly shown: number;
  readonly tookMs: number;
}

/**
 * Scrolls all the way, which loads page after page, and some of the way back. Tasks of the page over 50 ms are what a reader feels as a
 * jolt. All of it is traced, so that a task's own CPU time is known beside what the clock says.
 */
async function scrollTo(page: MemberPage, address: string, frame: string, way: 'end' | 'beginning'): Promise<Scrolled> {
  await page.goto(address);
  await page.locator(frame).waitFor(PATIENCE);
  await page.waitForTimeout(1500);
  const step = (way === 'end' ? 1 : -1) * PIXELS_A_FRAME;
  const began = performance.now();
  const browser = page.context().browser();
  await browser?.startTracing(page, { categories: ['toplevel'] });
  const there = await scroll(page, frame, step, MOST_SCROLL_MS);
  const back = await scroll(page, frame, -step, 3_000);
  const again = await scroll(page, frame, step, 3_000);
  const trace: unknown = JSON.parse(String(await browser?.stopTracing()));
  const parts = [there, back, again];
  return {
    longestMs: Math.max(...parts.map((one) => one.longestMs)),
    longTasks: parts.reduce((sum, one) => sum + one.longTasks, 0),
    cpuMs: longestCpuMs(trace),
    load: rounded(loadavg()[0] ?? Number.NaN),
    shown: there.shown,
    tookMs: Math.round(performance.now() - began),
  };
}

type Part = Pick<Scrolled, 'longestMs' | 'longTasks' | 'shown'>;

/** Scrolls a step a frame until nothing moves any more, or the time is over. */
async function scroll(page: Page, frame: string, step: number, mostMs: number): Promise<Part> {
  return page.evaluate(
    `(async () => {
      const tasks = [];
      const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((one) => one.duration)));
      observer.observe({ type: 'longtask' });
      const frame = document.querySelector(${JSON.stringify(frame)});
      const began = performance.now();
      for (let still = 0; still < 40 && performance.now() - began < ${mostMs}; ) {
        const before = frame.scrollTop + ' ' + frame.scrollHeight;
        frame.scrollTop += ${step};
        await new Promise((done) => requestAnimationFrame(done));
        still = before === frame.scrollTop + ' ' + frame.scrollHeight ? still + 1 : 0;
        if (still > 0) await new Promise((done) => setTimeout(done, 25));
      }
      observer.takeRecords().forEach((one) => tasks.push(one.duration));
      observer.disconnect();
      return { longestMs: Math.max(0, ...tasks), longTasks: tasks.length, shown: frame.scrollHeight };
    })()`,
  );
}

/** How long each of so many messages took from the customer's phone to the open thread. Both clocks are this machine's. */
async function followMessages(stage: Stage, page: Page, count: number): Promise<readonly number[]> {
  await stage.says(stage.sandbox.graph, 0, { type: 'text', text: 'I begin' });
  const { data } = await stage.api<{ data: readonly { id: string }[] }>('GET', '/conversations?limit=1&sort=updated');
  await page.goto(`${stage.gateway.url}/?c=${data[0]?.id ?? ''}`);
  await page.getByRole('log').getByText('I begin').waitFor(PATIENCE);
  await page.evaluate(`(() => {
    window.seen = {};
    new MutationObserver(() => {
      for (const one of document.querySelectorAll('.thread .bubble-text')) {
        const text = one.textContent;
        if (text.startsWith('followed ') && !(text in window.seen)) requestAnimationFrame(() => (window.seen[text] ??= Date.now()));
      }
    }).observe(document.querySelector('.thread'), { childList: true, subtree: true });
  })()`);
  const took: number[] = [];
  for (let i = 0; i < count; i++) {
    const text = `followed ${i}`;
    const saidAt = Date.now();
    await stage.says(stage.sandbox.graph, 0, { type: 'text', text });
    // The page's policy lets nothing be evaluated inside it, so it is asked from outside.
    let seenAt: unknown;
    while (typeof seenAt !== 'number') {
      if (Date.now() - saidAt > PATIENCE.timeout) throw new Error(`"${text}" was never seen`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      seenAt = await page.evaluate(`window.seen[${JSON.stringify(text)}]`);
    }
    took.push(seenAt - saidAt);
  }
  return took;
}

/** Scripts of the first look, packed, as the page names them. */
function firstLoadBytes(): number {
  const html = readFileSync(path.join(ASSETS, '../index.html'), 'utf8');
  const names = [...html.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map((match) => match[1] ?? '');
  if (names.length === 0 || !readdirSync(ASSETS).includes(names[0] ?? '')) throw new Error('the console is not built');
  return names.reduce((sum, name) => sum + readFileSync(path.join(ASSETS, `${name}.gz`)).byteLength, 0);
}
