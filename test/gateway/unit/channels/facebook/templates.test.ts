import { facebook } from '../../../../../gateway/src/channels/facebook/index.ts';
import { answered, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

const list = (...pages: unknown[]) => {
  const io = recordingIo(() => answered(200, pages.length > 1 ? pages.shift() : pages[0]));
  return { io, listed: facebook.listTemplates?.(settings, io) };
};
const one = async (template: object) => {
  const listed = await list({
    data: [{ id: '77', name: 'order_update', language: 'en', status: 'APPROVED', category: 'UTILITY', ...template }],
  }).listed;
  return listed?.is === 'listed' ? listed.templates[0] : undefined;
};

test('a template is listed with the text people read and the keys that fill it', async () => {
  const components = [
    { type: 'HEADER', format: 'TEXT', text: '{{1}} update', example: { header_text: ['Order'] } },
    { type: 'BODY', text: 'Hi {{1}}, {{2}} is on its way.', example: { body_text: [['Ana', 'HB-1042']] } },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'URL', text: 'Track', url: 'https://x.example/{{1}}', example: { url_suffix_example: 'https://x.example/7' } },
        { type: 'URL', text: 'Hours', url: 'https://x.example/hours' },
        { type: 'POSTBACK', text: 'Where?', payload: 'track:{{1}}' },
        { type: 'POSTBACK', text: 'Stop', payload: 'stop' },
      ],
    },
  ];
  expect(await one({ components })).toEqual({
    externalId: '77',
    name: 'order_update',
    language: 'en',
    status: 'approved',
    category: 'utility',
    quality: null,
    text: '{{header.1}} update\nHi {{1}}, {{2}} is on its way.',
    params: [
      { name: 'header.1', type: 'text', place: 'header', example: 'Order' },
      { name: '1', type: 'text', place: 'body', example: 'Ana' },
      { name: '2', type: 'text', place: 'body', example: 'HB-1042' },
      { name: 'button.0', type: 'url', place: 'button', example: 'https://x.example/7' },
      { name: 'button.2.payload', type: 'text', place: 'button' },
    ],
    components,
  });
});

test('named parameters have their names and samples', async () => {
  const components = [
    { type: 'HEADER', format: 'IMAGE' },
    { type: 'BODY', text: 'Parcel {{order_id}}', example: { body_text_named_params: [{ param_name: 'order_id', example: '7' }] } },
  ];
  expect((await one({ components, parameter_format: 'NAMED' }))?.params).toEqual([
    { name: 'header.image', type: 'image', place: 'header' },
    { name: 'order_id', type: 'text', place: 'body', example: '7' },
  ]);
});

test('a template listed as Meta’s library lists its own is read all the same', async () => {
  const template = {
    body: '{{1}}, your order was delivered!',
    body_params: ['Mark'],
    buttons: [{ type: 'URL', text: 'Go', url: 'https://x.example' }],
  };
  expect(await one({ ...template, status: undefined })).toMatchObject({
    status: 'approved',
    text: '{{1}}, your order was delivered!',
    params: [{ name: '1', type: 'text', place: 'body', example: 'Mark' }],
  });
});

test.each([
  ['PENDING', 'pending'],
  ['REJECTED', 'rejected'],
  ['PAUSED', 'paused'],
  ['a word of tomorrow', 'pending'],
])('the status %s is %s', async (word, status) => {
  expect((await one({ status: word }))?.status).toBe(status);
});

test('its listed parameters are the keys that a message fills', async () => {
  const template = await one({
    components: [
      { type: 'BODY', text: 'Hi {{1}}' },
      { type: 'BUTTONS', buttons: [{ type: 'URL', url: 'https://x.example/{{1}}' }] },
    ],
  });
  const params = Object.fromEntries((template?.params ?? []).map(({ name }) => [name, 'x']));
  expect(
    facebook.render({ type: 'template', name: 'order_update', language: 'en', params }, facebook.capabilities).parts[0]?.body,
  ).toMatchObject({
    template: {
      components: [
        { type: 'body', parameters: [{ type: 'text', text: 'x' }] },
        { type: 'buttons', parameters: [{ type: 'URL', url: 'x' }] },
      ],
    },
  });
});

test('every page is asked for by its cursor, never at Meta’s own address with the token', async () => {
  const page = (id: string, after?: string) => ({
    data: [{ id, name: id, language: 'en' }],
    paging:
      after === undefined
        ? { cursors: { after: 'END' } }
        : { cursors: { after }, next: `https://evil.example/?access_token=x&after=${after}` },
  });
  const { io, listed } = list(page('1', 'AA'), page('2', 'BB'), page('3'));
  expect(await listed).toMatchObject({ is: 'listed', templates: [{ externalId: '1' }, { externalId: '2' }, { externalId: '3' }] });
  const base = 'https://graph.facebook.com/v25.0/555001000000001/message_templates?limit=100';
  expect(io.requests.map((request) => request.url)).toEqual([base, `${base}&after=AA`, `${base}&after=BB`]);
});

test('a cursor that leads in a circle ends the list, as does page 100', async () => {
  const circle = list({ data: [], paging: { cursors: { after: 'A' }, next: 'x' } });
  expect(await circle.listed).toMatchObject({ is: 'listed' });
  expect(circle.io.requests).toHaveLength(2);
  let n = 0;
  const endless = recordingIo(() => answered(200, { data: [], paging: { cursors: { after: `${(n += 1)}` }, next: 'x' } }));
  expect(await facebook.listTemplates?.(settings, endless)).toMatchObject({ is: 'listed' });
  expect(endless.requests).toHaveLength(100);
});

test('half a list is none', async () => {
  const answers = [answered(200, { data: [], paging: { cursors: { after: 'A' }, next: 'x' } }), answered(500, '')];
  const io = recordingIo(() => answers.shift() ?? answered(500, ''));
  expect(await facebook.listTemplates?.(settings, io)).toMatchObject({ is: 'deferred', reason: 'down' });
  expect(await list('[]').listed).toMatchObject({ is: 'unknown' });
});

test.each([[{}], [{ id: '1' }], [{ id: '1', name: 'x' }], [null], ['x']])('an entry like %j is left out', async (entry) => {
  expect(await list({ data: [entry] }).listed).toEqual({ is: 'listed', templates: [] });
});
