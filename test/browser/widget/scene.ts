import type { Page } from 'playwright-core';
import { WCAG, axeOn } from '../support/axe.ts';
import { type Visitor, connectShop, log, newVisitor } from '../support/shop.ts';
import { type Site, startSite } from '../support/site.ts';
import { type MemberPage, type Stage, openStage } from '../support/stage.ts';

/** Far above what loopback needs. */
export const PATIENCE = { timeout: 20_000 };
export const SECRET = 'a secret that only the shop and Parley know';

/** One gateway, one browser, a shop with the widget, and an agent in the console: for all parts of the widget's suite. */
export interface Scene {
  readonly stage: Stage;
  readonly mia: MemberPage;
  readonly ana: Visitor;
  /** The shop's channel, which may also stand on the other site. */
  readonly channelId: string;
  readonly site: Site;
  close(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  const [stage, site] = await Promise.all([openStage(), startSite()]);
  const { id: channelId } = await connectShop(stage, { identitySecret: SECRET, allowedOrigins: [stage.sandbox.url, site.url] });
  const [mia, ana] = await Promise.all([stage.signIn('Mia'), newVisitor(stage)]);
  return {
    ...{ stage, mia, ana, channelId, site },
    async close() {
      site.close();
      await stage.close();
    },
  };
}

/** The line of script of a channel. @param attributes more of them, as they stand in the tag */
export function scriptOf({ stage }: Scene, channelId: string, attributes = ''): string {
  return `<script src="${stage.gateway.url}/widget.js" data-channel="${channelId}" ${attributes} async></script>`;
}

/** A page of the other site that has a channel of its own, set as it says; gives its address and the channel. */
export async function connectSite(
  scene: Scene,
  path: string,
  settings: object,
  { head = '', tag = '', lang = 'en', overrides }: { head?: string; tag?: string; lang?: string; overrides?: object } = {},
): Promise<{ readonly url: string; readonly channelId: string }> {
  const { id } = await scene.stage.api<{ id: string }>('POST', '/channels', {
    type: 'widget',
    name: 'Pier Books',
    settings: { allowedOrigins: [scene.site.url], ...settings },
    ...(overrides === undefined ? {} : { overrides }),
  });
  const html = `<!doctype html><html lang="${lang}"><head><title>Pier</title>${head}</head><body><p>Pier</p>${scriptOf(scene, id, tag)}</body></html>`;
  return { url: scene.site.put(path, html), channelId: id };
}

export const bubble = (page: Page, text: string) => log(page).locator('.bubble', { hasText: text });

interface Found {
  readonly id: string;
  readonly contactId: string;
  readonly source: object | null;
  readonly presence: { readonly page: { readonly url: string; readonly title: string } | null } | null;
}

/** The conversation in which something was said last. */
export async function latest({ stage }: Scene): Promise<Found> {
  const { data } = await stage.api<{ data: Found[] }>('GET', '/conversations?sort=updated&limit=1');
  const [first] = data;
  if (first === undefined) throw new Error('nobody has written');
  return first;
}

/** What the team says to whoever wrote last. */
export async function answer(scene: Scene, content: string | object): Promise<void> {
  const { id } = await latest(scene);
  const said = typeof content === 'string' ? { type: 'text', text: content } : content;
  await scene.stage.api('POST', `/conversations/${id}/messages`, { content: said, memberId: scene.stage.members.Mia });
}

export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE.timeout;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`${what} did not come to be`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Who the gateway takes the shop's visitor for, whose page this is. */
export async function visitorIdOf({ stage, channelId }: Scene, page: Page): Promise<string> {
  const token: string = await page.evaluate(`localStorage.getItem('parley ${channelId} token')`);
  const answered = await fetch(`${stage.gateway.url}/widget/v1/${channelId}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: stage.sandbox.url },
    body: JSON.stringify({ token, page: { url: page.url() } }),
  });
  const session: { readonly visitor: { readonly id: string } } = JSON.parse(await answered.text());
  return session.visitor.id;
}

/** Waits until the visitor's last message is with the gateway. */
export const sent = (page: Page, text = '') => log(page).locator('.own', { hasText: text }).getByText('Sent').waitFor(PATIENCE);

/** What WCAG 2.2 A and AA have against the widget as it stands. */
export async function violationsOf(page: Page, isDark: boolean): Promise<readonly string[]> {
  const violations = await axeOn(page, isDark ? 'colours' : WCAG, 'parley-chat');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}
