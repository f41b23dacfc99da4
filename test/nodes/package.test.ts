import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { ParleyApi } from '../../credentials/ParleyApi.credentials';
import { Parley } from '../../nodes/Parley/Parley.node';
import { ParleyTrigger } from '../../nodes/ParleyTrigger/ParleyTrigger.node';

const root = path.join(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

test.each(['parley', 'trigger'])('each file of test/nodes/%s is run', (folder) => {
  const files = readdirSync(path.join(__dirname, folder)).map((name) => path.basename(name, '.ts'));
  const named = readFileSync(path.join(__dirname, `${folder}.test.ts`), 'utf8').matchAll(/^import '\.\/\w+\/(.+)';$/gm);
  expect(Array.from(named, ([, name]) => name).sort()).toEqual(files.sort());
});

test('the credential is tested against the gateway with the key it holds', () => {
  const credential = new ParleyApi();
  expect(credential.test.request).toEqual({ baseURL: '={{$credentials.baseUrl.replace(/\\/+$/, "")}}', url: '/api/v1/me' });
  expect(credential.authenticate.properties.headers).toEqual({ Authorization: '=Bearer {{$credentials.apiKey}}' });
  expect(credential.properties.find((property) => property.name === 'apiKey')?.typeOptions).toEqual({ password: true });
});

test('each resource has the name of what it is', () => {
  const resources = new Parley().description.properties.find((property) => property.name === 'resource')?.options ?? [];
  const names = ['Analytics', 'Announcement', 'Channel', 'Contact', 'Conversation', 'Event', 'Member', 'Message', 'Team', 'Template'];
  expect(resources).toEqual(names.map((name) => ({ name, value: name.toLowerCase() })));
});

test('the operations are those that workflows name', () => {
  const lists = new Parley().description.properties.filter((property) => property.name === 'operation');
  const values = lists.map((list) => [
    list.displayOptions?.show?.resource,
    list.options?.map((option) => 'value' in option && option.value),
  ]);
  expect(values).toEqual([
    [['analytics'], ['summary']],
    [['announcement'], ['create', 'getAll', 'withdraw']],
    [['channel'], ['getAll', 'test']],
    [['contact'], ['block', 'upsert', 'erase', 'export', 'findDuplicates', 'get', 'getAll', 'merge']],
    [
      ['conversation'],
      [
        'addNote',
        'assign',
        'close',
        'get',
        'getAll',
        'transcript',
        'handOver',
        'join',
        'leave',
        'reopen',
        'setAttributes',
        'snooze',
        'tag',
        'transfer',
      ],
    ],
    [['event'], ['getAll', 'replay']],
    [['member'], ['getAll', 'setAvailability']],
    [['message'], ['get', 'getAll', 'markRead', 'react', 'send', 'sendAndWait', 'sendTemplate', 'typing']],
    [['team'], ['getAll']],
    [['template'], ['getAll', 'sync']],
  ]);
});

test('the trigger offers events by their type and is no tool, the node is one', () => {
  const trigger = new ParleyTrigger().description;
  const events = trigger.properties.find((property) => property.name === 'events');
  const names = events?.options?.map((option) => option.name) ?? [];
  expect(names).toHaveLength(30);
  // The list is grouped because it is sorted: every name begins with what it is about.
  expect(names).toEqual([...names].sort());
  expect(trigger.usableAsTool).toBeUndefined();
  expect(new Parley().description.usableAsTool).toBe(true);
});

test('every list that a field names exists', () => {
  const { description, methods } = new Parley();
  const named = JSON.stringify(description.properties).matchAll(/"searchListMethod":"(\w+)"/g);
  const names = new Set(Array.from(named, ([, name]) => name));
  expect(Array.from(names).sort()).toEqual(Object.keys(methods.listSearch).sort());
});

test('the package says what n8n loads, needs nothing at run time, and its codex names its nodes', () => {
  const manifest = JSON.parse(read('package.json'));
  expect(manifest.dependencies).toBeUndefined();
  expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
  expect(manifest.files).toEqual(['dist']);
  for (const [folder, type] of [
    ['Parley', new Parley()],
    ['ParleyTrigger', new ParleyTrigger()],
  ] as const) {
    expect(manifest.n8n.nodes).toContain(`dist/nodes/${folder}/${folder}.node.js`);
    const codex = JSON.parse(read(`nodes/${folder}/${folder}.node.json`));
    expect(codex.node).toBe(`${manifest.name}.${type.description.name}`);
    expect(codex.categories).toContain('Communication');
  }
});
