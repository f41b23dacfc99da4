import { type Locator, type Page, selectors } from 'playwright-core';

import type { Owner } from './n8n.ts';
import { until } from './processes.ts';

selectors.setTestIdAttribute('data-test-id');

/** What an open list offers. */
const CHOICE = '.el-select-dropdown__item:visible, [role=option]:visible';

/** n8n's own editor in a browser, used as people use it. Selectors seen with n8n 2.41.1. */
export class Editor {
  readonly page: Page;
  readonly #baseUrl: string;

  constructor(page: Page, baseUrl: string) {
    this.page = page;
    this.#baseUrl = baseUrl;
    page.setDefaultTimeout(180_000);
  }

  async signIn(owner: Owner): Promise<void> {
    await this.page.goto(`${this.#baseUrl}/signin`);
    await this.page.getByLabel(/email/i).first().fill(owner.email);
    await this.page.locator('input[type=password]').fill(owner.password);
    await this.page.getByRole('button', { name: /sign in/i }).click();
    await this.page.waitForURL(/home|workflow/);
  }

  /** Home, then a tab of it: Workflows, Credentials. */
  async openHome(tab: string): Promise<void> {
    await this.page.goto(`${this.#baseUrl}/home/${tab.toLowerCase()}`);
    await this.page.getByTestId('project-tabs').waitFor();
  }

  async openWorkflow(path: string): Promise<void> {
    await this.page.goto(`${this.#baseUrl}/workflow/${path}`);
    await this.page.getByTestId('canvas').waitFor();
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).first().click();
  }

  /** Searches in the list of nodes that is open, chooses a node, then one of its triggers or actions. */
  async chooseNode(search: string, action: string): Promise<void> {
    await this.page.getByTestId('node-creator-search-bar').fill(search);
    await this.#listed(search).first().click();
    await this.#listed(action).click();
    await this.page.getByTestId('ndv').waitFor();
  }

  /** Chooses how a resource is found: From list, By ID, By URL. */
  async chooseMode(field: string, mode: string): Promise<void> {
    await this.page.getByTestId(`parameter-input-${field}`).getByTestId('rlc-mode-selector').click();
    await this.page.locator(CHOICE).filter({ hasText: mode }).first().click();
  }

  /** Types into a field that a list could fill: n8n makes an expression of it by itself. */
  async typeId(field: string, text: string): Promise<void> {
    await this.page.getByTestId(`parameter-input-${field}`).getByTestId('rlc-input').last().click();
    await this.page.keyboard.type(text);
  }

  async typeExpression(field: string, text: string): Promise<void> {
    const options = this.page.getByTestId(`${field}-parameter-input-options-container`);
    // A click into the field puts away what hangs over it, the result of the expression before. On a busy machine that comes only after the click.
    const isFree = async (): Promise<boolean> => {
      await this.page.getByTestId(`parameter-input-${field}`).locator('textarea').click();
      return await options.hover({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    };
    await until(isFree, { timeoutMs: 60_000, what: `nothing hangs over ${field}` });
    await options.getByTestId('radio-button-expression').click();
    await this.page.getByTestId(`parameter-input-${field}`).locator('.cm-content').click();
    // CodeMirror closes brackets by itself when they are typed one by one.
    await this.page.keyboard.insertText(text);
  }

  async addOption(name: string): Promise<void> {
    await this.page.getByTestId('collection-parameter-add').last().click();
    await this.page
      .locator(CHOICE)
      .filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) })
      .first()
      .click();
  }

  async switchOn(field: string): Promise<void> {
    await this.page.getByTestId(`parameter-input-${field}`).last().locator('.el-switch').click();
  }

  async closePanel(): Promise<void> {
    await this.page.getByTestId('ndv-close-button').click();
    await this.page.getByTestId('ndv').waitFor({ state: 'hidden' });
  }

  #listed(name: string): Locator {
    return this.page.getByTestId('node-creator-item-name').filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) });
  }
}
