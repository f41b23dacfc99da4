import type { BrowserContext, Page } from 'playwright-core';
import type { Stage } from './stage.ts';

/** A visitor's browser on the shop's pages, which have the widget: of another origin than the gateway. */
export interface Visitor {
  readonly context: BrowserContext;
  /** What went wrong in any of its pages: errors, and what a policy refused. */
  readonly trouble: string[];
  /** A tab on a page of the shop, or at another address; resolves when the launcher is there. */
  visit(path?: string): Promise<Page>;
}

export interface VisitorOptions {
  readonly phone?: boolean;
  readonly dark?: boolean;
  readonly locale?: string;
}

/** Connects a widget to the shop. */
export async function connectShop(stage: Stage, settings: object = {}): Promise<{ readonly id: string; readonly identitySecret: string }> {
  const channel = await stage.api<{ id: string; secrets?: { identitySecret?: string } }>('POST', '/channels', {
    type: 'widget',
    name: 'Harbour Books',
    settings: { allowedOrigins: [stage.sandbox.url], welcome: 'Hello! Ask us anything.', ...settings },
  });
  stage.sandbox.shop.putWidget({ origin: stage.gateway.url, channelId: channel.id });
  return { id: channel.id, identitySecret: channel.secrets?.identitySecret ?? '' };
}

/** A browser of somebody who comes to the shop: other storage than everybody else's. */
export async function newVisitor(stage: Stage, { phone = false, dark = false, locale = 'en-GB' }: VisitorOptions = {}): Promise<Visitor> {
  const context = await stage.browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    hasTouch: phone,
    reducedMotion: 'reduce',
    colorScheme: dark ? 'dark' : 'light',
    locale,
  });
  const trouble: string[] = [];
  context.on('weberror', (error) => trouble.push(error.error().message));
  context.on('console', (message) => {
    if (/content security policy|refused to|trusted/i.test(message.text())) trouble.push(message.text());
  });
  return {
    context,
    trouble,
    async visit(path = '/shop') {
      const page = await context.newPage();
      await page.goto(URL.canParse(path) ? path : stage.sandbox.url + path);
      await page.locator('.launcher').waitFor({ timeout: 20_000, state: 'attached' });
      return page;
    },
  };
}

/** Opens the chat and waits until one can write. */
export async function openChat(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Open chat/ }).click();
  await area(page).waitFor({ timeout: 20_000 });
}

export const area = (page: Page) => page.getByRole('textbox', { name: 'Write a message' });
export const log = (page: Page) => page.getByRole('log', { name: 'Messages' });

/** Writes and sends. */
export async function write(page: Page, text: string): Promise<void> {
  await area(page).fill(text);
  await area(page).press('Enter');
}
