// What a visitor writes is sent once, whatever happens to the connection, the page and its other tabs.
import type { Answer, Gateway } from '../../gateway/widget/net/request.ts';
import type { Tabs } from '../../gateway/widget/net/tabs.ts';
import type { WidgetMessage } from '../../gateway/widget/net/wire.ts';
import { type Outbox, type Waiting, createOutbox } from '../../gateway/widget/talk/outbox.ts';
import type { Shelf } from '../../gateway/widget/talk/shelf.ts';

/** One browser: what it keeps and its lock, whatever tabs there are; and a gateway that knows messages by their clientId. */
function browser(answers: ('ok' | 'lost' | 'taken, then lost' | number)[] = []) {
  const kept = new Map<string, Waiting>();
  const taken = new Map<string, string>();
  const calls: string[] = [];
  const waited: number[] = [];
  let lock: Promise<unknown> = Promise.resolve();
  const shelf: Shelf<Waiting> = {
    all: async () => [...kept.values()],
    put: async (one) => void kept.set(one.clientId, one),
    remove: async (clientId) => void kept.delete(clientId),
  };
  const tabs: Tabs = {
    tell: () => undefined,
    listen: () => undefined,
    async alone(_what, work) {
      const mine = lock.then(work);
      lock = mine.catch(() => undefined);
      return mine;
    },
    close: () => undefined,
  };
  const answer = (path: string, body: unknown): Answer<unknown> => {
    calls.push(path);
    if (path.startsWith('files')) return { is: 'ok', value: { mediaId: 'att_1', mime: 'image/png', bytes: 3 } };
    const next = answers.shift() ?? 'ok';
    if (next === 'lost') return { is: 'lost' };
    if (typeof next === 'number') return { is: 'refused', status: next, code: 'x', detail: 'No.', retryAfterMs: next === 429 ? 7000 : 0 };
    const { clientId, content } = JSON.parse(JSON.stringify(body)) as {
      clientId: string;
      content: { text?: string; attachment?: unknown };
    };
    taken.set(clientId, content.text ?? JSON.stringify(content.attachment));
    return next === 'ok' ? { is: 'ok', value: { clientId } } : { is: 'lost' };
  };
  const gateway: Gateway = {
    call: async <T>(_method: string, path: string, options?: { readonly body?: unknown }) => answer(path, options?.body) as Answer<T>,
    stream: () => Promise.reject(new Error('not here')),
  };
  let forgotten = 0;
  const open = (): Outbox & { readonly sent: WidgetMessage[]; shown(): readonly Waiting[] } => {
    const sent: WidgetMessage[] = [];
    let shown: readonly Waiting[] = [];
    const outbox = createOutbox({
      shelf,
      gateway,
      tabs,
      token: async () => 'token',
      answers: () => undefined,
      onSent: (message) => sent.push(message),
      onChange: (waiting) => (shown = waiting),
      onForgotten: () => (forgotten += 1),
      pause: async (ms) => void waited.push(ms),
    });
    return { ...outbox, sent, shown: () => shown };
  };
  return { open, taken, calls, waited, kept, settled: async () => await lock, forgotten: () => forgotten };
}

const text = (words: string) => ({ content: { type: 'text' as const, text: words } });

async function settle(one: ReturnType<typeof browser>): Promise<void> {
  for (let i = 0; i < 50; i += 1) await one.settled();
}

test('what was written leaves in its order, also when the first tries are lost', async () => {
  const one = browser(['lost', 'lost']);
  const tab = one.open();
  await tab.say(text('first'));
  await tab.say(text('second'));
  await settle(one);
  expect([...one.taken.values()]).toEqual(['first', 'second']);
  expect(one.waited).toEqual([1000, 2000]);
  expect(tab.shown()).toEqual([]);
});

test('an answer that was lost is asked for again with the same clientId, so that the gateway has it once', async () => {
  const one = browser(['taken, then lost']);
  const tab = one.open();
  await tab.say(text('once'));
  await settle(one);
  expect(one.calls).toEqual(['messages', 'messages']);
  expect([...one.taken.values()]).toEqual(['once']);
});

test('two tabs that look at the same shelf send each once', async () => {
  const one = browser();
  const [a, b] = [one.open(), one.open()];
  await Promise.all([a.say(text('from a')), b.say(text('from b')), a.look(), b.look()]);
  await settle(one);
  expect(one.calls).toEqual(['messages', 'messages']);
  expect(one.taken.size).toBe(2);
});

test('a page that comes back sends what the one before has left', async () => {
  const one = browser();
  one.kept.set('left', { ...text('left'), clientId: 'left', writtenAt: '2026-03-02T10:00:00.000Z' });
  await one.open().look();
  await settle(one);
  expect([...one.taken]).toEqual([['left', 'left']]);
});

test('what the gateway refuses waits for the visitor, and holds up nothing behind it', async () => {
  const one = browser([422]);
  const tab = one.open();
  await tab.say(text('too long'));
  await tab.say(text('fine'));
  await settle(one);
  expect([...one.taken.values()]).toEqual(['fine']);
  expect(tab.shown()).toMatchObject([{ content: { text: 'too long' }, refused: 'No.' }]);
  await tab.retry(tab.shown()[0]?.clientId ?? '');
  await settle(one);
  expect([...one.taken.values()]).toEqual(['fine', 'too long']);
});

test('too many at once are sent later, no sooner than the gateway says', async () => {
  const one = browser([429]);
  const tab = one.open();
  await tab.say(text('patient'));
  await settle(one);
  expect(one.waited).toEqual([7000]);
  expect([...one.taken.values()]).toEqual(['patient']);
});

test('a token that is good no more ends the sending and keeps what was written', async () => {
  const one = browser([401]);
  const tab = one.open();
  await tab.say(text('kept'));
  await settle(one);
  expect(one.forgotten()).toBe(1);
  expect(one.kept.size).toBe(1);
  await tab.look();
  await settle(one);
  expect([...one.taken.values()]).toEqual(['kept']);
});

test('a file goes up first, and the message names it', async () => {
  const one = browser();
  const tab = one.open();
  await tab.say({ content: { type: 'image', caption: 'Look' }, file: new Blob(['abc'], { type: 'image/png' }), fileName: 'a b.png' });
  await settle(one);
  expect(one.calls).toEqual(['files?name=a%20b.png', 'messages']);
  expect([...one.taken.values()]).toEqual(['{"mediaId":"att_1"}']);
});
