import { DEMO_MESSENGER } from '../../../../gateway/sandbox/demo-accounts.ts';
import { at } from '../../../../gateway/sandbox/json.ts';
import type { InstagramStandIn } from '../../../../gateway/sandbox/messenger/instagram.ts';
import type { MessengerSays } from '../../../../gateway/sandbox/messenger/says.ts';
import { facebook } from '../../../../gateway/src/channels/facebook/index.ts';
import type { MessengerBench } from './messenger-bench.ts';
import { HOUR_MS, LEILA, PAGE, refusalOf, startFiles, startMessenger } from './messenger-bench.ts';

const ACCOUNT = DEMO_MESSENGER.instagram?.accountId ?? '';
const NOOR = DEMO_MESSENGER.instagram?.customers[0]?.id ?? '';

let bench: MessengerBench;
let instagram: InstagramStandIn;
beforeEach(async () => {
  bench = await startMessenger();
  if (bench.messenger.instagram === null) throw new Error('the Page has no Instagram account');
  instagram = bench.messenger.instagram;
});
afterEach(() => bench.stop());

async function says(saying: MessengerSays): Promise<string> {
  const said = instagram.customerSays(NOOR, saying);
  if (typeof said === 'string') throw new Error(said);
  await said.webhook;
  return said.id;
}
const send = (fields: object) => bench.call('POST', `/v25.0/${PAGE}/messages`, { recipient: { id: NOOR }, messaging_type: 'RESPONSE', ...fields }); // prettier-ignore
/** So many webhooks have come, or more. */
async function events(count: number): Promise<readonly unknown[]> {
  for (let i = 0; i < 200 && bench.events().length < count; i++) await new Promise((resolve) => setTimeout(resolve, 5));
  return bench.events();
}

describe('what a customer says', () => {
  const url = expect.stringMatching(/\/messenger\/v\//);
  test.each([
    [{ type: 'text', text: 'Hi' }, { text: 'Hi' }],
    [{ type: 'image' }, { attachments: [{ type: 'image', payload: { url } }] }],
    [{ type: 'audio' }, { attachments: [{ type: 'audio', payload: { url } }] }],
    [
      { type: 'story_reply', text: 'How much?' },
      { text: 'How much?', reply_to: { story: { id: expect.any(String), url } } },
    ],
    [{ type: 'story_mention' }, { attachments: [{ type: 'story_mention', payload: { url } }] }],
    [
      { type: 'share', title: 'Charts' },
      { attachments: [{ type: 'ig_post', payload: { ig_post_media_id: expect.any(String), title: 'Charts', url } }] },
    ],
    [{ type: 'heart' }, { attachments: [{ type: 'like_heart', payload: { url } }] }],
    [{ type: 'view_once' }, { attachments: [{ type: 'ephemeral' }] }],
    [
      { type: 'quick_reply', title: 'Yes', payload: 'y' },
      { text: 'Yes', quick_reply: { payload: 'y' } },
    ],
  ] satisfies [MessengerSays, object][])('%j comes as the object instagram, of the account', async (saying, message) => {
    const mid = await says(saying);
    expect(mid).toMatch(/^aWdfZAG1faXRlbToxOklHTWVzc2FnZA[\w-]{40,}$/);
    expect(bench.receiver.received.at(-1)?.json).toEqual({
      object: 'instagram',
      entry: [
        {
          id: ACCOUNT,
          time: bench.clock.now(),
          messaging: [{ sender: { id: NOOR }, recipient: { id: ACCOUNT }, timestamp: bench.clock.now(), message: { mid, ...message } }],
        },
      ],
    });
  });

  test('reactions, edits, unsent messages, links and reading come in Instagram’s own shapes', async () => {
    const mid = await says({ type: 'text', text: 'Hi' });
    await says({ type: 'reaction', messageId: mid, emoji: '❤️' });
    await says({ type: 'reaction', messageId: mid, emoji: '😮' });
    await says({ type: 'reaction', messageId: mid, emoji: '' });
    await says({ type: 'edit', messageId: mid, text: 'Hello' });
    await says({ type: 'open', ref: 'bio' });
    await says({ type: 'unsend', messageId: mid });
    expect(bench.events().slice(1)).toMatchObject([
      { reaction: { mid, action: 'react', reaction: 'love', emoji: '❤️' } },
      { reaction: { mid, action: 'react', reaction: 'other', emoji: '😮' } },
      { reaction: { mid, action: 'unreact' } },
      { message_edit: { mid, text: 'Hello', num_edit: 1 } },
      { referral: { ref: 'bio', source: 'IGME-SOURCE-LINK', type: 'OPEN_THREAD' } },
      { message: { mid, is_deleted: true } },
    ]);
    expect(Object.keys(at(bench.events()[3], 'reaction') as object)).toEqual(['mid', 'action']);
  });

  test('each phone has what its app has', () => {
    expect(instagram.customerSays(NOOR, { type: 'location', latitude: 1, longitude: 2 })).toEqual(expect.stringContaining('location'));
    expect(bench.messenger.customerSays(LEILA, { type: 'story_mention' })).toEqual(expect.stringContaining('story_mention'));
  });

  test('the channel reads all of it', async () => {
    for (const saying of [{ type: 'text', text: 'Hi' }, { type: 'story_mention' }, { type: 'heart' }, { type: 'view_once' }] as const)
      await says(saying);
    const { pageId, pageAccessToken, appSecret, verifyToken } = DEMO_MESSENGER;
    const settings = facebook.settings.parse({ pageId, pageAccessToken, appSecret, verifyToken, instagramAccountId: ACCOUNT });
    const read = bench.receiver.received.flatMap(({ json }) => {
      const body = Buffer.from(JSON.stringify(json));
      return facebook.parse({ method: 'POST', url: '', query: {}, headers: {}, body }, settings, 0) ?? [];
    });
    expect(read).toMatchObject(
      ['text', 'file', 'sticker', 'unsupported'].map((type) => ({
        is: 'message',
        account: ACCOUNT,
        from: { keys: [{ kind: 'psid', value: `ig:${NOOR}` }] },
        content: { type },
      })),
    );
  });
});

describe('what the business sends', () => {
  test('its echo says neither who sent it nor what was put on it, and only reading is told', async () => {
    await says({ type: 'text', text: 'Hi' });
    const answer = await send({ message: { text: 'Hello', metadata: 'parley:msg_1' } });
    const mid = at(answer.body, 'message_id');
    expect(answer).toMatchObject({ status: 200, body: { recipient_id: NOOR } });
    const [, echo, read, ...others] = await events(3);
    expect(echo).toEqual({
      sender: { id: ACCOUNT },
      recipient: { id: NOOR },
      timestamp: bench.clock.now(),
      message: { mid, is_echo: true, text: 'Hello' },
    });
    expect(read).toEqual({ sender: { id: NOOR }, recipient: { id: ACCOUNT }, timestamp: bench.clock.now(), read: { mid } });
    expect(others).toEqual([]);
    expect(instagram.chats.of(NOOR).at(-1)).toMatchObject({ from: 'business', receipt: 'read' });
    expect(bench.messenger.chats.of(NOOR)).toEqual([]);
  });

  test.each([
    ['1000 bytes', { message: { text: 'x'.repeat(1000) } }, [200, undefined, undefined]],
    ['1001 bytes', { message: { text: `${'あ'.repeat(333)}xx` } }, [400, 100, undefined]],
    ['a file', { message: { attachment: { type: 'file', payload: { url: 'https://x.example/a.pdf' } } } }, [400, 100, undefined]],
    [
      'a utility template',
      { messaging_type: 'UTILITY', message: { template: { name: 'answer_ready', language: { code: 'en_US' } } } },
      [400, 100, undefined],
    ],
    ['a reaction that is no heart', { sender_action: 'react', payload: { message_id: 'mid', reaction: '👍' } }, [400, 100, undefined]],
  ])('%s', async (_what, fields, refusal) => {
    const mid = await says({ type: 'text', text: 'Hi' });
    const sent = await send(JSON.parse(JSON.stringify(fields).replace('"mid"', JSON.stringify(mid))));
    expect(refusalOf(sent)).toEqual(refusal);
  });

  test('the heart is shown on the message', async () => {
    const mid = await says({ type: 'text', text: 'Hi' });
    expect((await send({ sender_action: 'react', payload: { message_id: mid, reaction: 'love' } })).status).toBe(200);
    expect(instagram.chats.find(mid)?.reactions).toEqual([{ from: 'business', emoji: '❤️' }]);
  });

  test('after 24 hours only a person may write, after 7 days nobody; reactions open nothing', async () => {
    const mid = await says({ type: 'text', text: 'Hi' });
    const human = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT', message: { text: 'Hello' } };
    bench.clock.pass(24 * HOUR_MS);
    await says({ type: 'reaction', messageId: mid, emoji: '❤️' });
    expect(refusalOf(await send({ message: { text: 'Hello' } }))).toEqual([400, 10, 2534022]);
    expect((await send(human)).status).toBe(200);
    bench.clock.pass(6 * 24 * HOUR_MS);
    expect(refusalOf(await send(human))).toEqual([400, 10, 2534022]);
  });

  test('pictures up to 8 MB of the types that it shows, and uploads that were made for it', async () => {
    const files = await startFiles();
    await says({ type: 'text', text: 'Hi' });
    await bench.says({ type: 'text', text: 'Hi' });
    const shows = (type: string, payload: object) => send({ message: { attachment: { type, payload } } });
    expect((await shows('image', { url: `${files.url}/photo.png` })).status).toBe(200);
    expect(refusalOf(await shows('image', { url: `${files.url}/big.png` }))).toEqual([400, 100, 2018109]);
    expect(refusalOf(await shows('audio', { url: `${files.url}/song.mp3` }))).toEqual([400, 100, 2018047]);
    const upload = async (more: object) => {
      const attachment = { type: 'image', payload: { url: `${files.url}/photo.png`, is_reusable: true } };
      return at((await bench.call('POST', '/me/message_attachments', { message: { attachment }, ...more })).body, 'attachment_id');
    };
    expect((await shows('image', { attachment_id: await upload({ platform: 'instagram' }) })).status).toBe(200);
    expect(refusalOf(await shows('image', { attachment_id: await upload({}) }))).toEqual([400, 100, 2018074]);
    await files.stop();
  });

  test('without its permission nothing goes to Instagram, and all to Messenger', async () => {
    await says({ type: 'text', text: 'Hi' });
    await bench.says({ type: 'text', text: 'Hi' });
    bench.messenger.behave({ scopes: ['pages_messaging'] });
    expect(refusalOf(await send({ message: { text: 'Hello' } }))).toEqual([403, 200, undefined]);
    expect((await bench.send({ message: { text: 'Hello' } })).status).toBe(200);
  });
});

test('the two phones share the app: its troubles, its clock and where its webhooks go', () => {
  const told: unknown[] = [];
  instagram.onChange((change) => told.push(change));
  bench.messenger.trouble.set({ kind: 'outage' });
  expect(instagram.trouble.current().kind).toBe('outage');
  instagram.connect('http://127.0.0.1:1/webhooks/chn_9');
  expect(bench.messenger.callbackUrl()).toBe('http://127.0.0.1:1/webhooks/chn_9');
  expect(told).toEqual([{ what: 'platform' }, { what: 'platform' }]);
});

test('a person has one name, a username and a picture', async () => {
  expect((await bench.call('GET', `/${NOOR}?fields=name,username,profile_pic`)).body).toEqual({
    id: NOOR,
    name: 'Noor Rahman',
    username: 'noor.reads',
    profile_pic: expect.any(String),
  });
});

test('a Page without Instagram has no such phone', async () => {
  const { instagram: _none, ...account } = DEMO_MESSENGER;
  const { createMessenger } = await import('../../../../gateway/sandbox/messenger.ts');
  expect(createMessenger({ ...account, baseUrl: 'http://127.0.0.1:1' }).instagram).toBeNull();
});
