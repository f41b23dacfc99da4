import type { Page } from 'playwright-core';
import { WCAG, axeOn } from '../support/axe.ts';
import type { MemberPage, Stage } from '../support/stage.ts';

/** The stage that the tests of the console's pages share, with Ada signed in. */
export interface Room {
  readonly stage: Stage;
  readonly ada: MemberPage;
}

/** Far above what loopback needs. */
export const PATIENCE = { timeout: 20_000 };

/** What WCAG 2.2 A and AA, and axe’s own good practice, have against the page as it stands, in both themes. */
export async function violationsOf(page: Page, without: readonly string[] = []): Promise<readonly string[]> {
  // Two frames and no colour still on its way, so that what is judged is the theme and not the change to it.
  const wear = (theme: 'light' | 'dark') =>
    page.evaluate(`(async () => {
      document.documentElement.dataset.theme = '${theme}';
      for (let frame = 0; frame < 2; frame++) {
        await new Promise(requestAnimationFrame);
        await Promise.all(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished.catch(() => {})));
      }
    })()`);
  await wear('light');
  const light = await axeOn(page, [...WCAG, 'best-practice']);
  await wear('dark');
  const dark = await axeOn(page, 'colours');
  await wear('light');
  return Object.entries({ light, dark }).flatMap(([theme, violations]) =>
    violations
      .filter(({ id }) => !without.includes(id))
      .map((one) => `${theme} ${one.id}: ${one.nodes.map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`).join(' | ')}`),
  );
}

/** Goes there as a press on a link would, without loading everything anew. */
export async function goTo(page: MemberPage, place: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', '${place}'); dispatchEvent(new PopStateEvent('popstate'))`);
}
