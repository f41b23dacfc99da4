import { at, listAt, textAt } from '../../../../gateway/sandbox/json.ts';
import { LINK_LIVES_MS } from '../../../../gateway/sandbox/messenger/cdn.ts';
import { HOUR_MS, LEILA, PAGE, refusalOf } from './messenger-bench.ts';
import { bench, files, bytesAt, media, upload, formOf } from './messenger-account-bench.ts';

describe('files of the business', () => {
  test.each([
    ['image', '/photo.png', 'a photo'],
    ['video', '/clip.mp4', 'a clip'],
    ['audio', '/song.mp3', 'a song'],
    ['audio', '/clip.mp4', 'a clip'],
    ['file', '/note.pdf', 'a note'],
  ])('%s at %s is fetched before the answer, shown on the phone and repeated in the echo', async (type, where, words) => {
    const answer = await bench.send(media(type, { url: `${files.url}${where}` }));
    expect([answer.status, at(answer.body, 'attachment_id')]).toEqual([200, undefined]);
    const mid = textAt(answer.body, 'message_id') ?? '';
    expect((await bench.messenger.file(mid))?.bytes.toString()).toBe(words);
    await bench.messenger.background.settled();
    const echoed = at(bench.events()[0], 'message', 'attachments', 0);
    expect(at(echoed, 'type')).toBe(type);
    expect(await bytesAt(at(echoed, 'payload', 'url'))).toMatchObject({ status: 200, text: words });
  });

  test.each<[string, string, string, readonly unknown[]]>([
    ['an address without a file', 'image', '/none.png', [400, 100, 2018008]],
    ['a clip that cannot be had', 'video', '/none.mp4', [400, 100, 2018294]],
    ['a PDF called an image', 'image', '/note.pdf', [400, 100, 2018047]],
    ['a photo called a sound', 'audio', '/photo.png', [400, 100, 2018047]],
    ['an image over 8 MiB by its address', 'image', '/big.png', [400, 100, 2018109]],
    ['a file over 25 MiB', 'file', '/huge.pdf', [400, 100, 2018109]],
  ])('%s is refused, to send and to upload', async (_what, type, where, refusal) => {
    const payload = { url: `${files.url}${where}` };
    expect(refusalOf(await bench.send(media(type, payload)))).toEqual(refusal);
    expect(refusalOf(await upload(type, payload))).toEqual(refusal);
    expect(bench.messenger.chats.of(LEILA)).toHaveLength(1);
  });

  test('a server that does not answer at all is an address without a file', async () => {
    expect(refusalOf(await bench.send(media('image', { url: 'http://127.0.0.1:1/photo.png' })))).toEqual([400, 100, 2018008]);
    expect(refusalOf(await bench.send(media('image', { url: 'ftp://127.0.0.1/photo.png' })))).toEqual([400, 100, undefined]);
  });

  test('an upload by address can be sent by its id for 90 days', async () => {
    const uploaded = await upload('image', { url: `${files.url}/photo.png`, is_reusable: true });
    expect(uploaded.body).toEqual({ attachment_id: expect.stringMatching(/^\d+$/) });
    const byId = media('image', { attachment_id: at(uploaded.body, 'attachment_id') });
    const mid = textAt((await bench.send(byId)).body, 'message_id') ?? '';
    expect((await bench.messenger.file(mid))?.bytes.toString()).toBe('a photo');
    bench.clock.pass(90 * 24 * HOUR_MS);
    await bench.says({ type: 'text', text: 'Still there?' });
    expect(refusalOf(await bench.send(byId))).toEqual([400, 100, 2018074]);
    expect(refusalOf(await bench.send(media('image', { attachment_id: '1' })))).toEqual([400, 100, 2018074]);
  });

  test('an upload from a form keeps its name', async () => {
    const form = formOf('file', new Blob(['a bill'], { type: 'application/pdf' }), 'bill.pdf');
    const uploaded = await bench.call('POST', '/v25.0/me/message_attachments', form);
    const sent = await bench.send(media('file', { attachment_id: at(uploaded.body, 'attachment_id') }));
    await bench.messenger.background.settled();
    const url = at(bench.events()[0], 'message', 'attachments', 0, 'payload', 'url');
    expect(String(url)).toContain('/bill.pdf?');
    expect(await bytesAt(url)).toEqual({ status: 200, type: 'application/pdf', text: 'a bill' });
    expect(sent.status).toBe(200);
  });

  test('a form can upload and send at once, and the id comes back', async () => {
    const more = { recipient: JSON.stringify({ id: LEILA }), messaging_type: 'RESPONSE' };
    const form = formOf('image', new Blob(['a photo'], { type: 'image/png' }), 'a.png', more);
    const answer = await bench.call('POST', `/v25.0/${PAGE}/messages`, form);
    expect(answer.body).toEqual({ recipient_id: LEILA, message_id: expect.any(String), attachment_id: expect.any(String) });
    expect((await bench.send(media('image', { attachment_id: at(answer.body, 'attachment_id') }))).status).toBe(200);
  });

  test('an upload without a file, and a form whose file is too large, are refused', async () => {
    expect(refusalOf(await upload('image', {}))).toEqual([400, 100, undefined]);
    expect(refusalOf(await bench.call('POST', '/me/message_attachments', {}))).toEqual([400, 100, undefined]);
    const form = formOf('image', new Blob([Buffer.alloc(25 * 1024 * 1024 + 1)], { type: 'image/png' }), 'a.png');
    expect(refusalOf(await bench.call('POST', '/me/message_attachments', form))).toEqual([400, 100, 2018109]);
  });

  test('the eleventh sound of a second is too many, while texts still go', async () => {
    const sound = media('audio', { url: `${files.url}/song.mp3` });
    for (let sent = 0; sent < 10; sent++) expect((await bench.send(sound)).status).toBe(200);
    expect(refusalOf(await bench.send(sound))).toEqual([400, 613, undefined]);
    expect((await bench.send({ message: { text: 'Hello' } })).status).toBe(200);
    bench.clock.pass(100);
    expect((await bench.send(sound)).status).toBe(200);
  });
});

describe('files of customers', () => {
  test('are had without a token until the link has ended', async () => {
    await bench.says({ type: 'file', file: { bytes: Buffer.from('a note'), mimeType: 'text/plain', name: 'my note.txt' } });
    const url = at(bench.events()[0], 'message', 'attachments', 0, 'payload', 'url');
    expect(String(url)).toContain('/my%20note.txt?');
    expect(await bytesAt(url)).toEqual({ status: 200, type: 'text/plain', text: 'a note' });
    expect((await bytesAt(String(url).replace('oh=00_', 'oh=00_x'))).status).toBe(403);
    expect((await bytesAt(String(url).replace(/oe=[0-9a-f]+/, 'oe=ffffffff'))).status).toBe(403);
    bench.clock.pass(LINK_LIVES_MS);
    expect(await bytesAt(url)).toMatchObject({ status: 403, text: 'URL signature expired' });
  });
});

describe('utility messages', () => {
  const body = (texts: readonly string[]) => ({ type: 'body', parameters: texts.map((text) => ({ type: 'text', text })) });
  const header = { type: 'header', parameters: [{ type: 'text', text: 'Order' }] };
  const track = { type: 'buttons', parameters: [{ type: 'POSTBACK', payload: 'HB-7' }] };
  const utility = (name: string, components: readonly object[] = [], language = 'en_US') => ({
    messaging_type: 'UTILITY',
    message: { template: { name, language: { code: language }, components } },
  });

  beforeEach(() => bench.clock.pass(30 * 24 * HOUR_MS));

  test('go out after the window, as a plain text or as a card', async () => {
    expect((await bench.send(utility('answer_ready'))).status).toBe(200);
    expect((await bench.send(utility('order_update', [header, body(['Ana', 'HB-7']), track]))).status).toBe(200);
    await bench.messenger.background.settled();
    const [text, card] = bench.messenger.chats
      .of(LEILA)
      .slice(1)
      .map((entry) => entry.message);
    expect(text).toEqual({ text: 'Hello! We have an answer to your question. Reply here and we will continue.' });
    const payload = {
      template_type: 'generic',
      elements: [
        {
          title: 'Order update',
          subtitle: 'Hi Ana, your order HB-7 is on its way.',
          buttons: [{ type: 'postback', title: 'Where is it?', payload: 'track:HB-7' }],
        },
      ],
    };
    expect(card).toEqual({ attachment: { type: 'template', payload } });
    const echoes = bench.events().filter((event) => at(event, 'message', 'is_echo') === true);
    expect(at(echoes[1], 'message', 'attachments')).toEqual([{ type: 'template', payload }]);
  });

  test('with named parameters are filled by name', async () => {
    const named = [
      { type: 'text', parameter_name: 'last_day', text: 'Friday' },
      { type: 'text', parameter_name: 'order_id', text: 'HB-7' },
    ];
    await bench.send(utility('pickup_reminder', [{ type: 'body', parameters: named }]));
    expect(at(bench.messenger.chats.of(LEILA).at(-1)?.message, 'attachment', 'payload', 'elements', 0)).toEqual({
      title: 'Your parcel HB-7 waits for you until Friday.',
      buttons: [{ type: 'web_url', title: 'Opening hours', url: 'https://books.example/hours' }],
    });
  });

  test.each<[string, object, readonly unknown[]]>([
    ['an unknown template', utility('nothing_here'), [400, 100, undefined]],
    ['an unknown language', utility('answer_ready', [], 'pt_BR'), [400, 100, undefined]],
    ['a template that is not approved', utility('reading_night'), [400, 100, undefined]],
    ['a parameter too few', utility('order_update', [header, body(['Ana']), track]), [400, 100, undefined]],
    ['a name that is missing', utility('pickup_reminder', [body(['Friday', 'HB-7'])]), [400, 100, undefined]],
    ['a payload too few', utility('order_update', [header, body(['Ana', 'HB-7'])]), [400, 100, 1893029]],
    ["WhatsApp's button index", utility('answer_ready', [{ ...track, index: 0 }]), [400, 100, undefined]],
    ['a template without a name', { messaging_type: 'UTILITY', message: { template: {} } }, [400, 100, undefined]],
    ['a plain text', { messaging_type: 'UTILITY', message: { text: 'Hi' } }, [400, 100, undefined]],
    ['a template as a response', { ...utility('answer_ready'), messaging_type: 'RESPONSE' }, [400, 100, undefined]],
  ])('with %s are refused', async (_what, fields, refusal) => {
    expect(refusalOf(await bench.send(fields))).toEqual(refusal);
    expect(bench.messenger.chats.of(LEILA)).toHaveLength(1);
  });

  test('are listed page by page, by name and by status', async () => {
    const first = await bench.call('GET', `/v25.0/${PAGE}/message_templates?limit=3`);
    expect(listAt(first.body, 'data').map((template) => at(template, 'name'))).toEqual(['answer_ready', 'order_update', 'pickup_reminder']);
    expect(at(first.body, 'data', 1)).toMatchObject({
      id: '555050000000002',
      language: 'en_US',
      status: 'APPROVED',
      category: 'UTILITY',
      parameter_format: 'POSITIONAL',
      components: [{ type: 'HEADER' }, { type: 'BODY' }, { type: 'BUTTONS' }],
    });
    const next = await fetch(String(at(first.body, 'paging', 'next')));
    expect(await next.json()).toMatchObject({ data: [{ name: 'reading_night', status: 'PENDING' }] });
    const after = await bench.call('GET', `/me/message_templates?limit=3&after=${String(at(first.body, 'paging', 'cursors', 'after'))}`);
    expect(listAt(after.body, 'data')).toHaveLength(1);
    expect(at(after.body, 'paging', 'next')).toBeUndefined();
    const found = await bench.call('GET', '/me/message_templates?name=reminder&status=APPROVED&fields=name');
    expect(at(found.body, 'data')).toEqual([{ name: 'pickup_reminder', id: '555050000000003' }]);
    expect(refusalOf(await bench.call('GET', '/me/message_templates?after=nowhere'))).toEqual([400, 100, undefined]);
  });
});
