// Makes the pictures of docs/n8n from the real editor: each example's canvas, and the fields of the trigger and of each operation.
// `node launch.mjs test/n8n/pictures.ts [parts of names]`; what is there is written anew.
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { Browser, Locator } from 'playwright-core';

import { launchBrowser } from '../support/browser.ts';
import { Editor } from './support/editor.ts';
import { ROOT } from './support/paths.ts';
import { whatsAppChannel } from './support/phone.ts';
import { picturedOperations } from './support/pictured.ts';
import { setStage } from './support/stage.ts';
import type { Workflow, WorkflowNode } from './support/wire.ts';
import { exampleNamed } from './support/workflows.ts';
import { parleyNode, type World } from './support/world.ts';

const FOLDER = path.join(ROOT, 'docs/n8n/pictures');
const parts = process.argv.slice(2);

function isWanted(name: string): boolean {
  return parts.length === 0 || parts.some((part) => name.includes(part));
}

interface Studio {
  readonly world: World;
  readonly editor: Editor;
  readonly browser: Browser;
}

/** Left below the last field, in pixels. */
const MARGIN = 16;

/** A WebP of an element, made by the browser itself. */
async function picture({ browser, editor }: Studio, name: string, element: Locator, cutAbove = 0): Promise<void> {
  const box = await element.boundingBox();
  if (box === null) throw new Error(`${name} cannot be seen`);
  const clip = { ...box, y: box.y + cutAbove, height: box.height - cutAbove };
  const png = await editor.page.screenshot({ animations: 'disabled', clip });
  const page = await browser.newPage();
  // As text: the types here are Node's, what runs is the browser's.
  const base64 = await page.evaluate<string>(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png.toString('base64')}';
    await image.decode();
    const canvas = document.createElement('canvas');
    const draw = (height) => {
      Object.assign(canvas, { width: image.width, height });
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, image.width, height).data;
    };
    // What is below the last field, where every row is as the last one.
    const rows = new Uint32Array(draw(image.height).buffer);
    let end = image.height;
    const isAsLast = (y) => { for (let x = 0; x < image.width; x++) if (rows[y * image.width + x] !== rows[(image.height - 1) * image.width + x]) return false; return true; };
    while (end > 1 && isAsLast(end - 1)) end--;
    draw(Math.min(image.height, end + ${MARGIN}));
    return canvas.toDataURL('image/webp', 0.82).replace(/^.*,/, '');
  })()`);
  await page.close();
  await writeFile(path.join(FOLDER, `${name}.webp`), Buffer.from(base64, 'base64'));
}

/** The canvas of an example as it is after an import, all of it. */
async function exampleCanvas(studio: Studio, file: string): Promise<void> {
  const { world, editor } = studio;
  const { page } = editor;
  const { id } = await world.client.makeWorkflow(await exampleNamed(file, world.credential));
  await editor.openWorkflow(id);
  await page.getByTestId('canvas-node').first().waitFor();
  await page.getByTestId('zoom-to-fit').click();
  await page.mouse.move(700, 5);
  await page.waitForTimeout(1_200);
  await page.addStyleTag({ content: HIDDEN_ON_CANVAS });
  await picture(studio, `example-${path.basename(file, '.json')}`, page.getByTestId('canvas-wrapper'), EDITOR_TABS);
}

/** How far n8n's tabs hang into the canvas, in pixels. */
const EDITOR_TABS = 24;

/** Buttons of the editor that are no part of a workflow. */
const HIDDEN_ON_CANVAS =
  '[data-test-id=canvas-controls], [data-test-id^=execute-workflow-button], [class*=executionButtons], [data-test-id=node-creator-plus-button], ' +
  '[data-test-id=command-bar-button], [data-test-id=add-sticky-button], [data-test-id=toggle-focus-panel-button], .n8n-toast ' +
  '{ visibility: hidden !important }';

/** The fields of one node. */
async function nodeFields(studio: Studio, name: string, node: WorkflowNode): Promise<void> {
  const { world, editor } = studio;
  const { page } = editor;
  const workflow: Workflow = { name: `Picture: ${name}`, nodes: [node], connections: {}, settings: { executionOrder: 'v1' } };
  const { id } = await world.client.makeWorkflow(workflow);
  await editor.openWorkflow(`${id}/${node.id}`);
  const fields = page.getByTestId('node-parameters');
  await fields.waitFor();
  await page.addStyleTag({
    content: '[data-test-id=node-feature-request] { display: none } [data-test-id=node-parameters] { background: #fff; padding: 8px 12px }',
  });
  await page.waitForTimeout(700);
  await picture(studio, name, fields);
}

async function main(): Promise<void> {
  const { world, strike } = await setStage();
  const browser = await launchBrowser();
  await mkdir(FOLDER, { recursive: true });
  const editor = new Editor(await browser.newPage({ viewport: { width: 1280, height: 800 } }), world.n8n.baseUrl);
  await editor.signIn(world.owner);
  const studio: Studio = { world, editor, browser };
  const files = (await readdir(path.join(ROOT, 'examples/workflows'))).filter((file) => file.endsWith('.json'));
  for (const file of files) if (isWanted(`example-${file}`)) await exampleCanvas(studio, file);
  // High enough for the longest list of fields.
  await editor.page.setViewportSize({ width: 1280, height: 1400 });
  const trigger = parleyNode(world, 'parleyTrigger', 'Parley Trigger', {
    events: ['message.received'],
    filters: { keywords: ['invoice'], firstOfSession: true },
    options: { burst: { values: { quietSeconds: 5, maxSeconds: 30 } }, downloadFiles: true },
  });
  if (isWanted('trigger')) await nodeFields(studio, 'trigger', trigger);
  const ids = { channelId: await whatsAppChannel(world.gateway), memberId: 'mbr_', teamId: 'tea_' };
  for (const { resource, operation, parameters } of picturedOperations(ids)) {
    const name = `${resource}-${operation}`;
    if (isWanted(name)) await nodeFields(studio, name, parleyNode(world, 'parley', 'Parley', { resource, operation, ...parameters }));
  }
  await browser.close();
  await report();
  await strike();
}

/** What the pictures weigh: none more than 80 kB. */
async function report(): Promise<void> {
  const names = await readdir(FOLDER);
  const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(FOLDER, name))).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`${names.length} pictures, ${Math.round(total / 1024)} kB, the largest ${Math.round(Math.max(...sizes) / 1024)} kB`);
}

await main();
process.exit(0);
