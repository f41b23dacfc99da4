// The ten steps of docs/n8n.md, done in a fresh n8n with a browser, exactly as they are written.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { launchBrowser } from '../support/browser.ts';
import { Editor } from './support/editor.ts';
import { N8n } from './support/n8n.ts';
import { npm } from './support/npm.ts';
import { ROOT } from './support/paths.ts';
import { Phone } from './support/phone.ts';
import { freePort, run, until } from './support/processes.ts';
import type { World } from './support/world.ts';

/** The numbered steps of the page, and what stands in its code blocks. */
async function readPage(): Promise<{ readonly steps: readonly string[]; readonly unpacking: readonly string[] }> {
  const text = await readFile(path.join(ROOT, 'docs/n8n.md'), 'utf8');
  const part = text.split('## The first answer in ten steps')[1]?.split('\n## ')[0] ?? '';
  const steps = Array.from(part.matchAll(/^\d+\. (.+(?:\n {3}\S.*)*)/gm), ([, words = '']) => words.replaceAll(/\s+/g, ' '));
  const unpacking = text.split('\n').filter((line) => /^(mkdir -p|tar -xzf) /.test(line));
  return { steps, unpacking };
}

export async function checkNewcomer(world: World): Promise<void> {
  const { checks, gateway, n8n: other, owner } = world;
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-newcomer-'));
  const n8n = new N8n({ entry: other.options.entry, userFolder: folder, port: await freePort(), owner, encryptionKey: 'newcomer-key' });
  const browser = await launchBrowser();
  const { steps, unpacking } = await readPage();
  try {
    const editor = new Editor(await browser.newPage({ viewport: { width: 1440, height: 900 } }), n8n.baseUrl);
    const actions = actionsFor(world, { editor, n8n, folder, unpacking });
    await checks.check('the newcomer has ten steps to do', async () => assert.equal(steps.length, actions.length));
    let isStuck = false;
    for (const [index, act] of actions.entries()) {
      const name = `step ${index + 1}: ${steps[index] ?? ''}`;
      if (isStuck) {
        checks.skip(name, 'the newcomer is stuck');
        continue;
      }
      await checks.check(name, async () => {
        await act().catch(async (error: unknown) => {
          isStuck = true;
          const picture = path.join(tmpdir(), `parley-newcomer-step-${index + 1}.png`);
          await editor.page.screenshot({ path: picture }).catch(() => undefined);
          throw new Error(`${error instanceof Error ? error.message : String(error)}\nseen: ${picture}`);
        });
      });
    }
  } finally {
    await browser.close();
    await n8n.stop();
    for (const { id, url } of await gateway.subscriptions()) {
      if (url.startsWith(n8n.baseUrl)) await gateway.call('DELETE', `/subscriptions/${id}`);
    }
    await rm(folder, { recursive: true, force: true });
  }
}

interface Tools {
  readonly editor: Editor;
  readonly n8n: N8n;
  readonly folder: string;
  readonly unpacking: readonly string[];
}

/** One for each step. */
function actionsFor(world: World, { editor, n8n, folder, unpacking }: Tools): readonly (() => Promise<void>)[] {
  const { gateway, owner } = world;
  const { page } = editor;
  const phone = new Phone(world, 40, 'Newly');
  return [
    async () => {
      assert.equal((await fetch(`${gateway.baseUrl}/readyz`)).status, 200);
    },
    async () => {
      await npm(ROOT, ['pack', '--ignore-scripts', '--pack-destination', folder], 120_000);
      assert.match((await readdir(folder)).join(), /n8n-nodes-parley-.+\.tgz/);
    },
    async () => {
      assert.equal(unpacking.length, 2);
      for (const line of unpacking) await run('sh', ['-c', line], { cwd: folder, env: { PATH: process.env.PATH ?? '', HOME: folder } });
      await n8n.start();
      await editor.signIn(owner);
    },
    async () => {
      await editor.openHome('Credentials');
      await editor.press('Create credential');
      await page.keyboard.type('Parley');
      await page.getByText('Parley API', { exact: true }).last().click();
      await editor.press('Continue');
      await page.getByTestId('parameter-input-baseUrl').locator('input').fill(gateway.baseUrl);
      await page.getByTestId('parameter-input-apiKey').locator('input').fill(gateway.apiKey);
      await editor.press('Save');
      await page.getByText('Connection tested successfully').first().waitFor();
    },
    async () => {
      await editor.openHome('Workflows');
      await editor.press('Create workflow');
      await page.getByTestId('canvas-plus-button').click();
      await editor.chooseNode('Parley', 'On new message');
    },
    async () => {
      await page.getByTestId('trigger-execute-button').first().click();
      const isListening = async (): Promise<boolean> =>
        (await gateway.subscriptions()).some(({ url, mode }) => mode === 'test' && url.startsWith(n8n.baseUrl));
      await until(isListening, { timeoutMs: 30_000, what: 'n8n listens' });
      await phone.says('Hello');
      await page.getByTestId('output-panel').getByText('message.received').first().waitFor();
      await editor.closePanel();
    },
    async () => {
      await page.getByTestId('canvas-handle-plus').first().click();
      await editor.chooseNode('Parley', 'Send message');
    },
    async () => {
      await editor.chooseMode('conversationId', 'By ID');
      await editor.typeId('conversationId', '{{ $json.data.conversation.id }}');
      await page.getByText(/^cnv_/).last().waitFor();
    },
    async () => {
      await editor.typeExpression('text', 'Thank you, {{ $json.data.contact.name }}. We have your message.');
      await editor.addOption('Counts as an Answer');
      await editor.switchOn('answers');
      await editor.closePanel();
    },
    async () => {
      await page.getByTestId('workflow-open-publish-modal-button').click();
      await page.getByTestId('workflow-publish-button').click();
      await editor.press('Got it');
      const isPublished = async (): Promise<boolean> =>
        (await gateway.subscriptions()).some(({ url, mode }) => mode === 'production' && url.startsWith(n8n.baseUrl));
      await until(isPublished, { timeoutMs: 30_000, what: 'the gateway has the subscription' });
      await phone.says('And now?');
      await phone.shows('Thank you, Newly. We have your message.', 90_000);
      await phone.conversationThat<{ waiting: unknown }>('waits no more', ({ waiting }) => waiting === null);
      await page.getByTestId('radio-button-executions').click();
      await page
        .getByText(/^Succeeded/)
        .first()
        .waitFor();
    },
  ];
}
