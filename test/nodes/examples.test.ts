import type { INode, INodeProperties } from 'n8n-workflow';

import { descriptionOf, type Example, examples, issuesOf, unknownParameters } from './support/example';

/** The nodes of n8n 2.41 that the examples use, with a version that it has. */
const BUILT_IN: Readonly<Record<string, readonly number[]>> = {
  'n8n-nodes-base.code': [2],
  'n8n-nodes-base.editImage': [1],
  'n8n-nodes-base.emailReadImap': [2],
  'n8n-nodes-base.httpRequest': [4.2],
  'n8n-nodes-base.if': [2.2],
  'n8n-nodes-base.manualTrigger': [1],
  'n8n-nodes-base.merge': [3],
  'n8n-nodes-base.respondToWebhook': [1.1],
  'n8n-nodes-base.scheduleTrigger': [1.2],
  'n8n-nodes-base.set': [3.4],
  'n8n-nodes-base.splitInBatches': [3],
  'n8n-nodes-base.stickyNote': [1],
  'n8n-nodes-base.switch': [3.2],
  'n8n-nodes-base.wait': [1.1],
  'n8n-nodes-base.webhook': [2],
  '@n8n/n8n-nodes-langchain.agent': [2.2],
  '@n8n/n8n-nodes-langchain.lmChatOpenAi': [1.2],
};

const TRIGGERS = /Trigger$|\.(webhook|emailReadImap)$/;
const OURS = 'n8n-nodes-parley.';

const eachNode = examples.flatMap((example) => example.nodes.map((node) => ({ file: example.file, name: node.name, node })));
const ours = eachNode.filter(({ node }) => node.type.startsWith(OURS));

/** Every line of the canvas: from where, through which output, to where. */
function linesOf({ connections }: Example): { from: string; type: string; output: number; to: string }[] {
  return Object.entries(connections).flatMap(([from, byType]) =>
    Object.entries(byType).flatMap(([type, outputs]) =>
      outputs.flatMap((targets, output) => (targets ?? []).map((target) => ({ from, type, output, to: target.node }))),
    ),
  );
}

/** How many outputs a node of ours has. */
function outputCount(node: INode): number {
  const own = node.parameters.operation === 'sendAndWait' ? 4 : 1;
  return own + (node.onError === 'continueErrorOutput' ? 1 : 0);
}

test('there are examples for what people ask for first', () => {
  expect(examples.map(({ file }) => file)).toEqual(
    expect.arrayContaining([
      'ai-first-line.json',
      'appointment-reminder.json',
      'broadcast-from-a-table.json',
      'crm-change-to-contact.json',
      'keyword-menu.json',
      'new-contact-to-crm.json',
      'out-of-office.json',
      'overdue-notify-and-reassign.json',
      'satisfaction-after-close.json',
      'watermark-photo.json',
      'webhook-message-respond.json',
    ]),
  );
});

describe.each(examples)('$file', (example) => {
  const names = example.nodes.map(({ name }) => name);
  const lines = linesOf(example);

  test('says in its name whose it is, and names each node once', () => {
    expect(example.name).toMatch(/^Parley: /);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(example.nodes.map(({ id }) => id)).size).toBe(names.length);
  });

  test('carries no credential, so that it can be imported anywhere', () => {
    expect(example.nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
  });

  test('connects nodes that exist, and leaves none alone', () => {
    for (const { from, to } of lines) expect(names).toEqual(expect.arrayContaining([from, to]));
    const connected = new Set(lines.flatMap(({ from, to, type }) => (type === 'main' ? [to] : [from])));
    const alone = example.nodes.filter(({ name, type }) => !connected.has(name) && !TRIGGERS.test(type) && !type.endsWith('.stickyNote'));
    expect(alone.map(({ name }) => name)).toEqual([]);
  });

  test('uses outputs that our nodes have', () => {
    for (const { from, output, type } of lines) {
      const node = example.nodes.find(({ name }) => name === from);
      if (node === undefined || !node.type.startsWith(OURS) || type !== 'main') continue;
      expect({ from, output: output < outputCount(node) }).toEqual({ from, output: true });
    }
  });

  test('quotes only nodes that it has', () => {
    const quoted = Array.from(JSON.stringify(example.nodes).matchAll(/\$\('([^']+)'\)/g), ([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(quoted));
  });
});

test.each(ours)("$file: n8n's editor finds nothing to mark in $name", ({ node }) => {
  const description = descriptionOf(node);
  if (description === undefined) throw new Error(`There is no node ${node.type}`);
  expect(description.version).toContain(node.typeVersion);
  expect(unknownParameters(node, description)).toEqual([]);
  expect(issuesOf(node, description)).toBeNull();
  expect(unofferedChoices(node, description.properties)).toEqual([]);
});

test.each(eachNode.filter(({ node }) => !node.type.startsWith(OURS)))('$file: n8n has the node $name', ({ node }) => {
  expect(BUILT_IN[node.type]).toContain(node.typeVersion);
});

test('a parameter that no node has is noticed', () => {
  const [first] = ours.filter(({ node }) => node.parameters.operation === 'send');
  const description = first && descriptionOf(first.node);
  if (first === undefined || description === undefined) throw new Error('No example sends');
  const wrong: INode = { ...first.node, parameters: { ...first.node.parameters, options: { answer: true }, caption: 'not with a text' } };
  expect(unknownParameters(wrong, description).sort()).toEqual(['caption', 'options.answer']);
});

/** Fields with a list whose value is not in it. */
function unofferedChoices({ parameters }: INode, properties: readonly INodeProperties[]): string[] {
  return properties.flatMap(({ name, type, options, typeOptions }) => {
    const value = parameters[name];
    if (!['options', 'multiOptions'].includes(type) || value === undefined || typeOptions?.loadOptionsMethod !== undefined) return [];
    if (typeof value === 'string' && value.startsWith('=')) return [];
    // Fields of several operations share a name; one of their lists must have it.
    const offered = properties.filter((one) => one.name === name).flatMap((one) => one.options ?? options ?? []);
    const values = offered.map((option) => ('value' in option ? option.value : undefined));
    return [value].flat().every((one) => values.includes(one as string)) ? [] : [name];
  });
}
